"""Roter Faden: from what people said in dialogue groups to what the city did about it, and back."""
