"""Does: the only room that changes anything."""
