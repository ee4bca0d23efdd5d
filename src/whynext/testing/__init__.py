"""Contract checks, factories and a simulated school, for us and for users."""
