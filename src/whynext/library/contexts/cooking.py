"""Cooking: kitchens, recipes, meals."""

from __future__ import annotations

from whynext.library.contexts.context import Context, Crowd, Doing, Goods, Holder, Mix

CONTEXT = Context(
    id="cooking",
    title="Cooking",
    scenes=(
        "{name} helps in the kitchen.",
        "{name} cooks for the whole family.",
        "{name} bakes for the school fair.",
    ),
    purposes=(
        "{name} wants to have enough for all.",
        "The cook has to work something out for the meal.",
        "{name} writes everything on the shopping list.",
    ),
    asides=(
        "{name} is {n} years old.",
        "The recipe is on page {n}.",
        "The guests come at {n} o’clock.",
    ),
    goods=(
        Goods(("egg", "eggs"), ("buys", "buy"), ("uses", "use")),
        Goods(("dumpling", "dumplings"), ("makes", "make"), ("serves", "serve")),
        Goods(("tomato", "tomatoes"), ("picks", "pick"), ("cuts up", "cut up")),
        Goods(("muffin", "muffins"), ("bakes", "bake"), ("gives away", "give away")),
    ),
    holders=(
        Holder(("bowl", "bowls"), ("dumpling", "dumplings")),
        Holder(("jar", "jars"), ("olive", "olives")),
        Holder(("bag", "bags"), ("bean", "beans")),
    ),
    rows=(("cookie", "cookies"), ("muffin", "muffins")),
    doings=(
        Doing(("fills", "fill"), ("dumpling", "dumplings"), ("hour", "hours")),
        Doing(("bakes", "bake"), ("muffin", "muffins"), ("day", "days")),
    ),
    movers=("The food truck", "The milk truck"),
    mixes=(
        Mix("flour", "milk", ("cup", "cups")),
        Mix("rice", "beans", ("bowl", "bowls")),
        Mix("oats", "honey", ("spoon", "spoons")),
    ),
    buys=(("cookbook", "cookbooks"), ("pan", "pans"), ("bowl", "bowls")),
    dear=(("stove", "stoves"), ("mixer", "mixers")),
    crowds=(
        Crowd(("guest", "guests"), "want soup"),
        Crowd(("egg", "eggs"), "are brown"),
    ),
    ways=("The way to the market", "The way to the mill"),
    small=("The cookie", "The spoon"),
    long=("The kitchen table", "The row of stoves"),
    heavy=("The bag of rice", "The sack of flour"),
    holding=("The soup pot", "The milk can"),
    events=("The cooking class", "The lunch"),
    hires=(("A kitchen for a party", ("hour", "hours")), ("A large oven", ("day", "days"))),
)
