"""Predicting the next answer: how probable it is that a student answers an item right, now."""
