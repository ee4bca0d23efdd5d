"""Games: boards, cards, computers."""

from __future__ import annotations

from whynext.library.contexts.context import Context, Crowd, Doing, Goods, Holder, Mix

CONTEXT = Context(
    id="games",
    title="Games",
    scenes=(
        "{name} plays a new board game.",
        "{name} meets friends to play.",
        "{name} makes up a game for the class.",
    ),
    purposes=(
        "{name} wants to know who is ahead.",
        "The players have to work something out for the next round.",
        "{name} writes everything on the score sheet.",
    ),
    asides=(
        "{name} is {n} years old.",
        "The rule is on page {n}.",
        "The game night begins at {n} o’clock.",
    ),
    goods=(
        Goods(("card", "cards"), ("draws", "draw"), ("plays", "play")),
        Goods(("coin", "coins"), ("finds", "find"), ("spends", "spend")),
        Goods(("marble", "marbles"), ("wins", "win"), ("loses", "lose")),
        Goods(("puzzle piece", "puzzle pieces"), ("finds", "find"), ("gives away", "give away")),
    ),
    holders=(
        Holder(("box", "boxes"), ("card", "cards")),
        Holder(("bag", "bags"), ("marble", "marbles")),
        Holder(("box", "boxes"), ("puzzle piece", "puzzle pieces")),
    ),
    rows=(("square", "squares"), ("domino", "dominoes")),
    doings=(
        Doing(("wins", "win"), ("point", "points"), ("round", "rounds")),
        Doing(("turns over", "turn over"), ("card", "cards"), ("minute", "minutes")),
    ),
    movers=("The racing car", "The game bus"),
    mixes=(
        Mix("blue sand", "white sand for the game board", ("cup", "cups")),
        Mix("flour", "salt for the play dough", ("bowl", "bowls")),
    ),
    buys=(("puzzle", "puzzles"), ("kite", "kites"), ("board game", "board games")),
    dear=(("game table", "game tables"), ("playhouse", "playhouses")),
    crowds=(
        Crowd(("player", "players"), "are new"),
        Crowd(("card", "cards"), "are red"),
    ),
    ways=("The treasure hunt", "The race"),
    small=("The game piece", "The marble"),
    long=("The game field", "The row of dominoes"),
    heavy=("The box of blocks", "The game table"),
    holding=("The bucket for the game", "The jar of water"),
    events=("The game night", "The chess match"),
    hires=(("A game table", ("hour", "hours")), ("A set of kites", ("day", "days"))),
)
