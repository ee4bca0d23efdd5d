"""Files of items and learning objects: each fault is named with row and field, and the good ones survive."""

from __future__ import annotations

import json

import pytest

from whynext.exchange.items import (
    FORMAT,
    ITEM_COLUMNS,
    OBJECT_COLUMNS,
    Read,
    joined,
    read_items,
    split,
    write_items_csv,
    write_json,
    write_objects_csv,
)
from whynext.library.item import Item, Key, Kind, Misconception, Option
from whynext.library.learning_object import LearningObject

HEAD = "id,skills,kind,question,key\n"
ROW = "i1,halves,number,Half of 8?,4\n"
RECORD = {"id": "i1", "skills": ["halves"], "kind": "number", "question": "Half of 8?", "key": {"value": "4"}}
THING = {"id": "o1", "title": "T", "skills": ["s"], "modality": "video", "minutes": 5, "difficulty": 0.5}


def read(text: str | bytes, **more) -> Read:
    """Return what a file says."""
    return read_items(text.encode() if isinstance(text, str) else text, name="bank.csv", **more)


def library(**parts) -> str:
    """Return a JSON library of these parts."""
    return json.dumps({"format": FORMAT, "version": 1, **parts})


def only(found: Read) -> tuple[str, str]:
    """Return place and words of the only problem."""
    assert len(found.problems) == 1, found.problems
    return found.problems[0].where, found.problems[0].what


def test_a_table_written_by_hand_needs_five_columns() -> None:
    """A table written by hand needs five columns."""
    found = read(HEAD + ROW)
    assert found.problems == ()
    assert found.items == (Item("i1", ("halves",), Kind.NUMBER, "Half of 8?", Key("4")),)


def test_a_full_row_of_each_shape_is_read() -> None:
    """A full row of each shape is read."""
    found = read(
        "id,skills,kind,question,key,option_texts,option_whys,misconception_ids,misconception_answers,"
        "misconception_says,hints,tolerance,unit,accepts,difficulty\n"
        'c1,a | b,choice,"Which, then?",b,one|two | three,no | | no,m,a,"Because, so.",'
        "look|look again,,,,0.25\n"
        'm1,a,multiple_choice,Which?,a | c,one|two|three,,all,"a, b, c",Not all.,,,,,\n'
        "n1,a,number,How long?,1.5,,,,,,,0.1,cm | centimetres,3/2 | 150%,\n"
    )
    assert found.problems == ()
    choice, several, number = found.items
    assert choice.options == (Option("a", "one", "no"), Option("b", "two"), Option("c", "three", "no"))
    assert (choice.key, choice.hints, choice.difficulty) == (Key("b"), ("look", "look again"), 0.25)
    assert choice.skills == ("a", "b")
    assert choice.misconceptions == (Misconception("m", "a", "Because, so."),)
    assert several.key == Key(("a", "c"))
    assert several.misconceptions == (Misconception("all", "a | b | c", "Not all."),)
    assert number.key == Key("1.5", accepts=("3/2", "150%"), tolerance=0.1, unit="cm | centimetres")


@pytest.mark.parametrize(
    "change",
    [
        lambda data: b"\xef\xbb\xbf" + data,
        lambda data: data.replace(b"\n", b"\r\n"),
        lambda data: data.replace(b",", b";"),
        lambda data: data.replace(b",", b"\t"),
        lambda data: data.decode().encode("utf-16"),
        lambda data: data + b"\n,,,,\n\n",
        lambda data: data.replace(b"id,skills", b" ID ,Skills").replace(b"key\n", b"key,\n"),
        lambda data: data.rstrip(),
    ],
    ids=[
        "byte order mark",
        "line ends",
        "semicolons",
        "tabs",
        "utf-16",
        "empty rows",
        "capitals and blanks",
        "no last line end",
    ],
)
def test_a_table_is_read_however_the_spreadsheet_saved_it(change) -> None:
    """A table is read however the spreadsheet saved it."""
    assert read(change((HEAD + ROW).encode())) == read(HEAD + ROW)


@pytest.mark.parametrize(
    ("row", "field", "words"),
    [
        ("i2,halves,nummber,Q?,4", "kind", "did you mean «number»"),
        ("i2,,number,Q?,4", "skills", "names no skill"),
        ("i2,a | a,number,Q?,4", "skills", "named twice"),
        (",a,number,Q?,4", "id", "missing"),
        ("i2,a,number,,4", "question", "missing"),
        ("i2,a,number,Q?,four", "key", "«four» is no answer of kind number"),
        ("i2,a,number,Q?,", "key», field «value", "missing"),
        ("i2,a,number,Q?,4,hard", "difficulty", "«hard» is no number"),
        ('i2,a,number,Q?,4,"0,5"', "difficulty", "«0,5» is no number"),
        ("i2,a,number,Q?,4,7", "difficulty", "7"),
        ("i2,a,number,Q?,4,,maybe", "key», field «lowest_terms", "neither true nor false"),
        ("i2,a,number,Q?,4,,,1.5", "version", "no whole number"),
        ("i2,a,number,Q?,4,,,1e999", "version", "no whole number"),
        ("i2,a,number,Q?,4,,,,one", "options", "nobody will see"),
        ("i2,a,choice,Q?,a,,,,one|two,a", "option_ids", "1 entries, but 2 in «option_texts»"),
        ("i2,a,choice,Q?,z,,,,one|two", "key", "«z», which is no option"),
        ("i2,a,choice,Q?,a,,,,one||two", "options", "no text"),
    ],
)
def test_each_fault_of_a_row_is_named_with_file_row_and_field_and_the_good_rows_survive(
    row: str, field: str, words: str
) -> None:
    """Each fault of a row is named with file row and field and the good rows survive."""
    head = HEAD.strip() + ",difficulty,lowest_terms,version,option_texts,option_ids\n"
    found = read(head + ROW + row + "\n" + ROW.replace("i1", "i3"))
    assert [thing.id for thing in found.items] == ["i1", "i3"]
    assert [problem for problem in found.problems if words in problem.what], found.problems
    assert {problem.where for problem in found.problems} == {f"bank.csv, row 3, field «{field}»"}


def test_cells_beyond_the_columns_are_a_fault() -> None:
    """Cells beyond the columns are a fault."""
    found = read(HEAD + "i1,a,number,How many, then?,4\n")
    assert ("bank.csv, row 2", "there are 1 cells more than columns") in [
        (problem.where, problem.what) for problem in found.problems
    ]
    assert found.items == ()


def test_missing_columns_are_reported_together_and_nothing_is_read() -> None:
    """Missing columns are reported together and nothing is read."""
    found = read("id,question,key\ni1,Q?,4\n")
    assert [problem.what for problem in found.problems] == [
        "the column «skills» is missing",
        "the column «kind» is missing",
    ]
    assert all(problem.where == "bank.csv, row 1" for problem in found.problems)
    assert found.items == ()


def test_an_unknown_column_is_reported_with_the_nearest_one_and_the_rest_is_read() -> None:
    """An unknown column is reported with the nearest one and the rest is read."""
    found = read(HEAD.replace("key", "key,dificulty") + ROW.replace("4\n", "4,0.9\n"))
    assert "did you mean «difficulty»" in only(found)[1]
    assert len(found.items) == 1


def test_a_column_that_is_there_twice_is_refused() -> None:
    """A column that is there twice is refused."""
    assert only(read(HEAD.replace("key", "key,key") + ROW))[1] == "the column «key» is there twice"


def test_a_header_alone_is_an_empty_library() -> None:
    """A header alone is an empty library."""
    assert read(HEAD) == Read()


@pytest.mark.parametrize("data", [b"", b" ", b"\n\n", b"hello", b"\xef\xbb\xbf"])
def test_an_empty_or_strange_file_is_a_fault_and_no_error(data: bytes) -> None:
    """An empty or strange file is a fault and no error."""
    found = read(data)
    assert found.problems
    assert found.items == ()


def test_a_file_in_another_encoding_names_the_byte_and_what_to_do() -> None:
    """A file in another encoding names the byte and what to do."""
    found = read("id,skills\nä".encode("latin-1"))
    assert "byte 10 is not UTF-8" in only(found)[1]
    assert "save the file as UTF-8" in found.problems[0].next_step


def test_a_file_that_is_too_large_is_not_looked_at() -> None:
    """A file that is too large is not looked at."""
    assert "bytes" in only(read(HEAD + ROW, max_bytes=10))[1]


@pytest.mark.parametrize(
    "tail", ['i2,a,number,"never closed,4\ni3,a,number,Q?,4\n', "i2,a,number," + "x" * 200_000 + ",4\n"]
)
def test_a_row_that_cannot_be_taken_apart_is_named_and_the_rows_before_it_survive(tail: str) -> None:
    """A row that cannot be taken apart is named and the rows before it survive."""
    found = read(HEAD + ROW + tail)
    assert only(found)[0] == "bank.csv, row 3"
    assert "nothing after it was read" in found.problems[0].what
    assert len(found.items) == 1


def test_an_id_that_was_used_before_is_named_with_the_first_place() -> None:
    """An id that was used before is named with the first place."""
    found = read(HEAD + ROW + ROW)
    assert only(found) == ("bank.csv, row 3, field «id»", "the id «i1» was used before, in row 2")
    assert len(found.items) == 1


def test_skills_that_the_map_does_not_have_are_named_with_the_nearest() -> None:
    """Skills that the map does not have are named with the nearest."""
    found = read(
        HEAD + ROW.replace("halves", "halfs | thirds") + ROW.replace("i1", "i2"),
        known_skills=["halves", "thirds"],
    )
    assert only(found)[0] == "bank.csv, row 2, field «skills»"
    assert "«halfs»; did you mean «halves»" in found.problems[0].what
    assert [thing.id for thing in found.items] == ["i2"]
    assert read(HEAD + ROW).problems == ()


def test_an_empty_map_knows_no_skill() -> None:
    """An empty map knows no skill."""
    assert only(read(HEAD + ROW, known_skills=[]))[1] == "the map has no skill «halves»"


def test_prerequisites_of_learning_objects_must_be_on_the_map_too() -> None:
    """Prerequisites of learning objects must be on the map too."""
    found = read(library(objects=[{**THING, "prerequisites": ["x"]}]), known_skills=["s"])
    assert only(found) == ("bank.csv, objects[0], field «prerequisites»", "the map has no skill «x»")
    assert found.objects == ()


def test_a_thousand_unknown_skills_are_all_reported() -> None:
    """A thousand unknown skills are all reported."""
    rows = "".join(f"i{at},skill{at},number,Q?,4\n" for at in range(1000))
    found = read(HEAD + rows, known_skills=[f"skil{at}" for at in range(500)])
    assert len(found.problems) == 1000


def test_learning_objects_are_told_apart_by_their_columns() -> None:
    """Learning objects are told apart by their columns."""
    found = read("id,title,skills,modality,minutes,difficulty,screen,copies\no1,T,s,puppets,5,0.5,no,3\n")
    (thing,) = found.objects
    assert (thing.screen, thing.copies, thing.minutes) == (False, 3, 5.0)
    assert found.problems == ()
    assert found.notes[0].where == "bank.csv, row 2, field «modality»"


def test_items_and_objects_come_from_one_json_file() -> None:
    """Items and objects come from one json file."""
    found = read(library(items=[RECORD], objects=[THING]))
    assert (len(found.items), len(found.objects), found.problems) == (1, 1, ())


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "not JSON"),
        ('{"a": 1,}', "not JSON"),
        ("[1", "not JSON"),
        ("[]", "not a library"),
        ("{}", "not a library"),
        ('{"format": "another"}', "not a library"),
        (json.dumps({"format": FORMAT, "version": 2}), "another version"),
        (library(items={"a": 1}), "«items» is no list"),
        (library(itmes=[]), "no such part as «itmes»"),
        (library(items=[1]), "«1» is no record"),
        ("[" * 100_000, "nested too deeply"),
        ('{"a":' * 100_000, "nested too deeply"),
        ("[" + "9" * 5000 + "]", "too many digits"),
        ('{"format": "whynext library", "version": 1, "version": 1}', "names «version» twice"),
        ('{"\\ud800": 1, "format": "whynext library", "version": 1}', "no such part"),
    ],
)
def test_each_fault_of_a_json_file_is_named(text: str, words: str) -> None:
    """Each fault of a json file is named."""
    found = read(text)
    assert words in only(found)[1]
    str(found.problems[0]).encode()


def test_each_fault_of_a_json_record_is_named_by_its_path_and_the_good_ones_survive() -> None:
    """Each fault of a json record is named by its path and the good ones survive."""
    bad = {**RECORD, "id": "i2", "options": [{"id": "a", "text": 1}]}
    found = read(library(items=[RECORD, bad, {**RECORD, "id": "i3"}]))
    assert [thing.id for thing in found.items] == ["i1", "i3"]
    assert only(found)[0] == "bank.csv, items[1], options[0], field «text»"


def test_nan_and_infinity_are_refused() -> None:
    """Nan and infinity are refused."""
    text = library(items=[RECORD]).replace('"4"}', '"4", "tolerance": NaN}, "difficulty": Infinity')
    assert {problem.where for problem in read(text).problems} == {
        "bank.csv, items[0], field «key», field «tolerance»",
        "bank.csv, items[0], field «difficulty»",
    }


def test_json_has_one_line_for_each_thing_and_the_same_bytes_each_time() -> None:
    """Json has one line for each thing and the same bytes each time."""
    found = read(library(objects=[THING], items=[RECORD, {**RECORD, "id": "i2"}]))
    data = write_json(found.items, found.objects)
    assert data == write_json(found.items, found.objects)
    assert len(data.decode().splitlines()) == 6
    assert json.loads(data)["items"][0] == RECORD


def test_formulas_and_bars_survive_in_cells() -> None:
    """Formulas and bars survive in cells."""
    assert split(joined(["|x|", "a\\|b", "c\\"])) == ["|x|", "a\\|b", "c\\"]
    assert split("x | \\|y\\| |z") == ["x", "|y|", "z"]


def test_tables_have_exactly_the_documented_columns() -> None:
    """Tables have exactly the documented columns."""
    item = Item("i", ("s",), Kind.NUMBER, "Q?", Key("1"))
    thing = LearningObject("o", "T", ("s",), "video", 5.0, 0.5)
    assert write_items_csv([item]).decode().splitlines()[0].split(",") == list(ITEM_COLUMNS)
    assert write_objects_csv([thing]).decode().splitlines()[0].split(",") == list(OBJECT_COLUMNS)
