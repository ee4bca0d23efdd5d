"""How the structures of word problems are told: one frame for each structure and unknown.

A frame says in words of a context what is known and what is asked. Its numbers have roles, such as start,
change and result; the one that is asked for is the unknown. Slots with a colon are counted in a noun of the
context: ``{start:thing}`` becomes ``1 medal`` or ``5 medals``. The structures are those that research on
word problems distinguishes (Riley, Greeno and Heller 1983 for adding and subtracting; Vergnaud 1988 and
Greer 1992 for multiplying and dividing), with those of rates, percents and lines.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

BOX = "□"
_BOX = " Which number belongs in the box?"


@dataclass(frozen=True, slots=True)
class Frame:
    """One way of asking.

    Parameters
    ----------
    words
        Which words of a context it uses: the name of a field of
        :class:`~whynext.library.contexts.context.Context`.
    facts
        What is told.
    ask
        What is asked.
    bare
        The same without a story.
    roles
        Every role, the unknown among them.
    """

    words: str
    facts: str
    ask: str
    bare: str
    roles: tuple[str, ...]

    @property
    def shown(self) -> tuple[str, ...]:
        """The roles whose numbers are told."""
        told = self.facts + self.ask
        return tuple([role for role in self.roles if f"{{{role}}}" in told or f"{{{role}:" in told])


def _frames(words: str, roles: str, **asked: tuple[str, str, str]) -> dict[str, Frame]:
    """Return frames by unknown; each is told as facts, question and bare form."""
    return {
        unknown: Frame(words, facts, ask, bare + (_BOX if BOX in bare else ""), tuple(roles.split()))
        for unknown, (facts, ask, bare) in asked.items()
    }


_HAS = "{name} has {start:thing}."
_SOME = "{name} has some {things}."
_NOW = "Now {name} has {result:thing}."
_HAVE_NOW = "How many {things} does {name} have now?"
_FIRST = "How many {things} did {name} have at first?"
_IN_ALL = "How many {things} are there in all?"

FRAMES: Mapping[str, Mapping[str, Frame]] = MappingProxyType(
    {
        "join": _frames(
            "goods",
            "start change result",
            result=(f"{_HAS} Then {{name}} {{gains}} {{change}} more.", _HAVE_NOW, "{start} + {change} = □."),
            change=(
                f"{_HAS} Then {{name}} {{gains}} some more. {_NOW}",
                "How many more {things} does {name} {gain}?",
                "{start} + □ = {result}.",
            ),
            start=(
                f"{_SOME} Then {{name}} {{gains}} {{change}} more. {_NOW}",
                _FIRST,
                "□ + {change} = {result}.",
            ),
        ),
        "separate": _frames(
            "goods",
            "start change result",
            result=(
                f"{_HAS} Then {{name}} {{loses}} {{change}} of them.",
                "How many {things} does {name} have left?",
                "{start} − {change} = □.",
            ),
            change=(
                f"{_HAS} Then {{name}} {{loses}} some of them. {_NOW}",
                "How many {things} does {name} {lose}?",
                "{start} − □ = {result}.",
            ),
            start=(
                f"{_SOME} Then {{name}} {{loses}} {{change}} of them. {_NOW}",
                _FIRST,
                "□ − {change} = {result}.",
            ),
        ),
        "combine": _frames(
            "goods",
            "part other whole",
            whole=(
                "{name} has {part:thing}. {friend} has {other:thing}.",
                "How many {things} do they have in all?",
                "{part} + {other} = □.",
            ),
            other=(
                "{name} and {friend} have {whole:thing} in all. {name} has {part} of them.",
                "How many {things} does {friend} have?",
                "{part} + □ = {whole}.",
            ),
        ),
        "compare": _frames(
            "goods",
            "larger smaller difference",
            difference=(
                "{name} has {larger:thing}. {friend} has {smaller:thing}.",
                "How many more {things} does {name} have than {friend}?",
                "{larger} − {smaller} = □.",
            ),
            fewer=(
                "{name} has {larger:thing}. {friend} has {smaller:thing}.",
                "How many fewer {things} does {friend} have than {name}?",
                "{larger} − {smaller} = □.",
            ),
            larger=(
                "{friend} has {smaller:thing}. "
                "{name} has {difference} more {difference:things} than {friend}.",
                "How many {things} does {name} have?",
                "□ − {smaller} = {difference}.",
            ),
            smaller=(
                "{name} has {larger:thing}. {friend} has {difference} fewer {difference:things} than {name}.",
                "How many {things} does {friend} have?",
                "{larger} − □ = {difference}.",
            ),
        ),
        "groups": _frames(
            "holders",
            "groups size total",
            total=(
                "{name} has {groups:holder}. There {size:are} {size:thing} in each {holder}.",
                _IN_ALL,
                "{groups} × {size} = □.",
            ),
            size=(
                "{name} puts {total:thing} into {groups:holder}, the same number in each.",
                "How many {things} are in each {holder}?",
                "{groups} × □ = {total}.",
            ),
            groups=(
                "{name} puts {total:thing} into {holders}, {size} in each.",
                "How many {holders} does {name} fill?",
                "□ × {size} = {total}.",
            ),
        ),
        "rows": _frames(
            "rows",
            "rows columns total",
            total=(
                "There {rows:are} {rows:row} of {things}, with {columns:thing} in each row.",
                _IN_ALL,
                "{rows} × {columns} = □.",
            ),
            columns=(
                "There are {total:thing} in {rows:row} of the same length.",
                "How many {things} are in each row?",
                "{rows} × □ = {total}.",
            ),
            rows=(
                "There are {total:thing} in rows, with {columns} in each row.",
                "How many rows are there?",
                "□ × {columns} = {total}.",
            ),
        ),
        "times": _frames(
            "goods",
            "times base product",
            product=(
                "{name} has {base:thing}. {friend} has {times} times as many {things} as {name}.",
                "How many {things} does {friend} have?",
                "{times} × {base} = □.",
            ),
            base=(
                "{friend} has {product:thing}. That is {times} times as many as {name} has.",
                "How many {things} does {name} have?",
                "{times} × □ = {product}.",
            ),
            times=(
                "{name} has {base:thing}. {friend} has {product:thing}.",
                "How many times as many {things} does {friend} have as {name}?",
                "□ × {base} = {product}.",
            ),
        ),
        "remainder": _frames(
            "holders",
            "total size full remainder needed",
            remainder=(
                "{name} has {total:thing} and puts {size} into each {holder}. "
                "{name} fills as many {holders} as possible.",
                "How many {things} are left over?",
                "What is the remainder of {total} ÷ {size}?",
            ),
            full=(
                "{name} has {total:thing} and puts {size} into each {holder}.",
                "How many {holders} can {name} fill?",
                "How many times does {size} fit into {total}?",
            ),
            needed=(
                "{name} has {total:thing}. There is room for {size} in each {holder}.",
                "How many {holders} does {name} need for all of them?",
                "What is {total} ÷ {size}, rounded up to a whole number?",
            ),
        ),
        "steps-down": _frames(
            "holders",
            "groups size change result",
            result=(
                "{name} has {groups:holder} with {size:thing} in each. "
                "Then {name} gives away {change} of the {things}.",
                "How many {things} does {name} have left?",
                "{groups} × {size} − {change} = □.",
            ),
        ),
        "steps-up": _frames(
            "holders",
            "groups size change result",
            result=(
                "{name} has {groups:holder} with {size:thing} in each. Then {name} gets {change} more.",
                _HAVE_NOW,
                "{groups} × {size} + {change} = □.",
            ),
        ),
        "rate": _frames(
            "doings",
            "rate count total",
            total=(
                "{name} {does} {rate:thing} each {per}.",
                "How many {things} does {name} {do} in {count:per}?",
                "{count} × {rate} = □.",
            ),
            rate=(
                "{name} {does} {total:thing} in {count:per}, the same number each {per}.",
                "How many {things} does {name} {do} each {per}?",
                "{count} × □ = {total}.",
            ),
            count=(
                "{name} {does} {rate:thing} each {per}. In all {name} {does} {total:thing}.",
                "How many {pers} does that take?",
                "□ × {rate} = {total}.",
            ),
        ),
        "distance": _frames(
            "movers",
            "speed hours distance",
            distance=(
                "{mover} goes {speed} kilometers each hour.",
                "How many kilometers does it go in {hours:hour}?",
                "{hours} × {speed} = □.",
            ),
            speed=(
                "{mover} goes {distance} kilometers in {hours:hour}, always at the same speed.",
                "How many kilometers does it go each hour?",
                "{hours} × □ = {distance}.",
            ),
            hours=(
                "{mover} goes {speed} kilometers each hour.",
                "How many hours does it take for {distance} kilometers?",
                "□ × {speed} = {distance}.",
            ),
        ),
        "price": _frames(
            "buys",
            "count cost goal total",
            total=(
                "{name} pays {cost:money} for {count:thing}.",
                "How many dollars do {goal:thing} cost at the same price?",
                "{count} : {cost} = {goal} : □.",
            ),
            goal=(
                "{name} pays {cost:money} for {count:thing}.",
                "How many {things} does {name} get for {total:money} at the same price?",
                "{count} : {cost} = □ : {total}.",
            ),
        ),
        "unit-price": _frames(
            "buys",
            "count price cost",
            cost=(
                "One {thing} costs {price:money}.",
                "How many dollars do {count:thing} cost?",
                "{count} × {price} = □.",
            ),
            price=(
                "{name} pays {cost:money} for {count:thing} that all cost the same.",
                "How many dollars does one {thing} cost?",
                "{count} × □ = {cost}.",
            ),
        ),
        "ratio": _frames(
            "mixes",
            "first second amount other",
            other=(
                "{name} mixes {first:unit} of {one} with every {second:unit} of {two}. "
                "{name} has {amount:unit} of {one}.",
                "How many {units} of {two} does {name} need?",
                "{first} : {second} = {amount} : □.",
            ),
            amount=(
                "{name} mixes {first:unit} of {one} with every {second:unit} of {two}. "
                "{name} has {other:unit} of {two}.",
                "How many {units} of {one} does {name} need?",
                "{first} : {second} = □ : {other}.",
            ),
        ),
        "pour": _frames(
            "mixes",
            "start change result",
            result=(
                "{name} has {start:unit} of {one}. Then {name} adds {change:unit} of {two}.",
                "How many {units} are there in all?",
                "{start} + {change} = □.",
            ),
            change=(
                "{name} has {start:unit} of {one}. Then {name} adds some {two}. "
                "In all there are {result:unit}.",
                "How many {units} of {two} does {name} add?",
                "{start} + □ = {result}.",
            ),
        ),
        "use": _frames(
            "mixes",
            "start change result",
            result=(
                "{name} has {start:unit} of {one}. Then {name} uses {change:unit}.",
                "How many {units} are left?",
                "{start} − {change} = □.",
            ),
            change=(
                "{name} has {start:unit} of {one}. Then {name} uses some. "
                "Now {result:unit} {result:are} left.",
                "How many {units} does {name} use?",
                "{start} − □ = {result}.",
            ),
        ),
        "portions": _frames(
            "mixes",
            "count size total",
            total=(
                "{name} uses {size:unit} of {one} for each batch.",
                "How many {units} does {name} use for {count:batch}?",
                "{count} × {size} = □.",
            ),
            size=(
                "{name} uses {total:unit} of {one} for {count:batch}, the same for each.",
                "How many {units} does {name} use for each batch?",
                "{count} × □ = {total}.",
            ),
            count=(
                "{name} has {total:unit} of {one} and uses {size:unit} for each batch.",
                "For how many batches is that enough?",
                "□ × {size} = {total}.",
            ),
        ),
        "percent": _frames(
            "crowds",
            "percent whole part",
            part=(
                "There are {whole:thing}. Of these, {percent}% {some}.",
                "How many {things} {some}?",
                "What is {percent}% of {whole}?",
            ),
            whole=(
                "{part:thing} {some}. That is {percent}% of all {things}.",
                _IN_ALL,
                "{part} is {percent}% of which number?",
            ),
            percent=(
                "There are {whole:thing}. Of these, {part} {some}.",
                "How many percent of the {things} {some}?",
                "How many percent of {whole} is {part}?",
            ),
        ),
        "fraction-of": _frames(
            "crowds",
            "fraction whole part",
            part=(
                "There are {whole:thing}. Of these, {fraction} {some}.",
                "How many {things} {some}?",
                "What is {fraction} of {whole}?",
            ),
            whole=(
                "{part:thing} {some}. That is {fraction} of all {things}.",
                _IN_ALL,
                "{part} is {fraction} of which number?",
            ),
        ),
        "price-up": _frames(
            "dear",
            "start percent end",
            end=(
                "A {thing} costs {start:money}. Then the price rises by {percent}%.",
                "How many dollars does it cost now?",
                "Raise {start} by {percent}%. What do you get?",
            ),
            percent=(
                "The price of a {thing} rises from {start:money} to {end:money}.",
                "By how many percent does it rise?",
                "From {start} to {end}: by how many percent does the number rise?",
            ),
        ),
        "price-down": _frames(
            "dear",
            "start percent end",
            end=(
                "A {thing} costs {start:money}. Then the price falls by {percent}%.",
                "How many dollars does it cost now?",
                "Lower {start} by {percent}%. What do you get?",
            ),
            percent=(
                "The price of a {thing} falls from {start:money} to {end:money}.",
                "By how many percent does it fall?",
                "From {start} to {end}: by how many percent does the number fall?",
            ),
        ),
        "length": _frames(
            "long",
            "given from to converted",
            converted=(
                "{measured} is {given} {from} long.",
                "How many {to} is that?",
                "{given} {from} = □ {to}.",
            ),
        ),
        "way": _frames(
            "ways",
            "given from to converted",
            converted=(
                "{measured} is {given} {from} long.",
                "How many {to} is that?",
                "{given} {from} = □ {to}.",
            ),
        ),
        "small": _frames(
            "small",
            "given from to converted",
            converted=(
                "{measured} is {given} {from} long.",
                "How many {to} is that?",
                "{given} {from} = □ {to}.",
            ),
        ),
        "weight": _frames(
            "heavy",
            "given from to converted",
            converted=(
                "{measured} weighs {given} {from}.",
                "How many {to} is that?",
                "{given} {from} = □ {to}.",
            ),
        ),
        "volume": _frames(
            "holding",
            "given from to converted",
            converted=(
                "{measured} holds {given} {from}.",
                "How many {to} is that?",
                "{given} {from} = □ {to}.",
            ),
        ),
        "time": _frames(
            "events",
            "start minutes end",
            end=(
                "{event} begins at {start} and lasts {minutes} minutes.",
                "At what time does it end?",
                "Which time is {minutes} minutes after {start}?",
            ),
            minutes=(
                "{event} begins at {start} and ends at {end}.",
                "How many minutes does it last?",
                "How many minutes are there from {start} to {end}?",
            ),
            start=(
                "{event} lasts {minutes} minutes and ends at {end}.",
                "At what time does it begin?",
                "Which time is {minutes} minutes before {end}?",
            ),
        ),
        "change": _frames(
            "buys",
            "price paid back",
            back=(
                "{name} buys a {thing} for {price:money} and pays with {paid:money}.",
                "How many dollars does {name} get back?",
                "{paid} − {price} = □.",
            ),
            price=(
                "{name} buys a {thing}, pays with {paid:money} and gets {back:money} back.",
                "How many dollars does the {thing} cost?",
                "{paid} − □ = {back}.",
            ),
        ),
        "linear": _frames(
            "hires",
            "start rate count total",
            total=(
                "{hire} costs {start:money} at once and {rate:money} more for each {per}.",
                "How many dollars does it cost for {count:per}?",
                "{start} + {count} × {rate} = □.",
            ),
            count=(
                "{hire} costs {start:money} at once and {rate:money} more for each {per}. "
                "{name} pays {total:money}.",
                "For how many {pers} does {name} pay?",
                "{start} + □ × {rate} = {total}.",
            ),
            rate=(
                "{hire} costs {start:money} at once and the same price for each {per}. "
                "{name} pays {total:money} for {count:per}.",
                "How many dollars does each {per} cost?",
                "{start} + {count} × □ = {total}.",
            ),
        ),
    }
)
"""Structure -> unknown -> frame."""
