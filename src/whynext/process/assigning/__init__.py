"""Assigning: many students, few places; every rule kept, and the largest sum of scores that can be found."""
