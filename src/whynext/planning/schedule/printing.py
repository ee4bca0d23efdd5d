"""Days as plain text for a printer or a wall: nothing wider than the page, nothing cut off."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from datetime import date

from whynext.planning.schedule.views import Block, Day, Session

NARROWEST = 40
"""Columns below which a day is not printed."""
DESK = "Please come to the desk"
"""Where who has no place is to go."""
PAGE = "\f"
"""What a printer takes for the end of a page."""


def heading(day: date) -> str:
    """Return a day as a heading.

    Examples
    --------
    >>> heading(date(2026, 9, 7))
    'Monday 7 September 2026'
    """
    return f"{day:%A} {day.day} {day:%B %Y}"


def printed(shown: Day, day: date, width: int) -> str:
    """Return the day of a student, a teacher or an area as text.

    Parameters
    ----------
    shown
        What to print.
    day
        The school day.
    width
        Of the page, in columns; at least :data:`NARROWEST`.
    """
    seats = "" if shown.seats is None else f" ({shown.seats} seats)"
    title = _wrapped(f"{shown.who}{seats} · {heading(day)}", width)
    lines = [*title, "-" * min(width, max(map(len, title)))]
    longest = max((len(each.period) for each in shown.blocks), default=0)
    labels = [_label(each, longest) for each in shown.blocks]
    margin = max(map(len, labels), default=0) + 2
    for block, label in zip(shown.blocks, labels, strict=True):
        lines += _beside(label, margin, _told(block, shown, width - margin))
    return "\n".join(lines) + "\n"


def _label(block: Block, longest: int = 0) -> str:
    """Return a period with its times, the times of all below one another."""
    return f"{block.period:<{longest}}  {block.times}".rstrip()


def _beside(label: str, margin: int, lines: Sequence[str]) -> list[str]:
    """Return lines with a label in the margin of the first."""
    first, *rest = lines
    return [f"{label:<{margin}}{first}", *(" " * margin + each for each in rest)]


def _told(block: Block, shown: Day, width: int) -> list[str]:
    away = "closed" if shown.kind == "area" else "absent"
    if not block.sessions:
        return [
            away if block.away else {"student": "no place", "teacher": "free", "area": "empty"}[shown.kind]
        ]
    # Somebody fell ill after the day was planned: what was planned still has to be seen to.
    lines = _wrapped(f"{away.upper()}, and the day is not planned again yet", width) if block.away else []
    for session in block.sessions:
        lines += _wrapped(_what(session), width)
        lines += [f"  {each}" for each in _wrapped(_where(session, shown.kind), width - 2)]
    if shown.seats is not None and len(block.sessions) > 1:
        taken = sum(len(each.students) for each in block.sessions)
        lines.append(f"{taken} of {shown.seats} seats are taken.")
    return lines


def _what(session: Session) -> str:
    return session.modality if session.skill is None else f"{session.modality} on «{session.skill}»"


def _where(session: Session, kind: str) -> str:
    """Return where and by whom for a student; for others also who comes, and how many."""
    place = {
        "student": (session.area, session.teacher),
        "teacher": (session.area,),
        "area": (session.teacher,),
    }
    parts = [each for each in place[kind] if each]
    if kind == "student":
        return ", ".join(parts) or "no room or teacher is needed"
    names = ", ".join(session.students)
    if session.singly:
        return ": ".join([*parts, names])
    count = len(session.students)
    parts.append(f"{count} student{'' if count == 1 else 's'}")
    return f"{', '.join(parts)}: {names}"


def _wrapped(text: str, width: int) -> list[str]:
    return textwrap.wrap(text, max(width, 8), break_on_hyphens=False) or [""]


# The board ------------------------------------------------------------------------------------------------


def board_by_place(shown: Day, day: date, width: int) -> str:
    """Return the board with a block for each period: each place, and who goes there."""
    lines = [heading(day).upper(), ""]
    for block in shown.blocks:
        lines += [f"PERIOD {_label(block)}", "=" * width]
        for place, names in _by_place(block):
            lines += [*_wrapped(place, width), *(f"    {each}" for each in _wrapped(names, width - 4)), ""]
        lines += [] if block.sessions else ["nobody", ""]
        if block.without:
            lines += [*_wrapped(f"{DESK}: {', '.join(block.without)}", width), ""]
    return "\n".join(lines).rstrip() + "\n"


def _by_place(block: Block) -> list[tuple[str, str]]:
    """Return what is said of each place, and the names; who works singly in one place is named once."""
    places: dict[tuple[str, ...], list[str]] = {}
    for number, session in enumerate(block.sessions):
        singly = "" if session.singly else str(number)
        key = (session.area or "", session.teacher or "", session.modality, singly)
        places.setdefault(key, []).extend(session.students)
    return [
        (" · ".join(each for each in key[:3] if each), ", ".join(sorted(names)))
        for key, names in places.items()
    ]


def board_by_student(shown: Day, day: date, width: int) -> str:
    """Return the board in the order of names: of each student the place in every period.

    As many columns of names stand side by side as the page holds.
    """
    rows = _by_student(shown)
    heads = ["", *(f"{each.period} {each.times[:5]}".rstrip() for each in shown.blocks)]
    sizes = [max(len(cell) for cell in column) for column in zip(heads, *rows, strict=True)]
    sizes = _fitting(sizes, width)
    across = max((width + GAP) // (sum(sizes) + 2 * (len(sizes) - 1) + GAP), 1)
    height = -(-len(rows) // across)
    parts = [rows[start : start + height] for start in range(0, len(rows), height)] if rows else []
    blocks = [_grid([heads, *part], sizes) for part in parts]
    lines = [heading(day).upper(), "", *_side_by_side(blocks)]
    return "\n".join(lines).rstrip() + "\n"


GAP = 6
"""Columns between two columns of names."""


def _by_student(shown: Day) -> list[list[str]]:
    found: dict[str, dict[str, str]] = {}
    for block in shown.blocks:
        for session in block.sessions:
            place = " · ".join(each for each in (session.area, session.teacher) if each) or session.modality
            for name in session.students:
                found.setdefault(name, {})[block.period] = place
        for name in block.without:
            found.setdefault(name, {}).setdefault(block.period, DESK)
    return [
        [name, *(found[name].get(block.period, "-") for block in shown.blocks)]
        for name in sorted(found, key=str.casefold)
    ]


def _fitting(sizes: Sequence[int], width: int) -> list[int]:
    """Return how wide columns may be so that all fit the page, the widest giving way first."""
    fitted = list(sizes)
    while sum(fitted) + 2 * (len(fitted) - 1) > width and max(fitted) > 6:
        fitted[fitted.index(max(fitted))] -= 1
    return fitted


def _grid(rows: Sequence[Sequence[str]], sizes: Sequence[int]) -> list[str]:
    """Return rows as lines; a cell that is too long goes on below."""
    lines = []
    for row in rows:
        cells = [textwrap.wrap(cell, size) or [""] for cell, size in zip(row, sizes, strict=True)]
        for number in range(max(map(len, cells))):
            words = [cell[number] if number < len(cell) else "" for cell in cells]
            lines.append("  ".join(f"{word:<{size}}" for word, size in zip(words, sizes, strict=True)))
    return lines


def _side_by_side(blocks: Sequence[Sequence[str]]) -> list[str]:
    if not blocks:
        return ["nobody has a place"]
    height, wide = max(map(len, blocks)), max(len(line) for block in blocks for line in block)
    padded = [[*block, *[""] * (height - len(block))] for block in blocks]
    return [
        (" " * GAP).join(f"{line:<{wide}}" for line in lines).rstrip() for lines in zip(*padded, strict=True)
    ]
