"""Putting students into groups: bounds that are kept, and what is wanted of groups."""
