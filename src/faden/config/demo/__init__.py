"""The example programme: an invented city with results in the shape that real cities publish."""
