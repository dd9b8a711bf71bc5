"""How dates and times are written, by language, where Django's own ways are not those of the house."""
