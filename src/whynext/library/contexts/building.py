"""Building: houses, bridges, things of wood and stone."""

from __future__ import annotations

from whynext.library.contexts.context import Context, Crowd, Doing, Goods, Holder, Mix

CONTEXT = Context(
    id="building",
    title="Building",
    scenes=(
        "{name} builds a tree house.",
        "{name} helps build a playground.",
        "{name} makes a model of a bridge.",
    ),
    purposes=(
        "{name} wants to know what is still missing.",
        "The builders have to work something out before they go on.",
        "{name} writes everything on the plan.",
    ),
    asides=(
        "{name} is {n} years old.",
        "The work begins at {n} o’clock.",
        "The house has the number {n}.",
    ),
    goods=(
        Goods(("brick", "bricks"), ("brings", "bring"), ("uses", "use")),
        Goods(("nail", "nails"), ("finds", "find"), ("hammers in", "hammer in")),
        Goods(("board", "boards"), ("saws", "saw"), ("uses", "use")),
        Goods(("block", "blocks"), ("gets", "get"), ("gives back", "give back")),
    ),
    holders=(
        Holder(("box", "boxes"), ("nail", "nails")),
        Holder(("pile", "piles"), ("board", "boards")),
        Holder(("bucket", "buckets"), ("stone", "stones")),
    ),
    rows=(("brick", "bricks"), ("tile", "tiles")),
    doings=(
        Doing(("lays", "lay"), ("brick", "bricks"), ("hour", "hours")),
        Doing(("saws", "saw"), ("board", "boards"), ("day", "days")),
    ),
    movers=("The truck with the stones", "The cement truck"),
    mixes=(
        Mix("sand", "cement", ("bucket", "buckets")),
        Mix("blue paint", "yellow paint", ("can", "cans")),
    ),
    buys=(("hammer", "hammers"), ("board", "boards"), ("can of paint", "cans of paint")),
    dear=(("drill", "drills"), ("workbench", "workbenches")),
    crowds=(
        Crowd(("tile", "tiles"), "are blue"),
        Crowd(("window", "windows"), "are open"),
    ),
    ways=("The new road", "The canal"),
    small=("The nail", "The screw"),
    long=("The wall", "The wooden beam"),
    heavy=("The bag of cement", "The stone"),
    holding=("The bucket", "The paint can"),
    events=("The work on the roof", "The visit to the building site"),
    hires=(("A drill", ("day", "days")), ("A ladder", ("day", "days"))),
)
