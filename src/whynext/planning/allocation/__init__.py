"""Places that are fewer than those who could have them: who got what, how even it was, and what it did."""
