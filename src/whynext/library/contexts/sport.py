"""Sport: teams, training, matches."""

from __future__ import annotations

from whynext.library.contexts.context import Context, Crowd, Doing, Goods, Holder, Mix

CONTEXT = Context(
    id="sport",
    title="Sport",
    scenes=(
        "{name} plays in the school team.",
        "{name} goes to the sports club after school.",
        "{name} helps at the sports day.",
    ),
    purposes=(
        "{name} wants to tell the coach.",
        "The coach needs to know it for the next match.",
        "{name} writes it into the team book.",
    ),
    asides=(
        "{name} is {n} years old.",
        "The hall opens at {n} o’clock.",
        "{name} wears the shirt with the number {n}.",
    ),
    goods=(
        Goods(("medal", "medals"), ("wins", "win"), ("gives away", "give away")),
        Goods(("ball", "balls"), ("finds", "find"), ("gives back", "give back")),
        Goods(("sports card", "sports cards"), ("gets", "get"), ("trades", "trade")),
        Goods(("point", "points"), ("gets", "get"), ("loses", "lose")),
    ),
    holders=(
        Holder(("bag", "bags"), ("ball", "balls")),
        Holder(("crate", "crates"), ("water bottle", "water bottles")),
        Holder(("box", "boxes"), ("medal", "medals")),
    ),
    rows=(("seat", "seats"), ("cone", "cones")),
    doings=(
        Doing(("runs", "run"), ("lap", "laps"), ("day", "days")),
        Doing(("throws", "throw"), ("ball", "balls"), ("minute", "minutes")),
    ),
    movers=("A cyclist", "The team bus"),
    mixes=(
        Mix("juice", "water", ("cup", "cups")),
        Mix("lime juice", "cold tea", ("bottle", "bottles")),
    ),
    buys=(("cap", "caps"), ("ball", "balls"), ("ticket", "tickets")),
    crowds=(
        Crowd(("fan", "fans"), "wear a scarf"),
        Crowd(("player", "players"), "come by bike"),
    ),
    long=("The running track", "The climbing rope"),
    heavy=("The bag of balls", "The training mat"),
    holding=("The water jug", "The drink cooler"),
    events=("The match", "The training"),
    hires=(("A tennis court", ("hour", "hours")), ("A rowing boat", ("hour", "hours"))),
)
