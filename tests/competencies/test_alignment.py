"""Which codes of a standard a map meets: in whatever spelling, whole or by all parts."""

from __future__ import annotations

import pytest

from whynext.base.ids import SkillId
from whynext.competencies.alignment import align, codes_of, standard_code
from whynext.competencies.competency import GROUP, Competency


def skill(id: str, **fields: object) -> Competency:
    """Return a skill with these fields."""
    return Competency(SkillId(id), id.title(), **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ("4.NF.B.3", "4.NF.B.3"),
        ("4.NF.B.3a", "4.NF.B.3.a"),
        ("4.NF.B.3.A", "4.NF.B.3.a"),
        ("CCSS.Math.Content.K.CC.A.1", "K.CC.A.1"),
        ("CCSS.MATH.CONTENT.8.EE.C.7b", "8.EE.C.7.b"),
        (" HSA-REI.B.3 ", "HSA-REI.B.3"),
        ("", ""),
    ],
)
def test_a_code_has_one_form(given: str, code: str) -> None:
    assert standard_code(given) == code
    assert standard_code(code) == code


def test_codes_are_a_skill_s_own_and_those_of_its_alignment_each_once() -> None:
    """An import gives the alignment as one text, our own map as a list; what is neither is passed over."""
    assert codes_of(skill("a", code="1.G.A.3", extra={"alignment": "1.G.A.3 2.G.A.3"})) == (
        "1.G.A.3",
        "2.G.A.3",
    )
    assert codes_of(skill("a", extra={"alignment": ["1.G.A.3", 7]})) == ("1.G.A.3",)
    assert codes_of(skill("a", extra={"alignment": 7})) == ()
    assert codes_of(skill("a")) == ()


def test_a_code_is_met_by_itself_or_by_all_of_its_parts_and_not_by_some() -> None:
    listed = ["3.NF.A.2", "3.NF.A.2.a", "3.NF.A.2.b", "3.NF.A.3", "3.NF.A.3.a", "3.NF.A.3.b"]
    skills = [skill("a", code="3.NF.A.2a"), skill("b", code="3.NF.A.2b"), skill("c", code="3.NF.A.3a")]
    found = align(skills, listed)
    assert found.missing == ("3.NF.A.3", "3.NF.A.3.b")
    assert found.share == pytest.approx(4 / 6)


def test_a_whole_does_not_meet_its_parts() -> None:
    assert align([skill("a", code="3.NF.A.2")], ["3.NF.A.2", "3.NF.A.2.a"]).missing == ("3.NF.A.2.a",)


def test_codes_are_counted_by_grade_in_the_order_of_the_list() -> None:
    found = align(
        [skill("a", extra={"alignment": "K.CC.A.1, 2.G.A.1; 9.X"})], ["K.CC.A.1", "K.CC.A.2", "2.G.A.1"]
    )
    assert found.by_grade.rows() == [("K", 2, 1, 1), ("2", 1, 1, 0)]
    assert found.other == ("9.X",)


def test_headings_meet_nothing_and_an_empty_list_has_no_share() -> None:
    assert align([skill("a", code="1.G.A.1", kind=GROUP)], ["1.G.A.1"]).missing == ("1.G.A.1",)
    assert align([skill("a", code="1.G.A.1")], []).share is None
