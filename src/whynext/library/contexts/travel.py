"""Travel: trains, trips, maps."""

from __future__ import annotations

from whynext.library.contexts.context import Context, Crowd, Doing, Goods, Holder, Mix

CONTEXT = Context(
    id="travel",
    title="Travel",
    scenes=(
        "{name} goes on a trip by train.",
        "{name} visits friends in a new town.",
        "{name} plans a class trip.",
    ),
    purposes=(
        "{name} wants to tell the others on the trip.",
        "The guide has to work something out for the tour.",
        "{name} writes everything in the travel book.",
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
        Holder(("album", "albums"), ("photo", "photos")),
        Holder(("box", "boxes"), ("postcard", "postcards")),
        Holder(("bag", "bags"), ("shell", "shells")),
    ),
    rows=(("seat", "seats"), ("tent", "tents")),
    doings=(
        Doing(("takes", "take"), ("photo", "photos"), ("day", "days")),
        Doing(("walks", "walk"), ("kilometer", "kilometers"), ("day", "days")),
    ),
    movers=("A train", "The night bus"),
    mixes=(
        Mix("nuts", "raisins for the trip", ("cup", "cups")),
        Mix("juice", "water", ("bottle", "bottles")),
    ),
    buys=(("map", "maps"), ("guide book", "guide books"), ("bus ticket", "bus tickets")),
    dear=(("tent", "tents"), ("suitcase", "suitcases")),
    crowds=(
        Crowd(("traveler", "travelers"), "carry a backpack"),
        Crowd(("seat", "seats"), "are taken"),
    ),
    ways=("The train line", "The hike"),
    small=("The ticket", "The stamp"),
    long=("The bridge", "The boat"),
    heavy=("The backpack", "The suitcase"),
    holding=("The camping kettle", "The tank of the boat"),
    events=("The train ride", "The boat tour"),
    hires=(("A bike", ("day", "days")), ("A canoe", ("hour", "hours"))),
)
