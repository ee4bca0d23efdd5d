"""Parallel forms share no item with what a student has seen and say when the bank is too small."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from library.bank import item
from whynext.base.errors import Refused
from whynext.library.forms import pick
from whynext.library.item import Item, Kind


def bank(count: int, **more: object) -> list[Item]:
    """Return items that ask different things, of rising difficulty."""
    return [
        item(
            Kind.NUMBER,
            str(at),
            id=f"i{at}",
            question=f"Half of {2 * at}?",
            difficulty=at / max(count, 1),
            **more,
        )
        for at in range(count)
    ]


def formed(**sizes: int) -> list[Item]:
    """Return a bank of named forms with so many items each."""
    return [
        item(Kind.NUMBER, str(at), id=f"{name}{at}", question=f"{name} {at}?", form=name)
        for name, size in sizes.items()
        for at in range(size)
    ]


sizes = st.integers(1, 6)
exposures = st.dictionaries(st.integers(0, 19).map(lambda at: f"i{at}"), st.integers(0, 3))


@given(st.integers(0, 20), sizes, st.binary(max_size=4), exposures, st.booleans())
def test_forms_drawn_one_after_another_share_no_item_until_the_bank_is_used_up(
    size, count, seed, shown, spread
) -> None:
    """Forms drawn one after another share no item until the bank is used up."""
    items, used = bank(size), set()
    for _ in range(25):
        form = pick(items, count=count, seed=seed, used=used, exposure=shown, spread=spread)
        assert not used & set(form.items)
        assert len(set(form.items)) == len(form.items) == min(count, size - len(used))
        assert form.missing == count - len(form.items)
        assert form.is_complete == (form.missing == 0)
        used |= set(form.items)
    assert len(used) == size


@given(sizes, st.binary(max_size=4), exposures)
def test_no_item_left_out_was_shown_less_often_than_one_taken(count, seed, shown) -> None:
    """No item left out was shown less often than one taken."""
    items = bank(20)
    taken = set(pick(items, count=count, seed=seed, exposure=shown).items)
    left = {each.id for each in items} - taken
    assert max(shown.get(id_, 0) for id_ in taken) <= min(shown.get(id_, 0) for id_ in left)


@given(st.permutations(bank(8)), st.binary(max_size=4))
def test_the_same_seed_gives_the_same_form_whatever_the_order_of_the_bank(items, seed) -> None:
    """The same seed gives the same form whatever the order of the bank."""
    assert pick(items, count=3, seed=seed) == pick(bank(8), count=3, seed=seed)


def test_different_seeds_give_different_forms() -> None:
    """Different seeds give different forms."""
    forms = {pick(bank(20), count=4, seed=bytes([at])).items for at in range(20)}
    assert len(forms) > 10


def test_a_bank_that_is_worn_evenly_shows_every_item_equally_often() -> None:
    """A bank that is worn evenly shows every item equally often."""
    shown: dict[str, int] = {}
    for at in range(30):
        for id_ in pick(bank(10), count=3, seed=bytes([at]), exposure=shown).items:
            shown[id_] = shown.get(id_, 0) + 1
    assert set(shown.values()) == {9}


def test_a_bank_that_is_too_small_says_what_is_missing() -> None:
    """A bank that is too small says what is missing."""
    form = pick(bank(5), count=4, seed=b"", used=["i0", "i1"])
    assert (form.missing, form.is_complete, len(form.items)) == (1, False, 3)
    assert "5 items 3 are left" in form.why
    assert "4 are needed" in form.why


def test_an_empty_bank_gives_an_empty_form() -> None:
    """An empty bank gives an empty form."""
    form = pick([], count=2, seed=b"")
    assert (form.items, form.missing, form.difficulty) == ((), 2, None)


def test_a_named_form_that_was_not_seen_is_taken_whole() -> None:
    """A named form that was not seen is taken whole."""
    items = formed(A=3, B=3)
    first = pick(items, count=3, seed=b"1")
    second = pick(items, count=3, seed=b"1", used_forms=[first.name])
    assert {first.name, second.name} == {"A", "B"}
    assert all(id_.startswith(second.name) for id_ in second.items)
    third = pick(items, count=3, seed=b"1", used_forms=["A", "B"])
    assert (third.name, third.items, third.missing) == ("", (), 3)


def test_a_named_form_with_one_item_seen_is_not_whole_any_more() -> None:
    """A named form with one item seen is not whole any more."""
    form = pick(formed(A=3, B=3), count=3, seed=b"1", used=["A1"])
    assert form.name == "B"
    form = pick(formed(A=3, B=3), count=3, seed=b"1", used=["A1", "B2"])
    assert form.name == ""
    assert form.is_complete
    assert not {"A1", "B2"} & set(form.items)


def test_a_named_form_of_another_size_is_not_taken_whole() -> None:
    """A named form of another size is not taken whole."""
    assert pick(formed(A=3, B=2), count=2, seed=b"").name == "B"


def test_of_several_named_forms_the_least_shown_is_taken() -> None:
    """Of several named forms the least shown is taken."""
    assert pick(formed(A=2, B=2, C=2), count=2, seed=b"", exposure={"A0": 2, "C1": 1}).name == "B"


def test_items_that_ask_the_same_are_one() -> None:
    """Items that ask the same are one."""
    twins = [item(Kind.NUMBER, "4", id=f"t{at}", question="Half of 8?") for at in range(3)]
    assert pick(twins, count=2, seed=b"").missing == 1
    assert pick(twins, count=1, seed=b"", used=["t1"]).items == ()


def test_only_items_of_the_skill_and_status_asked_for_are_taken() -> None:
    """Only items of the skill and status asked for are taken."""
    items = bank(4) + bank(8, skills=("s2",))[4:6] + bank(12, status="retired")[8:]
    assert set(pick(items, count=9, seed=b"", skill="s2").items) == {"i4", "i5"}
    assert len(pick(items, count=20, seed=b"").items) == 6
    assert len(pick(items, count=20, seed=b"", statuses=["retired"]).items) == 4


@given(st.binary(max_size=4))
def test_forms_spread_over_difficulty_are_about_equally_hard(seed: bytes) -> None:
    """Forms spread over difficulty are about equally hard."""
    items = bank(20)
    first = pick(items, count=5, seed=seed, spread=True)
    second = pick(items, count=5, seed=seed + b"2", used=first.items, spread=True)
    # One item from each of five bands: a band's items differ by less than a quarter of the scale.
    assert first.difficulty is not None
    assert second.difficulty is not None
    assert abs(first.difficulty - second.difficulty) < 0.25


def test_a_form_asks_the_easiest_first() -> None:
    """A form asks the easiest first."""
    by_id = {each.id: each.difficulty for each in bank(10)}
    hardness = [by_id[id_] for id_ in pick(bank(10), count=6, seed=b"7").items]
    assert hardness == sorted(hardness)


def test_a_form_of_no_items_is_refused() -> None:
    """A form of no items is refused."""
    with pytest.raises(Refused, match="at least 1 item"):
        pick(bank(3), count=0, seed=b"")


def test_what_was_shown_too_often_is_left_out() -> None:
    """The bound holds even where it makes the bank too small, and the reason says so."""
    six = [item(Kind.NUMBER, str(n), id=f"i{n}", question=f"{n}?") for n in range(6)]
    shown = {"i0": 9, "i1": 5, "i2": 4}
    free = pick(six, count=3, seed=b"x", exposure=shown, most=5)
    assert free.is_complete
    assert not {"i0", "i1"} & set(free.items)
    assert "shown less than 5 times" in free.why
    few = pick(six, count=6, seed=b"x", exposure=shown, most=5)
    assert set(few.items) == {"i2", "i3", "i4", "i5"}
    assert few.missing == 2
    assert pick(six, count=6, seed=b"x", exposure=shown).is_complete
