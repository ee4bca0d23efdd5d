"""Reading from the steps of a student by which strategy a problem was solved."""
