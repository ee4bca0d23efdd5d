"""Models that trace mastery from answers: one contract, a one-step form and a batch twin of equal numbers."""
