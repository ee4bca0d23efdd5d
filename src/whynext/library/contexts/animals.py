"""Animals: pets, farms, zoos."""

from __future__ import annotations

from whynext.library.contexts.context import Context, Crowd, Doing, Goods, Holder, Mix

CONTEXT = Context(
    id="animals",
    title="Animals",
    scenes=(
        "{name} helps at an animal shelter.",
        "{name} looks after the animals of the neighbors.",
        "{name} spends the day on a farm.",
    ),
    purposes=(
        "{name} wants to feed all the animals.",
        "The keeper has to work something out for tomorrow.",
        "{name} writes everything in the farm book.",
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
        Goods(("nut", "nuts"), ("gets", "get"), ("hands out", "hand out")),
    ),
    holders=(
        Holder(("carton", "cartons"), ("egg", "eggs")),
        Holder(("basket", "baskets"), ("carrot", "carrots")),
        Holder(("bag", "bags"), ("nut", "nuts")),
    ),
    rows=(("beehive", "beehives"), ("nest", "nests")),
    doings=(
        Doing(("counts", "count"), ("bee", "bees"), ("minute", "minutes")),
        Doing(("fills", "fill"), ("bowl", "bowls"), ("day", "days")),
    ),
    movers=("A pigeon", "The horse truck"),
    mixes=(
        Mix("oats", "hay", ("bucket", "buckets")),
        Mix("seeds", "nuts for the birds", ("cup", "cups")),
    ),
    buys=(("birdhouse", "birdhouses"), ("leash", "leashes"), ("bag of hay", "bags of hay")),
    dear=(("fish tank", "fish tanks"), ("saddle", "saddles")),
    crowds=(
        Crowd(("sheep", "sheep"), "are black"),
        Crowd(("bird", "birds"), "stay for the winter"),
    ),
    ways=("The ride", "The flight of the geese"),
    small=("The beetle", "The feather"),
    long=("The fence", "The barn"),
    heavy=("The goat", "The bag of seeds"),
    holding=("The fish tank", "The milk can"),
    events=("The feeding", "The ride on the pony"),
    hires=(("A pony", ("hour", "hours")), ("A place in the dog hotel", ("night", "nights"))),
)
