"""Families for solving equations and inequalities in several steps, and two equations together."""

from __future__ import annotations

from whynext.library.diagrams import Plane
from whynext.library.families.chance import Chance
from whynext.library.families.family import Choice, Draft, choice, family, number
from whynext.library.families.words import ASK, NAMES, bracketed, decimal, plus, signed, term

NAMED = {
    "sign-not-turned": "Multiplies or divides by a negative number and leaves the inequality sign as it was.",
    "one-root-only": "Gives one solution of a square where there are two.",
    "other-line": "Reads a point of one line where both lines are to meet.",
    "parallel-meet": "Takes lines of the same slope for lines that meet.",
    "count-for-worth": "Gives how many there are of both kinds together where one kind is asked for.",
}

_LETTERS = ("x", "n", "p", "t", "y", "k")


@family(
    "solve-with-parentheses",
    skill="equations-with-parentheses",
    title="Solve p(x + q) = r",
    grade=7,
    levels=("positive numbers", "a difference inside", "a negative factor"),
    plants={
        "partial-distribution": "The factor multiplies both parts inside.",
        "undoes-one-step-only": "There is one more step to undo.",
        "sign-of-answer": "Check the sign by putting the number in.",
    },
)
def solve_with_parentheses(chance: Chance, level: int) -> Draft:
    """Ask for the unknown in parentheses."""
    letter = chance.pick(_LETTERS)
    p, q, x = chance.between(2, 9), chance.between(2, 9), chance.between(2, 12)
    if level > 1:
        q = -q
    if level == 3:
        p, x = -p, chance.between(-9, 9) or 5
    r = p * (x + q)
    inside = f"{letter}{plus(q)}"
    half = x + q
    slips: dict[str, int] = {"undoes-one-step-only": half}
    if (r - q) % p == 0:
        slips["partial-distribution"] = (r - q) // p
    if level == 3 and x:
        slips["sign-of-answer"] = -x
    return number(
        f"Solve {signed(p)}({inside}) = {signed(r)}.",
        x,
        (
            f"Divide both sides by {signed(p)} first, or multiply out.",
            f"Then it is {inside} = {signed(half)}.",
        ),
        (
            f"Divide by {signed(p)}: {inside} = {signed(half)}.",
            f"{letter} = {signed(half)}{plus(-q)} = {signed(x)}.",
        ),
        slips,
    )


_SIGNS = ("<", ">", "≤", "≥")
_TURNED = {"<": ">", ">": "<", "≤": "≥", "≥": "≤"}


@family(
    "one-step-inequality",
    skill="solve-one-step-inequalities",
    title="Solve an inequality in one step",
    grade=7,
    levels=("add or subtract", "multiply or divide by a positive number", "a negative factor"),
    plants={
        "sign-not-turned": "Dividing by a negative number turns the order around. Turn the sign.",
        "same-operation": "Do the opposite to both sides.",
        "inequality-reversed": "Nothing turns the sign here.",
    },
)
def one_step_inequality(chance: Chance, level: int) -> Draft:
    """Ask for the solutions of an inequality."""
    letter, sign = chance.pick(_LETTERS), chance.pick(_SIGNS)
    a, x = chance.between(2, 9), chance.between(-9, 12)
    if level == 1:
        adds = chance.below(2) == 1
        bound = x + a if adds else x - a
        asked = f"{letter} {'+' if adds else '−'} {a} {sign} {signed(bound)}"
        right, undo = (
            f"{letter} {sign} {signed(x)}",
            f"{f'Subtract {a} from' if adds else f'Add {a} to'} both sides.",
        )
        others = (
            (f"{letter} {_TURNED[sign]} {signed(x)}", "inequality-reversed"),
            (f"{letter} {sign} {signed(bound + a if adds else bound - a)}", "same-operation"),
        )
    else:
        factor = a if level == 2 else -a
        bound = factor * x
        asked = f"{term(factor, letter)} {sign} {signed(bound)}"
        turned = sign if level == 2 else _TURNED[sign]
        right, undo = f"{letter} {turned} {signed(x)}", f"Divide both sides by {signed(factor)}."
        slip = "inequality-reversed" if level == 2 else "sign-not-turned"
        others = (
            (f"{letter} {_TURNED[turned]} {signed(x)}", slip),
            (f"{letter} {turned} {signed(bound - factor)}", "same-operation"),
        )
    test = x - 2 if right.split()[1] in "<≤" else x + 2
    wrong = [
        Choice(text, f"Put in {signed(test)}: does it fit?", slip) for text, slip in others if text != right
    ]
    turns = "Dividing by a negative number turns the sign." if level == 3 else "The sign stays as it is."
    return choice(
        f"Which is the solution of {asked}?",
        right,
        wrong,
        (undo, "Does that turn the sign around?"),
        (f"{undo} {turns}", f"The solution is {right}."),
    )


@family(
    "two-step-inequality",
    skill="solve-two-step-inequalities",
    title="Solve an inequality in two steps and read it in a story",
    grade=7,
    levels=("the boundary", "a story: at most", "a story: at least"),
    plants={
        "undoes-one-step-only": "There is one more step to undo.",
        "rounds-up-always": "One more would be too much. What is the largest whole number that fits?",
        "rounds-down-always": "That is not enough yet. What is the smallest whole number that fits?",
    },
)
def two_step_inequality(chance: Chance, level: int) -> Draft:
    """Ask for the boundary, or for the largest or smallest whole number that fits."""
    letter, name = chance.pick(_LETTERS), chance.pick(NAMES)
    a, b, x = chance.between(2, 9), chance.between(3, 25), chance.between(3, 14)
    if level == 1:
        sign = chance.pick(_SIGNS)
        total = a * x + b
        return number(
            f"The solution of {a}{letter} + {b} {sign} {total} is {letter} {sign} □. {ASK}",
            x,
            (f"Subtract {b} from both sides first.", f"Then divide by {a}."),
            (f"{a}{letter} {sign} {total - b}.", f"{letter} {sign} {x}."),
            {"undoes-one-step-only": total - b},
        )
    extra = chance.between(1, a - 1) if a > 2 else 1
    if level == 2:
        total = a * x + b + extra
        return number(
            f"{name} has ${total} to spend at the fair. Entry costs ${b} once, and each ride costs ${a}. "
            f"How many rides can {name} pay for at most?",
            x,
            (
                f"Let {letter} be the number of rides: {a}{letter} + {b} ≤ {total}.",
                f"Subtract {b}, then divide by {a}.",
            ),
            (
                f"{a}{letter} ≤ {total - b}, so {letter} is less than {x + 1}.",
                f"Only whole rides count: {x}.",
            ),
            {"rounds-up-always": x + 1, "undoes-one-step-only": total - b},
        )
    total = a * x + b - extra
    return number(
        f"{name} has {b} points and gets {a} more for each right answer. "
        f"How many right answers does {name} need at least to reach {total} points?",
        x,
        (
            f"Let {letter} be the number of right answers: {a}{letter} + {b} ≥ {total}.",
            f"Subtract {b}, then divide by {a}.",
        ),
        (
            f"{a}{letter} ≥ {total - b}, so {letter} is more than {x - 1}.",
            f"The smallest whole number is {x}.",
        ),
        {"rounds-down-always": x - 1, "undoes-one-step-only": total - b},
    )


@family(
    "undo-squares-and-cubes",
    skill="square-and-cube-equations",
    title="Solve equations with squares and cubes",
    grade=8,
    levels=("how many solutions, and which", "the positive solution", "a cube"),
    plants={
        "one-root-only": "A negative number times itself is positive too.",
        "half-for-root": "A square is undone by its root, not by halving.",
        "third-for-root": "A cube is undone by its cube root, not by dividing by three.",
    },
    most={1: 36},
)
def undo_squares_and_cubes(chance: Chance, level: int) -> Draft:
    """Ask for the solutions of x² = q or x³ = q."""
    letter = chance.pick(_LETTERS)
    root = chance.between(3, 15)
    if level == 1:
        root = 2 * chance.between(2, 7)
        square = root * root
        return choice(
            f"Which numbers solve {letter}² = {square}?",
            f"{root} and −{root}",
            [
                Choice(f"only {root}", f"Try −{root} too.", "one-root-only"),
                Choice(
                    f"{square // 2} and −{square // 2}",
                    "That is half, not the root.",
                    "half-for-root",
                ),
            ],
            (f"Which positive number times itself is {square}?", "Which negative number does it too?"),
            (f"{root} × {root} = {square}.", f"−{root} × (−{root}) = {square} too."),
        )
    if level == 2:
        a = chance.between(2, 5)
        square = root * root
        return number(
            f"What is the positive solution of {a}{letter}² = {a * square}?",
            root,
            (f"Divide both sides by {a} first.", f"Then {letter}² = {square}. Which number squared is that?"),
            (
                f"{a * square} ÷ {a} = {square}, so {letter}² = {square}.",
                f"{root} × {root} = {square}, so {letter} = {root}.",
            ),
            {"half-for-root": decimal(5 * square, 1)},
        )
    base = chance.between(1, 12)
    sign = -1 if chance.below(3) == 0 else 1
    cube = sign * base**3
    return number(
        f"Solve {letter}³ = {signed(cube)}.",
        sign * base,
        (
            f"Which number, used three times as a factor, makes {signed(cube)}?",
            "A negative cube has a negative root.",
        ),
        (
            f"{signed(sign * base)} × {bracketed(sign * base)} × {bracketed(sign * base)} = {signed(cube)}.",
            f"{letter} = {signed(sign * base)}.",
        ),
        {"third-for-root": cube // 3} if cube % 3 == 0 else {},
    )


@family(
    "one-none-or-all",
    skill="number-of-solutions",
    title="Tell how many solutions an equation has",
    grade=8,
    levels=("both sides simple", "with parentheses", "find the number that leaves none or all"),
    plants={
        "none-for-all": "If both sides are always equal every number fits; if they never are, none does.",
        "adds-unknowns": "Compare the numbers before the letter on both sides.",
    },
)
def one_none_or_all(chance: Chance, level: int) -> Draft:
    """Offer an equation that has one solution, none, or every number."""
    letter = chance.pick(_LETTERS)
    a, b, c = chance.between(2, 9), chance.between(2, 12), chance.between(1, 9)
    kind = chance.below(3)
    answers = ("exactly one", "none", "every number")
    if level == 3:
        every, p = chance.below(2) == 1, chance.between(2, 6)
        asked = f"{p}({a}{letter} + {b}) = □{letter} + {p * b if every else p * b + c}"
        which = "that every number solves" if every else "without a solution"
        return number(
            f"{asked} is an equation {which}. {ASK}",
            p * a,
            ("Multiply out the left side.", "The letter must vanish when you subtract."),
            (f"The left side is {p * a}{letter} + {p * b}.", f"With {p * a} in the box the letter vanishes."),
            {"adds-unknowns": p + a},
        )
    if level == 1:
        left = f"{a}{letter} + {b}"
        right = (f"{a + c}{letter} + {b + c}", f"{a}{letter} + {b + c}", f"{b} + {a}{letter}")[kind]
    else:
        left = f"{a}({letter} + {b})"
        right = (f"{a + c}{letter} + {a * b - c}", f"{a}{letter} + {a * b + c}", f"{a}{letter} + {a * b}")[
            kind
        ]
    why = (
        f"The numbers before {letter} differ, so there is one place where both sides meet.",
        f"Both sides have {a}{letter}, but another number is added.",
        "Both sides are the same.",
    )[kind]
    wrong = [
        Choice(each, "Make both sides as simple as possible.", "none-for-all" if kind else "adds-unknowns")
        for place, each in enumerate(answers)
        if place != kind
    ]
    return choice(
        f"How many solutions does {left} = {right} have?",
        answers[kind],
        wrong,
        ("Make both sides as simple as possible.", f"Compare the numbers before {letter}, then the others."),
        (why, f"So the answer is: {answers[kind]}."),
        why=why,
    )


@family(
    "put-one-into-the-other",
    skill="systems-by-substitution",
    title="Solve two equations by substitution",
    grade=8,
    levels=("y is given by x", "one more than, times as much", "solve for one letter first"),
    plants={
        "other-unknown": "That is the other one. Which letter is asked for?",
    },
)
def put_one_into_the_other(chance: Chance, level: int) -> Draft:
    """Ask for one unknown of two equations."""
    x, m, b = chance.between(1, 9), chance.between(2, 5), chance.between(1, 9)
    y = m * x + b
    wants_x = chance.below(2) == 1
    asked, answer, other = ("x", x, y) if wants_x else ("y", y, x)
    if level == 1:
        first, second = f"y = {m}x + {b}", f"x + y = {x + y}"
        step = f"x + {m}x + {b} = {x + y}"
    elif level == 2:
        k = chance.between(2, 4)
        first, second = f"y = {m}x + {b}", f"{k}x + 2y = {k * x + 2 * y}"
        step = f"{k}x + {2 * m}x + {2 * b} = {k * x + 2 * y}"
    else:
        first, second = f"y − {m}x = {b}", f"3x + y = {3 * x + y}"
        step = f"3x + {m}x + {b} = {3 * x + y}"
    return number(
        f"{first} and {second}. What is {asked}?",
        answer,
        ("What does the first equation say that y is?", f"Put {m}x + {b} in place of y."),
        (f"{step}, so x = {x}.", f"y = {m} × {x} + {b} = {y}. {asked} = {answer}."),
        {"other-unknown": other},
    )


@family(
    "where-lines-meet",
    skill="systems-by-graph",
    title="Read the solution of two equations from their lines",
    grade=8,
    levels=("the point where two lines meet", "do they meet", "check a point in both"),
    plants={
        "coordinates-swapped": "First across, then up.",
        "parallel-meet": "Lines of the same slope go side by side and never meet.",
        "other-line": "The point must lie on both lines.",
    },
)
def where_lines_meet(chance: Chance, level: int) -> Draft:
    """Draw two lines, or give two equations, and ask for the common point."""
    x, y = chance.between(-4, 4), chance.between(-4, 4)
    m, n = chance.sample((-2, -1, 1, 2), 2)
    while level == 3 and (x == y or not x):
        x, y = chance.between(-4, 4), chance.between(-4, 4)
    b, c = y - m * x, y - n * x
    first, second = f"y = {term(m, 'x')}{plus(b) if b else ''}", f"y = {term(n, 'x')}{plus(c) if c else ''}"
    if level == 1:
        while x == y or abs(b) > 5 or abs(c) > 5:
            x, y = chance.between(-4, 4), chance.between(-4, 4)
            b, c = y - m * x, y - n * x
        plane = Plane((-6, 6, 1), (-6, 6, 1), lines=((0, b, 1, m + b, ""), (0, c, 1, n + c, "")))
        return number(
            "Two lines stand for two equations with x and y. Which x makes both true?",
            x,
            ("Where do the lines meet?", "How far across from zero is that point?"),
            (f"The lines meet at ({signed(x)}, {signed(y)}).", f"So x = {signed(x)}."),
            {"coordinates-swapped": y},
            diagram=plane,
        )
    if level == 2:
        meets = chance.below(2) == 1
        other = chance.between(1, 6) + b
        shown = second if meets else f"y = {term(m, 'x')}{plus(other) if other else ''}"
        return choice(
            f"Do the lines of {first} and {shown} meet?",
            "yes, in one point" if meets else "no, never",
            [
                Choice(
                    "no, never" if meets else "yes, in one point",
                    "Compare the slopes.",
                    "" if meets else "parallel-meet",
                ),
                Choice("they are the same line", "They go through other points at x = 0."),
            ],
            ("Compare the slopes.", "Lines of the same slope go side by side."),
            (
                f"The slopes are {signed(m)} and {signed(n if meets else m)}.",
                "Different slopes meet once."
                if meets
                else "The same slope and another start: they never meet.",
            ),
        )
    return choice(
        f"Which point solves both {first} and {second}?",
        f"({signed(x)}, {signed(y)})",
        [
            Choice(f"({signed(y)}, {signed(x)})", "First across, then up.", "coordinates-swapped"),
            Choice(f"({signed(x + 1)}, {signed(y + m)})", "It lies on the first line only.", "other-line"),
        ],
        ("Put the numbers into both equations.", "Both must be true."),
        (f"The point ({signed(x)}, {signed(y)}) is on {first}.", f"It is on {second} too."),
    )


@family(
    "story-of-two-unknowns",
    skill="stories-with-two-unknowns",
    title="Solve a story with two unknown amounts",
    grade=8,
    levels=("a sum and a difference", "tickets of two prices", "pick the two equations"),
    plants={
        "other-unknown": "That is the other amount. Which one is asked for?",
        "halves-the-whole": "The two amounts are not equal.",
        "count-for-worth": "One equation counts them, the other one adds up what they cost.",
    },
)
def story_of_two_unknowns(chance: Chance, level: int) -> Draft:
    """Tell a story with two unknown amounts."""
    name, friend = chance.sample(NAMES, 2)
    a, b = chance.between(12, 60), chance.between(5, 40)
    while a <= b:
        a, b = chance.between(12, 60), chance.between(5, 40)
    if level == 1:
        wants = chance.below(2) == 1
        answer, other = (a, b) if wants else (b, a)
        who = name if wants else friend
        slips = {"other-unknown": other}
        if (a + b) % 2 == 0:
            slips["halves-the-whole"] = (a + b) // 2
        return number(
            f"{name} and {friend} have {a + b} stickers together. {name} has {a - b} more than {friend}. "
            f"How many stickers does {who} have?",
            answer,
            (
                "Write two equations, one for together and one for the difference.",
                f"x + y = {a + b} and x − y = {a - b}.",
            ),
            (f"Adding both gives 2x = {2 * a}, so x = {a}.", f"y = {a + b} − {a} = {b}. {who} has {answer}."),
            slips,
        )
    low = chance.between(3, 7)
    high = low + chance.between(2, 6)
    adults, children = chance.between(8, 40), chance.between(9, 60)
    while adults == children:
        children = chance.between(9, 60)
    tickets, money = adults + children, high * adults + low * children
    told = f"{tickets} tickets are sold for ${money}. Tickets for adults cost ${high}, for children ${low}."
    if level == 2:
        return number(
            f"{told} How many tickets for adults are sold?",
            adults,
            (
                "Let x be the tickets for adults and y those for children.",
                f"x + y = {tickets} and {high}x + {low}y = {money}.",
            ),
            (
                f"With y = {tickets} − x it is {high}x + {low}({tickets} − x) = {money}.",
                f"{high - low}x = {money - low * tickets}, so x = {adults}.",
            ),
            {"other-unknown": children},
        )
    return choice(
        f"{told} x are for adults and y for children. Which two equations fit the story?",
        f"x + y = {tickets} and {high}x + {low}y = {money}",
        [
            Choice(
                f"x + y = {money} and {high}x + {low}y = {tickets}",
                "Which number counts the tickets?",
                "count-for-worth",
            ),
            Choice(
                f"x + y = {tickets} and {low}x + {high}y = {money}", "What does x count?", "other-unknown"
            ),
        ],
        ("One equation counts the tickets.", "The other one adds up the money."),
        (f"The tickets: x + y = {tickets}.", f"The money: {high}x + {low}y = {money}."),
    )
