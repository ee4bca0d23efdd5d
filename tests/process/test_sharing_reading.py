"""Limits, resources and concessions of a definition: read, refused with their lines, part of its digest."""

from __future__ import annotations

import pytest

from whynext.base.errors import Refused
from whynext.process.compare import compare
from whynext.process.definition import Definition
from whynext.process.information import Catalogue, Grain, Information, OptionKind, Type
from whynext.process.reading import read


def catalogue() -> Catalogue:
    """Return what can be asked of seats: their period and room, and the student's advisory."""

    def nothing(_: object) -> object:
        raise AssertionError("nothing is observed here")

    def known(name: str, grain: Grain, kind: Type) -> Information:
        return Information(name, "Of a seat.", grain, kind, nothing)  # type: ignore[arg-type]

    informations = [
        known("period", Grain.OPTION, Type.WORD),
        known("room", Grain.OPTION, Type.WORD),
        known("room_seats", Grain.OPTION, Type.NUMBER),
        known("teachers", Grain.OPTION, Type.WORD),
        known("locked", Grain.STUDENT_OPTION, Type.TRUTH),
        known("apart_from", Grain.STUDENT, Type.WORD),
        known("worth", Grain.STUDENT_OPTION, Type.NUMBER),
    ]
    kind = OptionKind("seat", "A seat.", nothing)  # type: ignore[arg-type]
    return Catalogue({each.name: each for each in informations}, {"seat": kind})


TEXT = """
id = "seats"
version = 1
title = "Seats"
question = "Where does this student sit?"
decides = "seat"
information = ["period", "room", "room_seats", "teachers", "locked", "apart_from", "worth"]

[trigger]
asked_by = ["teacher"]

[[agents]]
who = "algorithm"
does = "decides"

[parameters]
give = { value = 30, unit = "points", because = "a further chair has to be carried" }

[[rules]]
prefer = "worth"
because = "it is worth something"

[choose]
how = "assign"
count = 2
apart = "period"
smallest = 2
largest = 6
must = "locked"
separate = "apart_from"

[[limits]]
count = "students"
per = ["period", "room"]
at_most = "room_seats"
because = "a room has so many chairs"
price = "give"
by = "leader"

[[limits]]
count = "sessions"
of = "room = 'gym'"
at_most = 1
because = "the gym is loud"
weight = 3

[[resources]]
name = "teacher"
units = "teachers"
because = "a teacher is in one place at a time"

[[concessions]]
to = "smallest"
price = 5
by = "teacher"
because = "a small session is better than none"
"""


def seats(text: str = TEXT) -> Definition:
    """Return the definition that a text says."""
    return read(text, catalogue())


def test_limits_resources_and_concessions_are_read() -> None:
    """What is shared stands in the definition, in the order in which it is written."""
    shares = seats().shares
    assert [(each.count, each.per, each.by) for each in shares.limits] == [
        ("students", ("period", "room"), "leader"),
        ("sessions", (), ""),
    ]
    assert [each.name for each in shares.resources] == ["teacher"]
    assert [(each.to, each.by) for each in shares.concessions] == [("smallest", "teacher")]


def test_what_is_shared_is_part_of_the_decision_and_of_no_other_element() -> None:
    """Another number of seats is another decision; another reason for it is the same one."""
    before = seats().digests()
    after = seats(TEXT.replace('at_most = "room_seats"', 'at_most = "room_seats - 1"')).digests()
    assert {name for name in before if before[name] != after[name]} == {"decision"}
    assert seats(TEXT.replace("the gym is loud", "the gym echoes")).digests() == before


def test_what_is_wished_of_a_seating_is_read_and_part_of_the_decision() -> None:
    text = TEXT.replace("smallest = 2", 'smallest = 2\norder = "room_seats"')
    text = text.replace(
        'units = "teachers"', 'units = "teachers"\nliked = "room"\nweight = "give"\nnear = "room"'
    )
    (resource,) = seats(text).shares.resources
    assert [resource.weight.text, resource.walk.text] == ["give", "1.0"]  # type: ignore[union-attr]
    before, after = seats(text).digests(), seats(text.replace('weight = "give"', "weight = 2")).digests()
    assert {name for name in before if before[name] != after[name]} == {"decision"}
    compared = [
        compare(seats(text), seats(text.replace(*instead)))
        for instead in (
            ('near = "room"', 'near = "room"\nwalk = 4'),
            ('liked = "room"', 'liked = "teachers"'),
        )
    ]
    assert "the weight of a walk" in str(compared[0])
    assert "the teacher is rather of «teachers»" in str(compared[1])


def test_only_one_resource_says_what_is_near() -> None:
    text = TEXT.replace("smallest = 2", 'smallest = 2\norder = "room_seats"')
    text = text.replace('units = "teachers"', 'units = "teachers"\nnear = "room"')
    text += '\n[[resources]]\nname = "hall"\nunits = "room"\nnear = "room"\nbecause = "a hall holds one"\n'
    with pytest.raises(Refused) as refused:
        seats(text)
    assert "a place is near another by one resource only" in str(refused.value)


@pytest.mark.parametrize(
    ("instead", "wrong", "said"),
    [
        ('at_most = "room_seats"', "", "a limit needs a bound"),
        ('per = ["period", "room"]', 'per = ["period", "rooms"]', "«rooms» is no declared information"),
        ('by = "leader"', 'by = "algorithm"', "«algorithm» cannot give way"),
        ("of = \"room = 'gym'\"", 'of = "room"', "room"),
        ('to = "smallest"', 'to = "smaller"', "smaller"),
        ("weight = 3", 'weight = 3\nprice = 2\nby = "leader"', "nobody needs to give way"),
        ('how = "assign"', 'how = "best"', "«limits» has no effect where how = «best»"),
        ("smallest = 2\n", "", "sessions have no «smallest»"),
        ('units = "teachers"', 'units = "teachers"\nweight = 3', "«weight» has no effect without «liked»"),
        ('units = "teachers"', 'units = "teachers"\nwalk = 3', "«walk» has no effect without «near»"),
        ('units = "teachers"', 'units = "teachers"\nnear = "room"', "not which places follow each other"),
        ("smallest = 2", "smallest = 2\norder = 3", "«order» has no effect where nobody says what is near"),
        ("smallest = 2", "smallest = 2\nbeside_weight = 3", "«beside_weight» has no effect without «beside»"),
        ("smallest = 2", 'smallest = 2\nbeside = "room"\nbeside_weight = -1', "beside_weight"),
        ('units = "teachers"', 'units = "teachers"\nliked = "room"\nweight = "worth"', "worth"),
        ('[[resources]]\nname = "teacher"', '[[resources]]\nname = "Teacher"', "resources"),
    ],
)
def test_what_cannot_be_meant_is_refused_in_words(instead: str, wrong: str, said: str) -> None:
    """Every fault names what is wrong; nothing is guessed."""
    assert instead in TEXT
    with pytest.raises(Refused) as refused:
        seats(TEXT.replace(instead, wrong))
    assert said in str(refused.value)
