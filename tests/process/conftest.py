"""Fixtures of the grammar's tests."""

from __future__ import annotations

import pytest

from process.school import tables


@pytest.fixture(scope="session")
def school():
    """The tables of a school of forty students of whom everything is known."""
    return tables(40)


@pytest.fixture(scope="session")
def gappy():
    """The same school with a fifth of everything unknown."""
    return tables(40, missing=0.2)
