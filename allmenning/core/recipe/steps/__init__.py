"""Steps: what is done to data and weights before a figure is asked, one module each."""
