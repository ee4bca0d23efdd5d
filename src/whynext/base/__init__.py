"""Ids, instants, chance, facts and errors: what every room stands on and that knows nothing of teaching."""
