"""Know what they can do: responses, estimates, and the models that trace them."""
