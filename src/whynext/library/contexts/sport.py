"""Sport: teams, training, matches."""

from __future__ import annotations

from whynext.library.contexts.context import Context, Crowd, Doing, Goods, Holder, Mix

CONTEXT = Context(
    id="sport",
    title="Sport",
    scenes=(
        "{name} plays on the school team.",
        "{name} goes to the sports club after school.",
        "{name} helps at the sports day.",
    ),
    purposes=(
        "{name} wants to tell the coach.",
        "The coach has to work something out for the next match.",
        "{name} writes everything in the team book.",
    ),
    asides=(
        "{name} is {n} years old.",
        "The hall opens at {n} o’clock.",
        "{name} wears the shirt with the number {n}.",
    ),
    goods=(
        Goods(("sports card", "sports cards"), ("gets", "get"), ("trades", "trade")),
        Goods(("ball", "balls"), ("finds", "find"), ("gives back", "give back")),
        Goods(("point", "points"), ("wins", "win"), ("loses", "lose")),
        Goods(("ticket", "tickets"), ("buys", "buy"), ("sells", "sell")),
    ),
    holders=(
        Holder(("box", "boxes"), ("sports card", "sports cards")),
        Holder(("crate", "crates"), ("water bottle", "water bottles")),
        Holder(("bag", "bags"), ("golf ball", "golf balls")),
    ),
    rows=(("seat", "seats"), ("cone", "cones")),
    doings=(
        Doing(("throws", "throw"), ("ball", "balls"), ("minute", "minutes")),
        Doing(("runs", "run"), ("lap", "laps"), ("week", "weeks")),
    ),
    movers=("The team bus", "The team van"),
    mixes=(
        Mix("juice", "water", ("cup", "cups")),
        Mix("lime juice", "cold tea", ("bottle", "bottles")),
    ),
    buys=(("cap", "caps"), ("ball", "balls"), ("ticket", "tickets")),
    dear=(("racing bike", "racing bikes"), ("tennis racket", "tennis rackets")),
    crowds=(
        Crowd(("fan", "fans"), "wear a scarf"),
        Crowd(("player", "players"), "come by bike"),
    ),
    ways=("The run", "The bike race"),
    small=("The whistle", "The medal"),
    long=("The pool", "The climbing rope"),
    heavy=("The bag of balls", "The training mat"),
    holding=("The water jug", "The drink cooler"),
    events=("The match", "The practice"),
    hires=(("A tennis court", ("hour", "hours")), ("A rowboat", ("hour", "hours"))),
)
