"""Nature: gardens, woods, water, weather."""

from __future__ import annotations

from whynext.library.contexts.context import Context, Crowd, Doing, Goods, Holder, Mix

CONTEXT = Context(
    id="nature",
    title="Nature",
    scenes=(
        "{name} walks in the woods.",
        "{name} works in the school garden.",
        "{name} looks at what lives in the pond.",
    ),
    purposes=(
        "{name} wants to tell the nature club.",
        "The class needs to know it for the garden plan.",
        "{name} writes it into a notebook.",
    ),
    asides=(
        "{name} is {n} years old.",
        "The path has the number {n}.",
        "The sun goes down at {n} o’clock.",
    ),
    goods=(
        Goods(("acorn", "acorns"), ("finds", "find"), ("plants", "plant")),
        Goods(("leaf", "leaves"), ("picks up", "pick up"), ("gives away", "give away")),
        Goods(("berry", "berries"), ("picks", "pick"), ("eats", "eat")),
        Goods(("seed", "seeds"), ("gets", "get"), ("plants", "plant")),
    ),
    holders=(
        Holder(("basket", "baskets"), ("apple", "apples")),
        Holder(("pot", "pots"), ("seed", "seeds")),
        Holder(("jar", "jars"), ("pebble", "pebbles")),
    ),
    rows=(("tree", "trees"), ("tulip", "tulips")),
    doings=(
        Doing(("plants", "plant"), ("tree", "trees"), ("hour", "hours")),
        Doing(("counts", "count"), ("bird", "birds"), ("day", "days")),
    ),
    movers=("A flock of cranes", "The river boat"),
    mixes=(
        Mix("sand", "soil", ("bucket", "buckets")),
        Mix("clay", "water", ("cup", "cups")),
    ),
    buys=(("plant", "plants"), ("flower pot", "flower pots"), ("rake", "rakes")),
    crowds=(
        Crowd(("tree", "trees"), "are oaks"),
        Crowd(("seed", "seeds"), "begin to grow"),
    ),
    long=("The path", "The fallen tree"),
    heavy=("The pumpkin", "The bag of soil"),
    holding=("The rain barrel", "The watering can"),
    events=("The walk in the woods", "The work in the garden"),
    hires=(("A garden bed", ("month", "months")), ("A canoe", ("hour", "hours"))),
)
