"""Pictures of maps: which skills to show, where to put them, and the drawing itself."""
