"""Labels, units and ranges are checked where they come in, so that no later sum can be quietly wrong.

Each test names the mistake it guards against: one that was found in a running system of this kind.
"""

from __future__ import annotations

import pytest

from whynext import bootstrap, handbook
from whynext.base.errors import Refused
from whynext.process.reading import read
from whynext.testing.small_school import NEXT_SKILL

CATALOGUE = bootstrap.catalogue()


def said(text: str) -> str:
    """Return what is said against a definition."""
    with pytest.raises(Refused) as refused:
        read(text, CATALOGUE)
    return "\n".join(str(problem) for problem in refused.value.problems)


# Units ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "unit", "valid"),
    [
        (95, "probability", "from 0 to 1"),
        (-0.1, "probability", "from 0 to 1"),
        (1.5, "share", "from 0 to 1"),
        (101, "percent", "from 0 to 100"),
        (-1, "percentile", "from 0 to 100"),
    ],
)
def test_a_number_that_is_off_the_scale_of_its_unit_is_refused_at_its_line(
    value: float, unit: str, valid: str
) -> None:
    """The mistake: odds were stored where probabilities were read, and nobody noticed those above 1."""
    text = NEXT_SKILL.replace("value = 0.95", f"value = {value}").replace('"probability"', f'"{unit}"')
    line = 1 + text[: text.index("bar = {")].count("\n")
    told = said(text)
    assert f"line {line}: «bar» is {value}" in told
    assert valid in told


def test_a_percentage_beside_a_probability_is_refused() -> None:
    """The mistake: a threshold in one unit was compared with a number in another, and never reached."""
    told = said(NEXT_SKILL.replace('"probability"', '"percent"'))
    assert "«mastery» (probability) is compared with «bar» (percent)" in told
    unit = handbook.text("mastery-unit").replace(
        'value = 80, unit = "percent"', 'value = 0.8, unit = "share"'
    )
    assert "«score_percent» (percent) is compared with «criterion» (share)" in said(unit)


def test_a_share_and_a_probability_are_of_one_scale_and_other_units_have_none() -> None:
    """Nothing is refused that can be right."""
    for value, unit in ((0.5, "share"), (1, "probability"), (0, "probability"), (95, "points"), (-3, "")):
        text = NEXT_SKILL.replace("value = 0.95", f"value = {value}").replace('"probability"', f'"{unit}"')
        assert read(text, CATALOGUE).values["bar"] == value


@pytest.mark.parametrize("name", handbook.names())
def test_the_handbook_keeps_to_its_units(name: str) -> None:
    read(handbook.text(name), CATALOGUE)
