"""Know what is to be learned: competencies and the map of what builds on what."""
