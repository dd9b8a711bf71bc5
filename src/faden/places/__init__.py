"""Places: a city's gazetteer, and the names of places in statements."""
