"""The pages, the answers of the interface, and the catalogue."""
