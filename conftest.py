"""What every test gets: strict templates, a shut network, both databases by one setting."""
