"""Fixtures for every room's tests."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile(
    "whynext", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True, max_examples=60
)
settings.load_profile("whynext")


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Return the folder of real data sets, which lie beside the repository and are never part of it."""
    named = os.environ.get("WHYNEXT_SHARED_DATA")
    folder = Path(named) if named else Path(__file__).resolve().parents[2] / "shared" / "data"
    if not folder.is_dir():
        pytest.skip(f"no real data at {folder}; set WHYNEXT_SHARED_DATA to a folder that has it")
    return folder
