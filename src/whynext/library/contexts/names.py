"""First names for stories."""

from __future__ import annotations

NAMES = (
    "Amara", "Kenji", "Leila", "Mateo", "Noor", "Priya", "Zuri", "Tomo", "Yara", "Kofi",
    "Ravi", "Mei", "Nia", "Omar", "Emeka", "Hana", "Finn", "Aiyana", "Malik", "Sofia",
    "Tariq", "Anaya", "Ivan", "Lena", "Diego", "Sana", "Hugo", "Imani", "Jin", "Keola",
    "Luca", "Maya", "Nadia", "Oskar", "Pilar", "Quinn", "Rosa", "Samir", "Tala", "Wren",
)  # fmt: skip
"""First names from many places. No question says whether a person is a girl or a boy."""
