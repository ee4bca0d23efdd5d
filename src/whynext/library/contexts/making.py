"""Making things: beads, paper, cloth, clay."""

from __future__ import annotations

from whynext.library.contexts.context import Context, Crowd, Doing, Goods, Holder, Mix

CONTEXT = Context(
    id="making",
    title="Making things",
    scenes=(
        "{name} makes gifts for friends.",
        "{name} is in the craft room.",
        "{name} sews a large blanket.",
    ),
    purposes=(
        "{name} wants to have enough to finish it.",
        "The craft club has to work something out.",
        "{name} writes everything beside the drawing.",
    ),
    asides=(
        "{name} is {n} years old.",
        "The pattern is on page {n}.",
        "The craft room closes at {n} o’clock.",
    ),
    goods=(
        Goods(("bead", "beads"), ("buys", "buy"), ("uses", "use")),
        Goods(("button", "buttons"), ("finds", "find"), ("sews on", "sew on")),
        Goods(("paper star", "paper stars"), ("folds", "fold"), ("gives away", "give away")),
        Goods(("sticker", "stickers"), ("gets", "get"), ("uses", "use")),
    ),
    holders=(
        Holder(("box", "boxes"), ("bead", "beads")),
        Holder(("jar", "jars"), ("button", "buttons")),
        Holder(("pack", "packs"), ("sticker", "stickers")),
    ),
    rows=(("bead", "beads"), ("patch", "patches")),
    doings=(
        Doing(("folds", "fold"), ("paper star", "paper stars"), ("hour", "hours")),
        Doing(("paints", "paint"), ("bead", "beads"), ("minute", "minutes")),
    ),
    movers=("The van with the gifts", "The wool truck"),
    mixes=(
        Mix("glue", "water", ("spoon", "spoons")),
        Mix("red paint", "white paint", ("cup", "cups")),
    ),
    buys=(("brush", "brushes"), ("box of crayons", "boxes of crayons"), ("ball of wool", "balls of wool")),
    dear=(("sewing machine", "sewing machines"), ("loom", "looms")),
    crowds=(
        Crowd(("bead", "beads"), "are red"),
        Crowd(("mask", "masks"), "are finished"),
    ),
    ways=("The yarn", "The way to the craft fair"),
    small=("The button", "The bead"),
    long=("The ribbon", "The paper chain"),
    heavy=("The block of clay", "The basket of wool"),
    holding=("The bucket of glue", "The paint pot"),
    events=("The craft class", "The sewing course"),
    hires=(("A sewing machine", ("day", "days")), ("A place in the craft room", ("hour", "hours"))),
)
