"""What the pages of the front room read."""
