"""The address of everything that can be followed; its history; what people report about it."""
