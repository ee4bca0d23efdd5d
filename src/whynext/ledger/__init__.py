"""Remember: an append-only chain of what happened. Knows not what a fact means."""
