"""Halls, in which many students learn different skills at once: what they have, what is noted of a day."""
