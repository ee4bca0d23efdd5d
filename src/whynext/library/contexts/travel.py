"""Travel: trains, trips, maps."""

from __future__ import annotations

from whynext.library.contexts.context import Context, Crowd, Doing, Goods, Holder, Mix

CONTEXT = Context(
    id="travel",
    title="Travel",
    scenes=(
        "{name} goes on a trip by train.",
        "{name} visits family in another town.",
        "{name} plans a class trip.",
    ),
    purposes=(
        "{name} wants to tell the others on the trip.",
        "The guide needs to know it for the tour.",
        "{name} writes it into the travel book.",
    ),
    asides=(
        "{name} is {n} years old.",
        "The bus has the number {n}.",
        "The train leaves at {n} o’clock.",
    ),
    goods=(
        Goods(("ticket", "tickets"), ("buys", "buy"), ("uses", "use")),
        Goods(("postcard", "postcards"), ("gets", "get"), ("sends", "send")),
        Goods(("photo", "photos"), ("takes", "take"), ("gives away", "give away")),
        Goods(("shell", "shells"), ("finds", "find"), ("puts back", "put back")),
    ),
    holders=(
        Holder(("bag", "bags"), ("book", "books")),
        Holder(("tent", "tents"), ("sleeping bag", "sleeping bags")),
        Holder(("album", "albums"), ("photo", "photos")),
    ),
    rows=(("seat", "seats"), ("tent", "tents")),
    doings=(
        Doing(("visits", "visit"), ("town", "towns"), ("week", "weeks")),
        Doing(("takes", "take"), ("photo", "photos"), ("day", "days")),
    ),
    movers=("A train", "The ferry"),
    mixes=(
        Mix("nuts", "raisins for the trip", ("cup", "cups")),
        Mix("juice", "water", ("bottle", "bottles")),
    ),
    buys=(("map", "maps"), ("postcard", "postcards"), ("bus ticket", "bus tickets")),
    crowds=(
        Crowd(("traveler", "travelers"), "carry a backpack"),
        Crowd(("seat", "seats"), "are taken"),
    ),
    long=("The bridge", "The train"),
    heavy=("The backpack", "The suitcase"),
    holding=("The water bottle", "The tank of the boat"),
    events=("The train ride", "The boat tour"),
    hires=(("A bike", ("day", "days")), ("A canoe", ("hour", "hours"))),
)
