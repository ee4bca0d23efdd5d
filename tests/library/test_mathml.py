"""Mathematics shown as it is written: nothing is lost, nothing becomes markup, prose stays prose."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whynext.library.families import FAMILIES, generate
from whynext.library.mathml import mathml

ALLOWED = {"p", "math", "mn", "mo", "mi", "mfrac", "msup", "msqrt", "mroot", "mrow", "sup", "br"}
RAISED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹ⁿ", "−0123456789n")


def tree(text: str) -> ElementTree.Element:
    """Return what a text becomes as a tree, which is only possible if it is well-formed."""
    return ElementTree.fromstring(f"<p>{mathml(text).replace('<br>', '<br/>')}</p>")


def back(element: ElementTree.Element) -> str:
    """Return the plain text of a tree, read by somebody who knows only what the elements mean."""
    parts = [back(child) + (child.tail or "") for child in element]
    inside = (element.text or "") + "".join(parts)
    if element.tag == "mfrac":
        return f"{parts[0]}/{parts[1]}"
    if element.tag == "msup":
        return f"{parts[0]}^{parts[1]}"
    if element.tag == "sup":
        return f"^{inside}"
    if element.tag == "mroot":
        return f"∛{parts[0]}"
    return {"msqrt": "√", "br": "\n"}.get(element.tag, "") + inside


def symbols(text: str) -> str:
    """Return the symbols of a plain text: spaces left out, powers written with ^ and one minus sign."""
    text = re.sub(r"[⁻⁰¹²³⁴⁵⁶⁷⁸⁹ⁿ]+", lambda found: "^" + found[0].translate(RAISED), text)
    return re.sub(r"[ \u00a0]+", "", text).replace("^-", "^−").replace("\u2062", "")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("3/4", "<math><mfrac><mn>3</mn><mn>4</mn></mfrac></math>"),
        ("2 1/2", "<math><mn>2</mn><mfrac><mn>1</mn><mn>2</mn></mfrac></math>"),
        ("□/8", "<math><mfrac><mi>□</mi><mn>8</mn></mfrac></math>"),
        ("5²", "<math><msup><mrow><mn>5</mn></mrow><mrow><mn>2</mn></mrow></msup></math>"),
        ("x^-2", "<math><msup><mrow><mi>x</mi></mrow><mrow><mo>−</mo><mn>2</mn></mrow></msup></math>"),
        ("√16", "<math><msqrt><mn>16</mn></msqrt></math>"),
        ("∛27", "<math><mroot><mrow><mn>27</mn></mrow><mn>3</mn></mroot></math>"),
        ("1,200 ÷ 4", "<math><mn>1,200</mn><mo>÷</mo><mn>4</mn></math>"),
        ("x ≤ 3", "<math><mi>x</mi><mo>≤</mo><mn>3</mn></math>"),
        ("x < 3", "<math><mi>x</mi><mo>&lt;</mo><mn>3</mn></math>"),
        ("3x", "<math><mn>3</mn><mo>\u2062</mo><mi>x</mi></math>"),
        ("What is x?", "What is <math><mi>x</mi></math>?"),
        ("12 cm²", "12 cm<sup>2</sup>"),
        ("one\ntwo", "one<br>two"),
    ],
)
def test_mathematics_is_shown_as_it_is_written(text: str, shown: str) -> None:
    """Fractions, powers, roots, signs and letters each have their element."""
    assert mathml(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "Mei has 3 cards and a pen.",
        "A bag of 5 kg goes 4 km/h.",
        "It is 4:30 on 3/4/2024.",
        "I see 5 m of rope.",
        "Point A is at (1, 2).",
        "Kenji’s 25% and $4",
        "a well-known two-digit number",
    ],
)
def test_prose_stays_prose(text: str) -> None:
    """Articles, units, dates, percents and prices are no mathematics."""
    assert mathml(text) == text


def test_an_article_is_no_letter_but_the_letter_a_is() -> None:
    """What stands beside a sign of operation is a number."""
    assert mathml("a + 3 and a 3/4 cup").count("<mi>a</mi>") == 1


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1/2)</script>",
        '"><img src=x onerror=alert(1)>',
        "</math><b>x</b>",
        "&lt;x&gt; &amp; &#60;",
        "x^2<y/z>√√((",
        "]]> <!-- 1/2 -->",
    ],
)
def test_a_hostile_text_is_only_escaped(text: str) -> None:
    """No element but ours comes out, with no attribute but stretchy."""
    found = list(tree(text).iter())
    assert {each.tag for each in found} <= ALLOWED
    assert {name for each in found for name in each.attrib} <= {"stretchy"}
    assert symbols(back(tree(text))) == symbols(text)


LETTERS = st.sampled_from("0123456789 axyA.,/+−×÷=<>≤≥^²³⁻√∛□()|%°π&\"'\n-cm")


@given(st.text(LETTERS, max_size=30))
def test_nothing_is_lost(text: str) -> None:
    """The symbols of a text can be read back from what is shown."""
    assert symbols(back(tree(text))) == symbols(text)
    assert {each.tag for each in tree(text).iter()} <= ALLOWED


@given(st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=40))
def test_any_text_can_be_shown(text: str) -> None:
    """Whatever is written comes out, and nothing else."""
    assert symbols(back(tree(text))) == symbols(text)


def test_every_family_can_be_shown() -> None:
    """Questions, hints and steps of every family come out whole."""
    for id, family in FAMILIES.items():
        for level in range(1, len(family.levels) + 1):
            item = generate(id, 11, level)
            for text in (item.question, *item.hints, *item.solution, *(each.text for each in item.options)):
                assert symbols(back(tree(text))) == symbols(text), text
