"""Statistics: what may be asked, one module each."""
