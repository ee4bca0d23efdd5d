"""whynext runs the processes by which a school decides what each student does next, and shows why."""

__version__ = "0.1.0"
