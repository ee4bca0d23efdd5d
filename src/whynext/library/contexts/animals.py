"""Animals: pets, farms, zoos."""

from __future__ import annotations

from whynext.library.contexts.context import Context, Crowd, Doing, Goods, Holder, Mix

CONTEXT = Context(
    id="animals",
    title="Animals",
    scenes=(
        "{name} helps at an animal home.",
        "{name} looks after the pets of the street.",
        "{name} spends the day on a farm.",
    ),
    purposes=(
        "{name} wants to feed them all.",
        "The keeper needs to know it for tomorrow.",
        "{name} writes it into the farm book.",
    ),
    asides=(
        "{name} is {n} years old.",
        "The farm opens at {n} o’clock.",
        "The stable has the number {n}.",
    ),
    goods=(
        Goods(("carrot", "carrots"), ("brings", "bring"), ("hands out", "hand out")),
        Goods(("egg", "eggs"), ("finds", "find"), ("sells", "sell")),
        Goods(("dog treat", "dog treats"), ("buys", "buy"), ("gives away", "give away")),
        Goods(("fish", "fish"), ("gets", "get"), ("sets free", "set free")),
    ),
    holders=(
        Holder(("carton", "cartons"), ("egg", "eggs")),
        Holder(("basket", "baskets"), ("carrot", "carrots")),
        Holder(("stall", "stalls"), ("goat", "goats")),
    ),
    rows=(("beehive", "beehives"), ("nest", "nests")),
    doings=(
        Doing(("walks", "walk"), ("dog", "dogs"), ("day", "days")),
        Doing(("brushes", "brush"), ("horse", "horses"), ("hour", "hours")),
    ),
    movers=("A horse", "A flock of geese"),
    mixes=(
        Mix("oats", "hay", ("bucket", "buckets")),
        Mix("seeds", "nuts for the birds", ("cup", "cups")),
    ),
    buys=(("bird house", "bird houses"), ("leash", "leashes"), ("bag of hay", "bags of hay")),
    crowds=(
        Crowd(("sheep", "sheep"), "are black"),
        Crowd(("bird", "birds"), "stay for the winter"),
    ),
    long=("The snake", "The fence of the farm"),
    heavy=("The goat", "The bag of seeds"),
    holding=("The fish tank", "The milk can"),
    events=("The feeding", "The ride on the pony"),
    hires=(("A pony", ("hour", "hours")), ("A place in the dog hotel", ("night", "nights"))),
)
