"""Diagnostics: what to ask next, when to stop, and what a student knows and is ready for."""
