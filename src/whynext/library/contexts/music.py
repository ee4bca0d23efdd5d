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
        "The band has to work something out for the concert.",
        "{name} makes a plan for the next show.",
    ),
    asides=(
        "{name} is {n} years old.",
        "The music room is room number {n}.",
        "The concert begins at {n} o’clock.",
    ),
    goods=(
        Goods(("record", "records"), ("gets", "get"), ("sells", "sell")),
        Goods(("poster", "posters"), ("prints", "print"), ("gives away", "give away")),
        Goods(("song sheet", "song sheets"), ("copies", "copy"), ("hands out", "hand out")),
        Goods(("ticket", "tickets"), ("gets", "get"), ("sells", "sell")),
    ),
    holders=(
        Holder(("folder", "folders"), ("song sheet", "song sheets")),
        Holder(("box", "boxes"), ("record", "records")),
        Holder(("pack", "packs"), ("ticket", "tickets")),
    ),
    rows=(("chair", "chairs"), ("singer", "singers")),
    doings=(
        Doing(("plays", "play"), ("note", "notes"), ("minute", "minutes")),
        Doing(("prints", "print"), ("poster", "posters"), ("hour", "hours")),
    ),
    movers=("The tour bus", "The van with the drums"),
    mixes=(
        Mix("red beads", "seeds for the shakers", ("cup", "cups")),
        Mix("wax", "oil for the drums", ("spoon", "spoons")),
    ),
    buys=(("songbook", "songbooks"), ("concert ticket", "concert tickets"), ("music stand", "music stands")),
    dear=(("guitar", "guitars"), ("drum set", "drum sets")),
    crowds=(
        Crowd(("guest", "guests"), "clap along"),
        Crowd(("singer", "singers"), "know the song by heart"),
    ),
    ways=("The way to the concert", "The street parade"),
    small=("The whistle", "The flute key"),
    long=("The stage", "The row of lights"),
    heavy=("The large drum", "The box of records"),
    holding=("The lemonade bowl", "The water jug"),
    events=("The concert", "The choir practice"),
    hires=(("A music room", ("hour", "hours")), ("A set of lights", ("day", "days"))),
)
