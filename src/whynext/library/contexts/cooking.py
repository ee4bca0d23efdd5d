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
        "The cook needs to know it for the meal.",
        "{name} writes it on the shopping list.",
    ),
    asides=(
        "{name} is {n} years old.",
        "The recipe is on page {n}.",
        "The guests come at {n} o’clock.",
    ),
    goods=(
        Goods(("egg", "eggs"), ("buys", "buy"), ("uses", "use")),
        Goods(("dumpling", "dumplings"), ("makes", "make"), ("eats", "eat")),
        Goods(("tomato", "tomatoes"), ("picks", "pick"), ("cuts up", "cut up")),
        Goods(("muffin", "muffins"), ("bakes", "bake"), ("gives away", "give away")),
    ),
    holders=(
        Holder(("bowl", "bowls"), ("dumpling", "dumplings")),
        Holder(("jar", "jars"), ("olive", "olives")),
        Holder(("box", "boxes"), ("muffin", "muffins")),
    ),
    rows=(("cookie", "cookies"), ("muffin", "muffins")),
    doings=(
        Doing(("bakes", "bake"), ("loaf", "loaves"), ("day", "days")),
        Doing(("fills", "fill"), ("dumpling", "dumplings"), ("minute", "minutes")),
    ),
    movers=("The food truck", "The bike with the bread"),
    mixes=(
        Mix("flour", "milk", ("cup", "cups")),
        Mix("rice", "beans", ("bowl", "bowls")),
        Mix("oats", "honey", ("spoon", "spoons")),
    ),
    buys=(("melon", "melons"), ("pan", "pans"), ("loaf of bread", "loaves of bread")),
    crowds=(
        Crowd(("guest", "guests"), "want soup"),
        Crowd(("egg", "eggs"), "are brown"),
    ),
    long=("The kitchen table", "The baking tray"),
    heavy=("The bag of rice", "The large pot"),
    holding=("The soup pot", "The milk can"),
    events=("The cooking class", "The lunch"),
    hires=(("A kitchen for a party", ("hour", "hours")), ("A large oven", ("day", "days"))),
)
