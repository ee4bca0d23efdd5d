"""Know what there is to learn with: items, their scoring, and learning objects."""
