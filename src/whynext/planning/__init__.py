"""Arrange what was decided: nested plans and playlists."""
