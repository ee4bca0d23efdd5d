"""Families for the distance around circles and half circles."""

from __future__ import annotations

from whynext.library.diagrams import Circle
from whynext.library.families.chance import Chance
from whynext.library.families.family import Draft, family, number
from whynext.library.families.words import decimal, grouped

NAMED = {
    "straight-edge-left-out": "Leaves the straight edge out of the way around a half circle.",
    "whole-circle-for-half": "Takes the whole circle where half of it is asked for.",
}

_ROUND = (
    ("tray", "cm"), ("pond", "m"), ("wheel", "cm"), ("table", "cm"), ("clock face", "cm"), ("drum", "cm"),
    ("flower bed", "m"), ("pool", "m"), ("cushion", "cm"), ("mirror", "cm"), ("basket", "cm"), ("rink", "m"),
)  # fmt: skip
_UNIT = {"cm": "centimeters", "m": "meters"}
_ROLLING = ("bicycle", "wheelbarrow", "scooter", "wheelchair", "handcart", "tricycle")


@family(
    "all-around-a-circle",
    skill="circumference",
    title="Find the circumference of a circle or its diameter",
    grade=7,
    levels=(
        "circumference from radius or diameter",
        "diameter or radius from the circumference",
        "in a story",
    ),
    plants={
        "radius-for-diameter": "The diameter is two times the radius. Which one is given, and which is asked "
        "for?",
        "area-for-circumference": "You found the area. How long is the way around?",
        "multiplies-instead": "The way around is known. Which number times 3.14 makes it?",
        "stops-after-first-step": "That is one turn of the wheel. How many turns are there?",
        "straight-edge-left-out": "The straight edge is a part of the way around too.",
        "whole-circle-for-half": "Only half of the circle belongs to the shape.",
    },
)
def all_around_a_circle(chance: Chance, level: int) -> Draft:
    """Ask for a circumference, for what it comes from, or for a way that is made of it."""
    if level == 1:
        return _around(chance)
    if level == 2:
        return _across(chance)
    return _rolling(chance) if chance.below(2) else _half_a_circle(chance)


def _around(chance: Chance) -> Draft:
    thing, unit = chance.pick(_ROUND)
    radius = chance.between(5, 30)
    by_radius = chance.below(2) == 1
    across = 2 * radius if by_radius else radius
    given = f"radius of {radius}" if by_radius else f"diameter of {across}"
    around = decimal(314 * across, 2)
    first = (
        f"The diameter is 2 × {radius} = {across} {unit}."
        if by_radius
        else f"The diameter is {across} {unit}."
    )
    return number(
        f"A round {thing} has a {given} {unit}. How many {_UNIT[unit]} is its circumference? Use 3.14 for π.",
        around,
        ("Circumference = π × diameter. What is the diameter?", f"Work out 3.14 × {across}."),
        (first, f"3.14 × {across} = {grouped(around)}, so it is {grouped(around)} {_UNIT[unit]}."),
        {
            "radius-for-diameter": decimal(314 * (radius if by_radius else 2 * across), 2),
            "area-for-circumference": decimal(314 * across * across * 25, 4),
        },
        diagram=Circle(radius=f"{radius} {unit}") if by_radius else Circle(diameter=f"{across} {unit}"),
    )


def _across(chance: Chance) -> Draft:
    thing, unit = chance.pick(_ROUND)
    radius = chance.between(4, 30)
    around = decimal(628 * radius, 2)
    asks_radius = chance.below(2) == 1
    asked, answer = ("radius", radius) if asks_radius else ("diameter", 2 * radius)
    last = f"The radius is half of it: {2 * radius} ÷ 2 = {radius} {unit}."
    steps = [
        "Diameter = circumference ÷ π.",
        f"{grouped(around)} ÷ 3.14 = {2 * radius}, so the diameter is {2 * radius} {unit}.",
    ]
    return number(
        f"The circumference of a round {thing} is {grouped(around)} {unit}. How many {_UNIT[unit]} is its "
        f"{asked}? "
        "Use 3.14 for π.",
        answer,
        (
            "Circumference = π × diameter. Which of them is known?",
            f"Divide the circumference by 3.14.{' Then take half.' if asks_radius else ''}",
        ),
        (*steps, last) if asks_radius else tuple(steps),
        {
            "radius-for-diameter": 2 * radius if asks_radius else radius,
            "multiplies-instead": decimal(628 * 314 * radius, 4),
        },
    )


def _rolling(chance: Chance) -> Draft:
    thing = chance.pick(_ROLLING)
    across, turns = 5 * chance.between(4, 14), 10 * chance.between(2, 30)
    once, way = 314 * across, 314 * across * turns
    return number(
        f"The wheel of a {thing} has a diameter of {across} cm. How many centimeters does the {thing} roll "
        "while "
        f"the wheel turns {turns} times? Use 3.14 for π.",
        decimal(way, 2),
        (
            "How far does it roll in one turn? Think of the edge of the wheel laid out straight.",
            f"One turn is one circumference: 3.14 × {across} = {grouped(decimal(once, 2))} cm.",
        ),
        (
            f"One turn: 3.14 × {across} = {grouped(decimal(once, 2))} cm.",
            f"{turns} turns: {turns} × {grouped(decimal(once, 2))} = {grouped(decimal(way, 2))} cm.",
        ),
        {
            "stops-after-first-step": decimal(once, 2),
            "radius-for-diameter": decimal(2 * way, 2),
        },
        diagram=Circle(diameter=f"{across} cm"),
    )


_HALF = ("flower bed", "rug", "window", "stage", "table", "deck", "sandbox")


def _half_a_circle(chance: Chance) -> Draft:
    thing = chance.pick(_HALF)
    across = chance.between(4, 24)
    bow = 157 * across  # in hundredths, as all that follows
    around = bow + 100 * across
    return number(
        f"A {thing} has the shape of half a circle. Its straight edge is {across} feet long. How many feet "
        "long is the whole way around it? Use 3.14 for π.",
        decimal(around, 2),
        (
            "Which parts make up the way around? Trace them with a finger.",
            f"The curved edge is half of 3.14 × {across}. The straight edge is {across}.",
        ),
        (
            f"The curved edge: 3.14 × {across} ÷ 2 = {decimal(bow, 2)} feet.",
            f"With the straight edge: {decimal(bow, 2)} + {across} = {decimal(around, 2)} feet.",
        ),
        {
            "straight-edge-left-out": decimal(bow, 2),
            "whole-circle-for-half": decimal(2 * bow, 2),
        },
    )
