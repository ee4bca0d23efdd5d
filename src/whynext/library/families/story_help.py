"""Hints, worked steps and mistaken answers for each structure and unknown that a story can have."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from whynext.library.families.telling import Help, Numbers


def _whole(top: int, bottom: int) -> int | None:
    """Return a quotient if it is a whole number."""
    return top // bottom if bottom and top % bottom == 0 else None


def _positive(number: int) -> int | None:
    return number if number > 0 else None


def _times_apart(n: Numbers) -> int | None:
    """Return the minutes between two times as if an hour had a hundred."""
    start, end = (int(n[role].replace(":", "")) for role in ("start", "end"))
    return _positive(end - start)


def _past_sixty(n: Numbers) -> str | None:
    """Return the end as if an hour had a hundred minutes."""
    hour, minute = n["start"].split(":")
    late = int(minute) + n["minutes"]
    return f"{int(hour) + late // 100}:{late % 100:02d}" if late >= 60 else None


_ADDED_UP = "Is something put together or taken away? Draw it."
_IN_ORDER = "Tell it in order: what was there at first, what happens, what is there at the end?"
_BOTH = "Draw both amounts side by side and match them."
_GROUPS = "How many equal groups are there, and how many are in each?"
_SHARE = "The whole is known. Share it into equal parts."
_ONE = "How much is it for one?"
_PARTS = "Draw a bar for the whole and cut it into parts."

HELP: Mapping[str, Help] = MappingProxyType(
    {
        "join result": Help(
            (_ADDED_UP, "Start with {start} and add {change}."),
            ("Put both together: {start} + {change}.", "{start} + {change} = {result}."),
            (("takes-away", lambda n: _positive(n["start"] - n["change"])),),
        ),
        "join change": Help(
            (_IN_ORDER, "Write {start} + □ = {result}. How far is it from {start} up to {result}?"),
            ("Write {start} + □ = {result}.", "{result} − {start} = {change}."),
            (("adds-instead", lambda n: n["result"] + n["start"]),),
        ),
        "join start": Help(
            (_IN_ORDER, "Write □ + {change} = {result}. What is {result} without {change}?"),
            ("Write □ + {change} = {result}.", "{result} − {change} = {start}."),
            (("adds-instead", lambda n: n["result"] + n["change"]),),
        ),
        "separate result": Help(
            (_ADDED_UP, "Start with {start} and take {change} away."),
            ("Take away: {start} − {change}.", "{start} − {change} = {result}."),
            (("adds-instead", lambda n: n["start"] + n["change"]),),
        ),
        "separate change": Help(
            (_IN_ORDER, "Write {start} − □ = {result}. How far is it from {result} up to {start}?"),
            ("Write {start} − □ = {result}.", "{start} − {result} = {change}."),
            (("adds-instead", lambda n: n["start"] + n["result"]),),
        ),
        "separate start": Help(
            (_IN_ORDER, "Write □ − {change} = {result}. Put {change} back with the {result}."),
            ("Write □ − {change} = {result}.", "{result} + {change} = {start}."),
            (("takes-away", lambda n: _positive(n["result"] - n["change"])),),
        ),
        "combine whole": Help(
            (_ADDED_UP, "Put {part} and {other} together."),
            ("Put both together: {part} + {other}.", "{part} + {other} = {whole}."),
            (("takes-away", lambda n: _positive(n["part"] - n["other"])),),
        ),
        "combine other": Help(
            (_PARTS, "Write {part} + □ = {whole}. How far is it from {part} up to {whole}?"),
            ("The parts make the whole: {part} + □ = {whole}.", "{whole} − {part} = {other}."),
            (("adds-all-numbers", lambda n: n["whole"] + n["part"]),),
        ),
        "compare difference": Help(
            (_BOTH, "Match {smaller} with {smaller}. How many of the {larger} have no match?"),
            ("{smaller} can be matched.", "{larger} − {smaller} = {difference}."),
            (("uses-key-word", lambda n: n["larger"] + n["smaller"]),),
        ),
        "compare fewer": Help(
            (_BOTH, "Match {smaller} with {smaller}. How many of the {larger} have no match?"),
            ("{smaller} can be matched.", "{larger} − {smaller} = {difference}."),
            (("uses-key-word", lambda n: n["larger"] + n["smaller"]),),
            asked="difference",
        ),
        "compare larger": Help(
            (_BOTH, "Which amount is larger? It is {difference} more than {smaller}."),
            (
                "The larger amount is {difference} more than {smaller}.",
                "{smaller} + {difference} = {larger}.",
            ),
            (("takes-away", lambda n: _positive(n["smaller"] - n["difference"])),),
        ),
        "compare smaller": Help(
            (_BOTH, "Which amount is smaller? It is {difference} less than {larger}."),
            (
                "The smaller amount is {difference} less than {larger}.",
                "{larger} − {difference} = {smaller}.",
            ),
            (("adds-instead", lambda n: n["larger"] + n["difference"]),),
        ),
        "groups total": Help(
            (_GROUPS, "There are {groups} groups of {size}: {groups} × {size}."),
            ("There are {groups} groups of {size}.", "{groups} × {size} = {total}."),
            (
                ("adds-factors", lambda n: n["groups"] + n["size"]),
                ("one-group-off", lambda n: n["total"] - n["size"]),
            ),
        ),
        "groups size": Help(
            (_SHARE, "Which number makes {groups} × □ = {total} true?"),
            ("Share {total} into {groups} equal parts.", "{total} ÷ {groups} = {size}."),
            (
                ("multiplies-instead", lambda n: n["total"] * n["groups"]),
                ("subtracts-instead", lambda n: n["total"] - n["groups"]),
            ),
        ),
        "groups groups": Help(
            (
                "How many times can you take out one full group?",
                "Which number makes □ × {size} = {total} true?",
            ),
            ("Take out groups of {size}.", "{total} ÷ {size} = {groups}."),
            (
                ("multiplies-instead", lambda n: n["total"] * n["size"]),
                ("subtracts-instead", lambda n: n["total"] - n["size"]),
            ),
        ),
        "rows total": Help(
            ("How many are in one row, and how many rows are there?", "There are {rows} rows of {columns}."),
            ("There are {rows} rows of {columns}.", "{rows} × {columns} = {total}."),
            (
                ("adds-factors", lambda n: n["rows"] + n["columns"]),
                ("one-group-off", lambda n: n["total"] - n["columns"]),
            ),
        ),
        "rows columns": Help(
            (_SHARE, "Which number makes {rows} × □ = {total} true?"),
            ("Share {total} into {rows} rows.", "{total} ÷ {rows} = {columns}."),
            (
                ("multiplies-instead", lambda n: n["total"] * n["rows"]),
                ("subtracts-instead", lambda n: n["total"] - n["rows"]),
            ),
        ),
        "rows rows": Help(
            ("How many times can you make a full row?", "Which number makes □ × {columns} = {total} true?"),
            ("Make rows of {columns}.", "{total} ÷ {columns} = {rows}."),
            (
                ("multiplies-instead", lambda n: n["total"] * n["columns"]),
                ("subtracts-instead", lambda n: n["total"] - n["columns"]),
            ),
        ),
        "times product": Help(
            (
                "Draw the amount once. Then draw it as many times as you are told.",
                "Take {base} that many times: {times} × {base}.",
            ),
            ("Take {base} {times} times.", "{times} × {base} = {product}."),
            (("times-as-more", lambda n: n["times"] + n["base"]),),
        ),
        "times base": Help(
            (
                "Which amount is the larger one? Cut it into equal parts.",
                "Which number makes {times} × □ = {product} true?",
            ),
            ("Cut {product} into {times} equal parts.", "{product} ÷ {times} = {base}."),
            (
                ("multiplies-instead", lambda n: n["product"] * n["times"]),
                ("times-as-more", lambda n: _positive(n["product"] - n["times"])),
            ),
        ),
        "times times": Help(
            (
                "How many times does the smaller amount fit into the larger one?",
                "Which number makes □ × {base} = {product} true?",
            ),
            ("See how many times {base} goes into {product}.", "{product} ÷ {base} = {times}."),
            (("times-as-more", lambda n: n["product"] - n["base"]),),
        ),
        "remainder remainder": Help(
            (
                "How many full groups can be made?",
                "Take groups of {size} from {total} until fewer than {size} are left.",
            ),
            (
                "{full} × {size} is as near to {total} as groups come.",
                "{total} ÷ {size} is {full}, and {remainder} left over.",
            ),
            (
                ("remainder-as-answer", lambda n: n["full"]),
                ("remainder-too-large", lambda n: n["remainder"] + n["size"]),
            ),
        ),
        "remainder full": Help(
            ("A group that is not full does not count.", "How many times does {size} go into {total}?"),
            ("{total} ÷ {size} is {full}, and {remainder} left over.", "So {full} are full."),
            (
                ("group-not-full", lambda n: n["needed"]),
                ("remainder-too-large", lambda n: _positive(n["full"] - 1)),
            ),
        ),
        "remainder needed": Help(
            (
                "What about those that are left over?",
                "How many times does {size} go into {total}, and is anything left?",
            ),
            (
                "{total} ÷ {size} is {full}, and {remainder} left over.",
                "For those one more is needed: {needed}.",
            ),
            (("leftover-left-out", lambda n: n["full"]),),
        ),
        "steps-down result": Help(
            (
                "Do one step after the other. What is there before the change?",
                "There are {groups} × {size} at first.",
            ),
            ("{groups} × {size} = {_first}.", "{_first} − {change} = {result}."),
            (
                ("stops-after-first-step", lambda n: n["_first"]),
                ("wrong-second-step", lambda n: n["_first"] + n["change"]),
            ),
        ),
        "steps-up result": Help(
            (
                "Do one step after the other. What is there before the change?",
                "There are {groups} × {size} at first.",
            ),
            ("{groups} × {size} = {_first}.", "{_first} + {change} = {result}."),
            (
                ("stops-after-first-step", lambda n: n["_first"]),
                ("wrong-second-step", lambda n: _positive(n["_first"] - n["change"])),
            ),
        ),
        "rate total": Help(
            (_ONE, "It is {rate} for one. Take that {count} times."),
            ("It is {rate} each time, and that {count} times.", "{count} × {rate} = {total}."),
            (("adds-factors", lambda n: n["count"] + n["rate"]),),
        ),
        "rate rate": Help(
            (_SHARE, "Which number makes {count} × □ = {total} true?"),
            ("Share {total} into {count} equal parts.", "{total} ÷ {count} = {rate}."),
            (
                ("multiplies-instead", lambda n: n["total"] * n["count"]),
                ("subtracts-instead", lambda n: n["total"] - n["count"]),
            ),
        ),
        "rate count": Help(
            ("How many times is the amount for one needed?", "Which number makes □ × {rate} = {total} true?"),
            ("See how many times {rate} goes into {total}.", "{total} ÷ {rate} = {count}."),
            (
                ("multiplies-instead", lambda n: n["total"] * n["rate"]),
                ("subtracts-instead", lambda n: n["total"] - n["rate"]),
            ),
        ),
        "distance distance": Help(
            ("How far is it in one hour?", "It is {speed} kilometers in each of {hours} hours."),
            ("Each hour it is {speed} kilometers.", "{hours} × {speed} = {distance}."),
            (("adds-factors", lambda n: n["hours"] + n["speed"]),),
        ),
        "distance speed": Help(
            ("How far is it in one hour?", "Which number makes {hours} × □ = {distance} true?"),
            ("Share {distance} kilometers among {hours} hours.", "{distance} ÷ {hours} = {speed}."),
            (
                ("multiplies-instead", lambda n: n["distance"] * n["hours"]),
                ("subtracts-instead", lambda n: n["distance"] - n["hours"]),
            ),
        ),
        "distance hours": Help(
            (
                "How far is it in one hour? How many times does that fit?",
                "Which number makes □ × {speed} = {distance} true?",
            ),
            ("See how many times {speed} goes into {distance}.", "{distance} ÷ {speed} = {hours}."),
            (
                ("multiplies-instead", lambda n: n["distance"] * n["speed"]),
                ("subtracts-instead", lambda n: n["distance"] - n["speed"]),
            ),
        ),
        "price total": Help(
            (_ONE, "One costs {cost} ÷ {count} dollars."),
            ("One costs {cost} ÷ {count} = {_each} dollars.", "{goal} × {_each} = {total}."),
            (
                ("additive-ratio", lambda n: n["cost"] + n["goal"] - n["count"]),
                ("rate-for-answer", lambda n: n["_each"]),
            ),
        ),
        "price goal": Help(
            (_ONE, "One costs {cost} ÷ {count} dollars. How many times does that go into {total}?"),
            ("One costs {cost} ÷ {count} = {_each} dollars.", "{total} ÷ {_each} = {goal}."),
            (("additive-ratio", lambda n: _positive(n["total"] - n["cost"] + n["count"])),),
        ),
        "unit-price cost": Help(
            ("How much is it for two?", "It is {price} dollars for each: {count} × {price}."),
            ("Each costs {price} dollars.", "{count} × {price} = {cost}."),
            (("adds-factors", lambda n: n["price"] + n["count"]),),
        ),
        "unit-price price": Help(
            (_SHARE, "Which number makes {count} × □ = {cost} true?"),
            ("Share {cost} into {count} equal parts.", "{cost} ÷ {count} = {price}."),
            (("multiplies-instead", lambda n: n["cost"] * n["count"]),),
        ),
        "ratio other": Help(
            (
                "How many times as much of the first is there as in the rule?",
                "The first grows from {first} to {amount}.",
            ),
            ("{amount} ÷ {first} = {_factor}.", "{_factor} × {second} = {other}."),
            (("additive-ratio", lambda n: _positive(n["amount"] + n["second"] - n["first"])),),
        ),
        "ratio amount": Help(
            (
                "How many times as much of the second is there as in the rule?",
                "The second grows from {second} to {other}.",
            ),
            ("{other} ÷ {second} = {_factor}.", "{_factor} × {first} = {amount}."),
            (("additive-ratio", lambda n: _positive(n["other"] + n["first"] - n["second"])),),
        ),
        "percent part": Help(
            ("Percent is so many of each hundred. Find 10% or 1% first.", "It is {percent}/100 of {whole}."),
            ("{percent}% of {whole} is {percent}/100 × {whole}.", "{percent} × {whole} ÷ 100 = {part}."),
            (
                ("percent-as-amount", lambda n: n["percent"]),
                (
                    "divides-by-percent",
                    lambda n: None if n["percent"] == 10 else _whole(n["whole"], n["percent"]),
                ),
            ),
        ),
        "percent whole": Help(
            (
                "Is the number that you look for larger or smaller?",
                "{part} is {percent}%. How much is 1% or 10%?",
            ),
            ("{part} = {percent}/100 of the whole.", "{part} ÷ {percent} × 100 = {whole}."),
            (
                ("percent-of-part", lambda n: _whole(n["part"] * n["percent"], 100)),
                ("percent-as-amount", lambda n: n["part"] + n["percent"]),
            ),
        ),
        "percent percent": Help(
            (
                "Which number is the whole? Compare the part with it.",
                "It is {part} of {whole}. How many of a hundred is that?",
            ),
            ("The part is {part}/{whole} of the whole.", "{part} × 100 ÷ {whole} = {percent}."),
            (("percent-as-amount", lambda n: n["part"]),),
        ),
        "fraction-of part": Help(
            (_PARTS, "One of the {_bottom} equal parts is {whole} ÷ {_bottom}."),
            ("One part is {whole} ÷ {_bottom} = {_one}.", "{_top} × {_one} = {part}."),
            (
                ("stops-after-first-step", lambda n: n["_one"]),
                ("subtracts-instead", lambda n: n["whole"] - n["_one"]),
            ),
        ),
        "fraction-of whole": Help(
            (_PARTS, "{part} are {_top} of the {_bottom} equal parts."),
            ("One part is {part} ÷ {_top} = {_one}.", "{_bottom} × {_one} = {whole}."),
            (
                ("fraction-of-part", lambda n: _whole(n["part"] * n["_top"], n["_bottom"])),
                ("stops-after-first-step", lambda n: n["_one"]),
            ),
        ),
        "price-up end": Help(
            ("First find how many dollars the change is.", "The price rises by {percent}% of {start}."),
            ("{percent}% of {start} is {_change}.", "{start} + {_change} = {end}."),
            (
                ("change-only", lambda n: n["_change"]),
                ("percent-as-amount", lambda n: n["start"] + n["percent"]),
            ),
        ),
        "price-up percent": Help(
            (
                "By how many dollars does it change? Compare that with the first price.",
                "It rises by {_change}. What part of {start} is that?",
            ),
            ("The change is {end} − {start} = {_change}.", "{_change} × 100 ÷ {start} = {percent}."),
            (
                ("wrong-base", lambda n: _whole(n["_change"] * 100, n["end"])),
                ("percent-as-amount", lambda n: n["_change"]),
            ),
        ),
        "price-down end": Help(
            ("First find how many dollars the change is.", "The price falls by {percent}% of {start}."),
            ("{percent}% of {start} is {_change}.", "{start} − {_change} = {end}."),
            (
                ("change-only", lambda n: n["_change"]),
                ("percent-as-amount", lambda n: _positive(n["start"] - n["percent"])),
            ),
        ),
        "price-down percent": Help(
            (
                "By how many dollars does it change? Compare that with the first price.",
                "It falls by {_change}. What part of {start} is that?",
            ),
            ("The change is {start} − {end} = {_change}.", "{_change} × 100 ÷ {start} = {percent}."),
            (
                ("wrong-base", lambda n: _whole(n["_change"] * 100, n["end"])),
                ("percent-as-amount", lambda n: n["_change"]),
            ),
        ),
        **{
            f"{kind} converted": Help(
                ("Which unit is the smaller one? Are there more of them or fewer?", "{_rule}."),
                ("{_rule}.", "{_work} = {converted}."),
                (
                    ("converts-the-wrong-way", lambda n: n["_wrong"]),
                    ("ten-for-every-unit", lambda n: n["_ten"]),
                ),
            )
            for kind in ("length", "way", "small", "weight", "volume")
        },
        "time end": Help(
            (
                "Go on to the next full hour first, if you get there.",
                "Start at {start} and go on {minutes} minutes.",
            ),
            ("Start at {start} and go on {minutes} minutes; 60 minutes are an hour.", "It ends at {end}."),
            (("sixty-as-hundred", _past_sixty),),
            "written",
        ),
        "time minutes": Help(
            (
                "How many minutes are there to the next full hour?",
                "Go from {start} to the next full hour, then on to {end}.",
            ),
            (
                "Go from {start} to {end} hour by hour; 60 minutes are an hour.",
                "That makes {minutes} minutes.",
            ),
            (("sixty-as-hundred", _times_apart),),
        ),
        "time start": Help(
            (
                "Go back to the last full hour first, if you get there.",
                "Start at {end} and go back {minutes} minutes.",
            ),
            (
                "Start at {end} and go back {minutes} minutes; 60 minutes are an hour.",
                "It begins at {start}.",
            ),
            (),
            "written",
        ),
        "change back": Help(
            (
                "What was paid is the whole. A part of it is the price.",
                "Start with {paid} and take {price} away.",
            ),
            ("Take the price away: {paid} − {price}.", "{paid} − {price} = {back}."),
            (
                ("gives-what-is-paid", lambda n: n["price"]),
                ("adds-instead", lambda n: n["paid"] + n["price"]),
            ),
        ),
        "change price": Help(
            (
                "What was paid is the whole. A part of it comes back.",
                "Write {paid} − □ = {back}. How far is it from {back} up to {paid}?",
            ),
            ("Take away what comes back: {paid} − {back}.", "{paid} − {back} = {price}."),
            (("adds-instead", lambda n: n["paid"] + n["back"]),),
        ),
        "linear total": Help(
            (
                "What is paid once, and what is paid again and again?",
                "It is {start} once and {rate} for each of {count}.",
            ),
            ("{count} × {rate} = {_more}.", "{start} + {_more} = {total}."),
            (
                ("stops-after-first-step", lambda n: n["_more"]),
                ("fee-each-time", lambda n: n["count"] * (n["start"] + n["rate"])),
            ),
        ),
        "linear count": Help(
            (
                "How much of it is not for what is paid at once?",
                "Write {start} + □ × {rate} = {total}. Take the {start} away first.",
            ),
            ("{total} − {start} = {_more}.", "{_more} ÷ {rate} = {count}."),
            (
                ("fee-left-out", lambda n: _whole(n["total"], n["rate"])),
                ("fee-each-time", lambda n: _whole(n["total"], n["start"] + n["rate"])),
                ("stops-after-first-step", lambda n: n["_more"]),
            ),
        ),
        "linear rate": Help(
            (
                "How much of it is not for what is paid at once?",
                "Write {start} + {count} × □ = {total}. Take the {start} away first.",
            ),
            ("{total} − {start} = {_more}.", "{_more} ÷ {count} = {rate}."),
            (
                ("fee-left-out", lambda n: _whole(n["total"], n["count"])),
                ("stops-after-first-step", lambda n: n["_more"]),
            ),
        ),
        "pour result": Help(
            (_ADDED_UP, "Start with {start} and add {change}."),
            (
                "Write both in parts of size {_size}: {_start} and {_change}.",
                "{_start} + {_change} = {_result}{_so}.",
            ),
            (("adds-denominators", lambda n: n["_slip"]),),
            "fraction",
        ),
        "pour change": Help(
            (_IN_ORDER, "Write {start} + □ = {result}. How far is it from {start} up to {result}?"),
            (
                "Write both in parts of size {_size}: {_result} and {_start}.",
                "{_result} − {_start} = {_change}{_so_change}.",
            ),
            (),
            "fraction",
        ),
        "use result": Help(
            (_ADDED_UP, "Start with {start} and take {change} away."),
            (
                "Write both in parts of size {_size}: {_start} and {_change}.",
                "{_start} − {_change} = {_result}{_so}.",
            ),
            (("adds-denominators", lambda n: n["_slip"]),),
            "fraction",
        ),
        "use change": Help(
            (_IN_ORDER, "Write {start} − □ = {result}. How far is it from {result} up to {start}?"),
            (
                "Write both in parts of size {_size}: {_start} and {_result}.",
                "{_start} − {_result} = {_change}{_so_change}.",
            ),
            (),
            "fraction",
        ),
        "portions total": Help(
            (_ONE, "Each batch takes {size}. Take that {count} times."),
            ("Each batch takes {size}, and there are {count}.", "{count} × {size} = {total}."),
            (("multiplies-both", lambda n: n["_slip"]),),
            "fraction",
        ),
        "portions size": Help(
            (_SHARE, "Which number makes {count} × □ = {total} true?"),
            ("Share {total} into {count} equal parts.", "{total} ÷ {count} = {size}."),
            (("multiplies-instead", lambda n: n["_times_count"]),),
            "fraction",
        ),
        "portions count": Help(
            (
                "How many times does the amount for one batch fit?",
                "Which number makes □ × {size} = {total} true?",
            ),
            ("See how many times {size} goes into {total}.", "{total} ÷ {size} = {count}."),
            (("multiplies-instead", lambda n: n["_times_size"]),),
            "fraction",
        ),
    }
)
"""Structure and unknown -> how to help."""
