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
        "The class has to work something out for the garden plan.",
        "{name} writes everything in a notebook.",
    ),
    asides=(
        "{name} is {n} years old.",
        "The path has the number {n}.",
        "The garden opens at {n} o’clock.",
    ),
    goods=(
        Goods(("acorn", "acorns"), ("finds", "find"), ("plants", "plant")),
        Goods(("leaf", "leaves"), ("picks up", "pick up"), ("gives away", "give away")),
        Goods(("berry", "berries"), ("picks", "pick"), ("gives away", "give away")),
        Goods(("seed", "seeds"), ("gets", "get"), ("plants", "plant")),
    ),
    holders=(
        Holder(("basket", "baskets"), ("apple", "apples")),
        Holder(("bag", "bags"), ("seed", "seeds")),
        Holder(("jar", "jars"), ("pebble", "pebbles")),
    ),
    rows=(("tree", "trees"), ("tulip", "tulips")),
    doings=(
        Doing(("plants", "plant"), ("seed", "seeds"), ("hour", "hours")),
        Doing(("counts", "count"), ("bird", "birds"), ("day", "days")),
    ),
    movers=("A flock of cranes", "A swan"),
    mixes=(
        Mix("sand", "soil", ("bucket", "buckets")),
        Mix("clay", "water", ("cup", "cups")),
    ),
    buys=(("plant", "plants"), ("flower pot", "flower pots"), ("rake", "rakes")),
    dear=(("telescope", "telescopes"), ("garden bench", "garden benches")),
    crowds=(
        Crowd(("tree", "trees"), "are oaks"),
        Crowd(("seed", "seeds"), "begin to grow"),
    ),
    ways=("The path", "The stream"),
    small=("The leaf", "The snail"),
    long=("The hedge", "The fallen tree"),
    heavy=("The pumpkin", "The bag of soil"),
    holding=("The bucket", "The watering can"),
    events=("The walk in the woods", "The work in the garden"),
    hires=(("A garden bed", ("month", "months")), ("A canoe", ("hour", "hours"))),
)
