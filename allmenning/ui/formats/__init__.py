"""Days and times of the pages, where Django's own are not how we write them."""
