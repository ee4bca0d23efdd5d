"""How tracing models are fitted; imported when a fit is asked for, not before."""
