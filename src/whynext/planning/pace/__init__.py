"""Pace: a line of planned days over a course, where a student stands on it, and how much work is left."""
