"""Checkers for the first shapes: corners are counted, lengths measured and parts walked around."""

from __future__ import annotations

from library.families.checkers import Expected, checks, option_texts
from library.families.outline import equal_sides, name_of, parts_of, square_corners
from library.families.read import search
from whynext.library.diagrams import Circle, Figures, Polygon, Prism, Solid
from whynext.library.item import Item

_BALL = {"sphere": "ball"}


@checks("name-the-shape")
def _name(question: str, item: Item) -> Expected:
    shown = item.picture
    if isinstance(shown, Figures):
        (asked,) = search(r"is a (\w+)\?", question)
        names = [name_of(strokes[0]) for strokes in shown.figures]
        assert names.count(asked) == 1, names
        return {f"shape {shown.names[names.index(asked)]}"}
    if isinstance(shown, Circle):
        return {"circle"}
    if isinstance(shown, Solid):
        return {_BALL.get(shown.shape, shown.shape)}
    if isinstance(shown, Prism):
        return {"cube" if shown.length == shown.width == shown.height else "box"}
    assert isinstance(shown, Polygon)
    name = name_of(shown.corners)
    # a rectangle is offered for no square, which is one as well
    assert not ({"square", "rectangle"} <= set(option_texts(item)) and name == "square")
    return {name}


def _holds(
    text: str, first: tuple[tuple[float, float], ...], second: tuple[tuple[float, float], ...]
) -> bool:
    """Tell whether a sentence about two shapes A and B is true."""
    shapes = {"A": first, "B": second}
    words = text.rstrip(".").split()
    if text.startswith("Both have"):
        return all(len(each) == int(words[2]) for each in shapes.values())
    if "more" in words:
        return len(shapes[words[0]]) > len(shapes[words[-1]])
    if text.startswith("Only"):
        has = {"square corners": lambda each: square_corners(each) == 4, "sides that": equal_sides}
        test = next((does for name, does in has.items() if name in text), lambda each: len(each) > 0)
        return bool(test(shapes[words[1]])) and not test(shapes["B" if words[1] == "A" else "A"])
    if text == "They have different numbers of corners.":
        return len(first) != len(second)
    if text == "They are not alike.":
        return len(first) != len(second)
    assert text in ("Both are round.", "One is only turned."), text
    return False


@checks("compare-two-shapes")
def _compare(question: str, item: Item) -> Expected:
    shown = item.picture
    assert isinstance(shown, Figures)
    first, second = (strokes[0] for strokes in shown.figures)
    return {text for text in option_texts(item) if _holds(text, first, second)}


@checks("put-shapes-together")
def _together(question: str, item: Item) -> Expected:
    shown = item.picture
    assert isinstance(shown, Polygon)
    parts = parts_of(shown.corners, [((a, b), (c, d)) for a, b, c, d, _ in shown.inside])
    if "How many" in question:
        of = 3 if "triangle" in question else 4
        assert set(parts) == {of}
        return len(parts)
    if "Which parts" in question:
        squares, triangles = parts.count(4), parts.count(3)
        return {f"{squares} square{'s' * (squares > 1)} and {triangles} triangle{'s' * (triangles > 1)}"}
    assert str(len(parts)) == search(r"puts (\d+)", question)[0]
    return {name_of(shown.corners)}
