"""Music: bands, songs, concerts."""

from __future__ import annotations

from whynext.library.contexts.context import Context, Crowd, Doing, Goods, Holder, Mix

CONTEXT = Context(
    id="music",
    title="Music",
    scenes=(
        "{name} sings in a choir.",
        "{name} plays the drums in a band.",
        "{name} gets ready for the school concert.",
    ),
    purposes=(
        "{name} wants to tell the band.",
        "The band needs to know it for the concert.",
        "{name} makes a plan for the next show.",
    ),
    asides=(
        "{name} is {n} years old.",
        "The music room is room number {n}.",
        "The concert begins at {n} o’clock.",
    ),
    goods=(
        Goods(("song", "songs"), ("learns", "learn"), ("drops", "drop")),
        Goods(("drumstick", "drumsticks"), ("buys", "buy"), ("breaks", "break")),
        Goods(("record", "records"), ("gets", "get"), ("sells", "sell")),
        Goods(("poster", "posters"), ("prints", "print"), ("gives away", "give away")),
    ),
    holders=(
        Holder(("folder", "folders"), ("song", "songs")),
        Holder(("case", "cases"), ("flute", "flutes")),
        Holder(("box", "boxes"), ("record", "records")),
    ),
    rows=(("chair", "chairs"), ("singer", "singers")),
    doings=(
        Doing(("practices", "practice"), ("song", "songs"), ("week", "weeks")),
        Doing(("plays", "play"), ("note", "notes"), ("second", "seconds")),
    ),
    movers=("The tour bus", "The van with the drums"),
    mixes=(
        Mix("red beads", "seeds for the shakers", ("cup", "cups")),
        Mix("wax", "oil for the drums", ("spoon", "spoons")),
    ),
    buys=(("flute", "flutes"), ("concert ticket", "concert tickets"), ("songbook", "songbooks")),
    crowds=(
        Crowd(("guest", "guests"), "clap along"),
        Crowd(("singer", "singers"), "know the song by heart"),
    ),
    long=("The stage", "The row of lights"),
    heavy=("The drum", "The box of records"),
    holding=("The lemonade bowl", "The tea pot"),
    events=("The concert", "The choir practice"),
    hires=(("A music room", ("hour", "hours")), ("A set of lights", ("day", "days"))),
)
