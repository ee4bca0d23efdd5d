"""What is written is read back the same, from JSON and from CSV, whatever is in the texts."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from library.bank import items, objects
from whynext.exchange.items import (
    Read,
    joined,
    read_items,
    split,
    write_items_csv,
    write_json,
    write_objects_csv,
)

item_lists = st.lists(items(), max_size=3, unique_by=lambda thing: thing.id).map(tuple)
object_lists = st.lists(objects(), max_size=3, unique_by=lambda thing: thing.id).map(tuple)


def read(data: bytes) -> Read:
    """Return what was written, of which nothing may be faulty."""
    found = read_items(data, name="library")
    assert found.problems == ()
    return found


@given(item_lists, object_lists)
def test_a_library_is_the_same_after_json(some, others) -> None:
    """A library is the same after json."""
    data = write_json(some, others)
    found = read(data)
    assert (found.items, found.objects) == (some, others)
    assert write_json(found.items, found.objects) == data


@given(item_lists)
def test_items_are_the_same_after_csv(some) -> None:
    """Items are the same after csv."""
    data = write_items_csv(some)
    assert read(data).items == some
    assert write_items_csv(read(data).items) == data


@given(object_lists)
def test_learning_objects_are_the_same_after_csv(some) -> None:
    """Learning objects are the same after csv."""
    data = write_objects_csv(some)
    assert read(data).objects == some


@given(item_lists)
def test_csv_and_json_say_the_same(some) -> None:
    """Csv and json say the same."""
    assert read(write_items_csv(some)).items == read(write_json(some)).items


@given(st.lists(st.text("ab|\\ \n", min_size=1).map(str.strip).filter(bool)))
def test_any_list_survives_one_cell(entries: list[str]) -> None:
    """Any list survives one cell."""
    assert split(joined(entries)) == entries


@given(st.binary(max_size=60))
def test_no_bytes_are_an_error(data: bytes) -> None:
    """No bytes are an error."""
    found = read_items(data, name="x")
    assert found.items == ()


@given(st.data(), item_lists.filter(bool), st.integers(0, 10_000), st.binary(min_size=1, max_size=3))
def test_a_damaged_file_is_read_without_an_error(data, some, at: int, junk: bytes) -> None:
    """A damaged file is read without an error."""
    for whole in (write_json(some), write_items_csv(some)):
        place = at % len(whole)
        cut = data.draw(st.integers(0, 3))
        found = read_items(whole[:place] + junk + whole[place + cut :], name="x")
        assert len(found.items) <= len(some) + 1
