"""Money: saving, markets, small shops."""

from __future__ import annotations

from whynext.library.contexts.context import Context, Crowd, Doing, Goods, Holder, Mix

CONTEXT = Context(
    id="money",
    title="Shops and saving",
    scenes=(
        "{name} saves for a bike.",
        "{name} has a stand at the market.",
        "{name} helps in a small shop.",
    ),
    purposes=(
        "{name} wants to know how the day went.",
        "The shop has to work something out for the next order.",
        "{name} writes everything in the cash book.",
    ),
    asides=(
        "{name} is {n} years old.",
        "The shop opens at {n} o’clock.",
        "The stand has the number {n}.",
    ),
    goods=(
        Goods(("coin", "coins"), ("saves", "save"), ("spends", "spend")),
        Goods(("dollar", "dollars"), ("earns", "earn"), ("spends", "spend")),
        Goods(("stamp", "stamps"), ("buys", "buy"), ("sells", "sell")),
        Goods(("candle", "candles"), ("makes", "make"), ("sells", "sell")),
    ),
    holders=(
        Holder(("roll", "rolls"), ("coin", "coins")),
        Holder(("box", "boxes"), ("candle", "candles")),
        Holder(("jar", "jars"), ("button", "buttons")),
    ),
    rows=(("candle", "candles"), ("stamp", "stamps")),
    doings=(
        Doing(("saves", "save"), ("dollar", "dollars"), ("week", "weeks")),
        Doing(("sells", "sell"), ("candle", "candles"), ("day", "days")),
    ),
    movers=("The mail van", "The bus to the market"),
    mixes=(
        Mix("lemon juice", "water", ("cup", "cups")),
        Mix("green tea", "mint", ("spoon", "spoons")),
    ),
    buys=(("lamp", "lamps"), ("notebook", "notebooks"), ("wallet", "wallets")),
    dear=(("bike", "bikes"), ("desk", "desks")),
    crowds=(
        Crowd(("shopper", "shoppers"), "pay with coins"),
        Crowd(("candle", "candles"), "are sold"),
    ),
    ways=("The market street", "The way to the shop"),
    small=("The coin", "The candle"),
    long=("The market stand", "The shop window"),
    heavy=("The bag of coins", "The box of candles"),
    holding=("The lemonade jug", "The oil can"),
    events=("The market", "The sale"),
    hires=(("A stand at the market", ("day", "days")), ("A cart", ("hour", "hours"))),
)
