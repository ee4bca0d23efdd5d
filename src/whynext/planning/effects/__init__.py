"""Learning which learning object helps whom: effects, with their uncertainty, from decisions and answers."""
