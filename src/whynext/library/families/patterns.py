"""Families for patterns, amounts that change together, and lines and their graphs."""

from __future__ import annotations

from whynext.library.diagrams import Plane, Table
from whynext.library.families.chance import Chance
from whynext.library.families.family import Choice, Draft, choice, expression, family, number
from whynext.library.families.words import ASK, BOX, NAMES, plus, signed, term

NAMED = {
    "sums-of-odds-are-odd": "Thinks that two odd numbers make an odd number.",
    "start-left-out": "Counts the steps of a pattern and leaves the start out, or counts it as a step.",
    "compares-starts": "Compares where two functions start and not how fast they grow.",
    "compares-shown-numbers": "Compares the largest numbers that are shown and not the rates.",
    "curve-as-line": "Takes any steady growth for linear, whatever the steps are.",
    "graph-as-picture": "Reads a graph as a picture of the way and not as amounts over time.",
    "depends-the-other-way": "Swaps which amount depends on which.",
}


@family(
    "odd-even-and-tables",
    skill="patterns-in-tables",
    title="Find patterns in addition and multiplication tables",
    grade=3,
    levels=("even or odd sums", "even or odd products", "which table has this pattern"),
    plants={
        "sums-of-odds-are-odd": "Put both into pairs. The two that are left alone make a pair.",
        "one-group-off": "Try it with two rows of the table.",
    },
    most={3: 24},
)
def odd_even_and_tables(chance: Chance, level: int) -> Draft:
    """Ask what is always true in a table."""
    if level == 3:
        by = chance.pick((2, 3, 4, 5, 6, 8, 9, 10))
        row = [by * each for each in range(chance.between(1, 4), chance.between(7, 9))]
        missing = chance.between(1, len(row) - 2)
        shown = ", ".join(BOX if place == missing else str(each) for place, each in enumerate(row))
        return number(
            f"This is a part of a row of the multiplication table: {shown}. {ASK}",
            row[missing],
            ("How much larger is each number than the one before?", f"The row grows by {by}s."),
            (f"Each number is {by} more.", f"{row[missing - 1]} + {by} = {row[missing]}."),
            {"one-group-off": row[missing] + 1},
        )
    first, second = chance.between(0, 1), chance.between(0, 1)
    words = ("even", "odd")
    a = 2 * chance.between(2, 20) + first
    b = 2 * chance.between(2, 20) + second
    if level == 1:
        result, sign, made = (first + second) % 2, "+", "sum"
        why = (
            "Two left alone make a pair."
            if first and second
            else "Pairs stay pairs."
            if not result
            else "One is left alone."
        )
        slip = "sums-of-odds-are-odd" if first and second else ""
    else:
        result, sign, made = first * second, "×", "product"
        why = (
            "Groups of pairs are all pairs."
            if not result
            else "An odd number of odd groups leaves one alone."
        )
        slip = ""
    return choice(
        f"Without working it out: is {a} {sign} {b} even or odd?",
        words[result],
        [Choice(words[1 - result], "Think of pairs: is one left alone?", slip)],
        (f"Is {a} even or odd? Is {b}?", f"Think of the {made} as pairs. Is one left alone?"),
        (f"{a} is {words[first]} and {b} is {words[second]}.", f"{why} So it is {words[result]}."),
    )


@family(
    "go-on-by-the-rule",
    skill="number-patterns",
    title="Continue a pattern by its rule",
    grade=4,
    levels=("the next terms", "a later term", "a feature that the rule does not name"),
    plants={
        "start-left-out": "The first term is the start. Count the steps from there.",
        "steps-twice": "You took one step too many.",
    },
)
def go_on_by_the_rule(chance: Chance, level: int) -> Draft:
    """Give a start and a rule."""
    start, step = chance.between(2, 30), chance.between(2, 12)
    name = chance.pick(NAMES)
    if level == 3:
        start, step = chance.between(1, 15), chance.pick((2, 4, 6, 8, 10))
        word, other = ("odd", "even") if start % 2 else ("even", "odd")
        return choice(
            f"{name} starts at {start} and adds {step} again and again. What is true of all terms?",
            f"They are all {word}.",
            [
                Choice(f"They are all {other}.", f"Look at {start}."),
                Choice("They are even and odd in turns.", f"Does adding {step} change it?"),
            ],
            ("Write the first four terms.", f"They begin {start}, {start + step}, {start + 2 * step}."),
            (f"{start} is {word}, and adding {step} leaves it so.", f"All terms are {word}."),
        )
    place = 5 if level == 1 else chance.between(8, 15)
    answer = start + step * (place - 1)
    shown = ", ".join(str(start + step * each) for each in range(4))
    told = (
        f"A pattern is {shown}, and so on. What is the next term?"
        if level == 1
        else f"{name} starts at {start} and adds {step} each time. What is term number {place}?"
    )
    return number(
        told,
        answer,
        (
            "What is the rule from one term to the next?",
            f"There are {place - 1} steps of {step} after the first term.",
        ),
        (
            f"{place - 1} steps of {step} are {(place - 1) * step}.",
            f"{start} + {(place - 1) * step} = {answer}.",
        ),
        {"start-left-out": start + step * place} if level == 2 else {"steps-twice": answer + step},
    )


@family(
    "two-rules-side-by-side",
    skill="compare-two-patterns",
    title="Compare two patterns",
    grade=5,
    levels=("how many times as large", "the pair of two terms", "a later pair"),
    plants={
        "additive-ratio": "Compare the terms at the same place by how many times.",
        "coordinates-swapped": "The first pattern gives the first number of the pair.",
    },
)
def two_rules_side_by_side(chance: Chance, level: int) -> Draft:
    """Start two patterns at zero and compare them."""
    a = chance.between(2, 9)
    k = chance.between(2, 6)
    b = a * k
    place = chance.between(3, 7)
    name, friend = chance.sample(NAMES, 2)
    told = f"{name} starts at 0 and adds {a} each time. {friend} starts at 0 and adds {b} each time."
    if level == 1:
        return number(
            f"{told} After some steps, how many times as large is {friend}’s number as {name}’s?",
            k,
            ("Write the first three terms of both.", f"At one step they have {a} and {b}."),
            (f"After one step: {a} and {b}.", f"{b} ÷ {a} = {k}, and it stays so."),
            {"additive-ratio": b - a},
        )
    x, y = a * place, b * place
    if level == 2:
        return choice(
            f"{told} They write pairs: {name} first, then {friend}. "
            f"Which pair do they write after {place} steps?",
            f"({x}, {y})",
            [
                Choice(f"({y}, {x})", f"{name}’s term comes first.", "coordinates-swapped"),
                Choice(f"({x}, {x + b - a})", f"{friend} adds {b} each time.", "additive-ratio"),
            ],
            (f"What number does {name} have after {place} steps?", f"{place} × {a} and {place} × {b}."),
            (f"{place} × {a} = {x} and {place} × {b} = {y}.", f"The pair is ({x}, {y})."),
        )
    return number(
        f"{told} When {name} is at {x}, where is {friend}?",
        y,
        (f"After how many steps is {name} at {x}?", f"{x} ÷ {a} = {place} steps."),
        (f"{x} ÷ {a} = {place} steps.", f"{place} × {b} = {y}."),
        {"additive-ratio": x + b - a},
    )


@family(
    "a-rule-for-two-amounts",
    skill="quantities-that-change-together",
    title="Write and use a rule for two amounts",
    grade=6,
    levels=("which depends on which", "write the rule", "use a table"),
    plants={
        "depends-the-other-way": "Which one do you choose first, and which follows from it?",
        "expression-reversed": "Start with what each one brings, then add what is there from the start.",
        "table-adds": "Look for what is done with x to get y.",
    },
)
def a_rule_for_two_amounts(chance: Chance, level: int) -> Draft:
    """Tell about two amounts that change together."""
    each, base = chance.between(2, 12), chance.between(3, 30)
    if level == 1:
        free, bound, told = chance.pick(
            (
                ("the number of tickets", "the cost", f"Each ticket costs ${each}."),
                ("the time", "the way", f"A boat goes {each} km an hour."),
                ("the number of tables", "the number of seats", f"Each table has {each} seats."),
                ("the number of days", "the height of the plant", f"A plant grows {each} mm a day."),
                ("the number of pages", "the time for printing", f"A page is printed in {each} seconds."),
            )
        )
        name = chance.pick(NAMES)
        return choice(
            f"{told} {name} writes a rule for it. Which amount depends on the other?",
            f"{bound} depends on {free}",
            [Choice(f"{free} depends on {bound}", "Which one do you choose first?", "depends-the-other-way")],
            ("Which one can be chosen first?", "Which one follows from it?"),
            (f"First comes {free}.", f"Then {bound} follows."),
        )
    if level == 2:
        name = chance.pick(NAMES)
        return expression(
            f"{name} has {base} points at the start and gets {each} for each of n right answers. "
            "Write an expression for the points.",
            f"{each}n + {base}",
            ("How many points do n answers bring?", f"They bring {each}n. What was there at the start?"),
            (f"n answers bring {each}n points.", f"With the start it is {each}n + {base}."),
            {"expression-reversed": f"{base}n + {each}"},
        )
    xs = chance.sample(range(1, 9), 3)
    xs.sort()
    far = chance.between(10, 20)
    rows = tuple((str(x), str(each * x + base)) for x in xs)
    return number(
        f"The table follows the rule y = {each}x + {base}. What is y for x = {far}?",
        each * far + base,
        (f"Put {far} in place of x.", f"{each} × {far} = {each * far}. And then?"),
        (f"{each} × {far} = {each * far}.", f"{each * far} + {base} = {each * far + base}."),
        {"table-adds": each * xs[-1] + base + far - xs[-1]},
        diagram=Table(("x", "y"), rows),
    )


@family(
    "which-rate-is-greater",
    skill="compare-proportional-relationships",
    title="Compare two proportional relationships",
    grade=8,
    levels=("a rule and words", "a table and a rule", "a graph and a rule"),
    plants={
        "compares-shown-numbers": "Compare the amounts for one, not the numbers that are shown.",
    },
)
def which_rate_is_greater(chance: Chance, level: int) -> Draft:
    """Give two relationships in different forms and compare their unit rates."""
    k, m = chance.sample(range(2, 13), 2)
    x = chance.between(2, 6)
    name, friend = chance.sample(NAMES, 2)
    diagram: Table | Plane | None = None
    if level == 1:
        first = f"{name} walks {m * x} meters in {x} seconds"
        question = f"{first}. {friend} walks {k}t meters in t seconds. Who is faster?"
    elif level == 2:
        question = (
            f"The table shows how far {name} rides. {friend} rides {k}t meters in t seconds. Who is faster?"
        )
        rows = tuple((str(each), str(m * each)) for each in (x, x + 2, x + 5))
        diagram = Table(("seconds", "meters"), rows)
    else:
        question = (
            f"The graph shows how far {name} rides. {friend} rides {k}t meters in t seconds. Who is faster?"
        )
        diagram = Plane(
            (0, 8, 1),
            (0, 8 * m, m),
            lines=((0, 0, x, m * x, ""),),
            points=((x, m * x, "P"),),
            names=("seconds", "meters"),
        )
    right, other = (name, friend) if m > k else (friend, name)
    return choice(
        question,
        right,
        [
            Choice(other, "Find the meters in one second for both.", "compares-shown-numbers"),
            Choice("They are equally fast.", "Work out both rates. They differ."),
        ],
        (f"How many meters does {name} go in one second?", f"Work out {m * x} ÷ {x}."),
        (f"{name}: {m} meters a second. {friend}: {k}.", f"So {right} is faster."),
        diagram=diagram,
    )


@family(
    "read-a-line",
    skill="graph-lines",
    title="Read slope and start of a line",
    grade=8,
    levels=("from the rule", "from a graph", "is a point on the line"),
    plants={
        "slope-and-start-swapped": "The slope is the number before x; the start is where x is 0.",
        "slope-sign": "Does the line rise or fall?",
        "coordinates-swapped": "The first number of a point is x.",
    },
)
def read_a_line(chance: Chance, level: int) -> Draft:
    """Ask for a slope, a start, or a point of y = mx + b."""
    m = chance.pick((-4, -3, -2, 2, 3, 4)) if level != 2 else chance.pick((-3, -2, -1, 1, 2, 3))
    b = chance.between(-6, 6)
    while b in (0, m):
        b = chance.between(-6, 6)
    rule = f"y = {term(m, 'x')}{plus(b)}"
    if level == 1:
        x = chance.between(2, 9)
        y = m * x + b
        return number(
            f"A line has the slope {signed(m)} and goes through (0, {signed(b)}). What is y at x = {x}?",
            y,
            ("Start where x is 0.", f"Go {x} steps with the slope {signed(m)}."),
            (f"The rule is {rule}.", f"y = {signed(m)} × {x}{plus(b)} = {signed(y)}."),
            {"slope-and-start-swapped": b * x + m},
        )
    if level == 2:
        plane = Plane((-6, 6, 1), (-10, 10, 1), lines=((0, b, 1, m + b, ""),))
        return number(
            "What is the slope of the line?",
            m,
            ("How far up or down does it go for one step to the right?", "Does it rise or fall?"),
            (
                f"It goes through (0, {signed(b)}) and (1, {signed(m + b)}).",
                f"For one step to the right y changes by {signed(m)}.",
            ),
            {"slope-and-start-swapped": b, "slope-sign": -m},
            diagram=plane,
        )
    x = chance.between(1, 5)
    y = m * x + b
    while x == y:
        x += 1
        y = m * x + b
    return choice(
        f"Which point lies on {rule}?",
        f"({x}, {signed(y)})",
        [
            Choice(f"({signed(y)}, {x})", "Put the first number in for x.", "coordinates-swapped"),
            Choice(
                f"({x}, {signed(b * x + m)})", "Slope and start changed places.", "slope-and-start-swapped"
            ),
            Choice(f"({x}, {signed(y + 1)})", "It is next to the line."),
        ],
        ("Put the first number in for x.", f"For x = {x}: {signed(m)} × {x}{plus(b)}."),
        (f"{signed(m)} × {x}{plus(b)} = {signed(y)}.", f"So ({x}, {signed(y)}) lies on the line."),
    )


@family(
    "is-it-linear",
    skill="linear-or-not",
    title="Decide whether a function is linear",
    grade=8,
    levels=("a table", "rules", "a table with unequal steps"),
    plants={
        "curve-as-line": "Growing is not enough. Is it the same change for each step?",
        "equal-steps-enough": "Look at the steps of x too.",
    },
)
def is_it_linear(chance: Chance, level: int) -> Draft:
    """Show a table or rules and ask what is linear."""
    m, b = chance.between(2, 9), chance.between(1, 12)
    if level == 2:
        right = chance.pick((f"y = {m}x + {b}", f"y = {b} − {m}x", f"y = x/{m} + {b}"))
        return choice(
            "Which rule is a linear function?",
            right,
            [
                Choice(
                    f"y = {m}x² + {b}", "With x² the change is not the same for each step.", "curve-as-line"
                ),
                Choice(f"y = {m}/x + {b}", "Dividing by x gives a curve.", "curve-as-line"),
                Choice(f"y = x³ − {b}", "With x³ the change grows.", "curve-as-line"),
            ],
            ("For which rule is the change the same for each step of x?", "Put in 1, 2 and 3."),
            ("A linear rule multiplies x by a number and adds a number.", f"So it is {right}."),
        )
    linear = chance.below(2) == 1
    xs = [0, 1, 2, 3] if level == 1 else sorted(chance.sample(range(9), 4))
    while level == 3 and xs[3] - xs[2] == xs[2] - xs[1] == xs[1] - xs[0]:
        xs = sorted(chance.sample(range(9), 4))
    if linear:
        ys = [m * x + b for x in xs]
    elif level == 1:
        ys = [b + m * x + x * x for x in xs]
    else:
        ys = [b + m * place for place in range(4)]
    rows = tuple((str(x), str(y)) for x, y in zip(xs, ys, strict=True))
    slip = "curve-as-line" if level == 1 else "equal-steps-enough"
    return choice(
        "Does this table show a linear function?",
        "yes" if linear else "no",
        [
            Choice(
                "no" if linear else "yes",
                "Divide the change of y by the change of x for each step.",
                "" if linear else slip,
            )
        ],
        ("How much does y change for each step of x?", "Is it the same everywhere?"),
        (
            f"From x = {xs[0]} to {xs[1]} y changes by {ys[1] - ys[0]}; "
            f"from {xs[2]} to {xs[3]} by {ys[3] - ys[2]}.",
            f"For one step that is {'the same, so yes' if linear else 'not the same, so no'}.",
        ),
        diagram=Table(("x", "y"), rows),
    )


@family(
    "compare-two-functions",
    skill="compare-functions",
    title="Compare two functions",
    grade=8,
    levels=("which grows faster", "which starts higher", "where they are the same"),
    plants={
        "compares-starts": "That compares the starts. How much does each grow for one step?",
        "slope-and-start-swapped": "The start is the value at zero, not the growth.",
    },
)
def compare_two_functions(chance: Chance, level: int) -> Draft:
    """Give one function by a rule and one by a table or in words."""
    m, n = chance.sample(range(2, 12), 2)
    b, c = chance.sample(range(2, 40), 2)
    name, friend = chance.sample(NAMES, 2)
    told = f"{name} has ${b} and saves ${m} a week. The table shows how many dollars {friend} has."
    rows = tuple((str(x), str(n * x + c)) for x in (0, 2, 4))
    table = Table(("weeks", "dollars"), rows)
    if level == 3:
        weeks = chance.between(2, 9)
        low, high = min(m, n), max(m, n)
        start = b + (high - low) * weeks
        return number(
            f"{name} has ${start} and saves ${low} a week. {friend} has ${b} and saves ${high} a week. "
            "After how many weeks do they have the same amount?",
            weeks,
            ("How far apart are they at the start?", f"Each week {friend} gets ${high - low} closer."),
            (
                f"They are ${start - b} apart. Each week it is ${high - low} less.",
                f"{start - b} ÷ {high - low} = {weeks} weeks.",
            ),
            {"compares-starts": start - b},
        )
    if level == 1:
        right, other = (name, friend) if m > n else (friend, name)
        ask, slip = "Who saves more each week?", "compares-starts"
        why = f"{name} saves {m} a week, {friend} {2 * n} in two weeks, so {n}."
    else:
        right, other = (name, friend) if b > c else (friend, name)
        ask, slip = "Who has more at the start?", "slope-and-start-swapped"
        why = f"At the start {name} has {b} and {friend} {c}."
    return choice(
        f"{told} {ask}",
        right,
        [
            Choice(other, "Look at how much it is in one week." if level == 1 else "Look at week 0.", slip),
            Choice("They are the same.", "Work out both. They differ."),
        ],
        (
            f"The story tells it for {name}. Where is the same thing for {friend} in the table?",
            f"Look at week 0 and week 2 in {friend}’s table.",
        ),
        (why, f"So it is {right}."),
        diagram=table,
    )


_PARTS = (
    ("rises", "walks away from home", "goes up"), ("stays level", "stands still", "stays the same"),
    ("falls", "walks back home", "goes down"),
)  # fmt: skip


@family(
    "story-of-a-graph",
    skill="graph-stories",
    title="Match a graph with a story",
    grade=8,
    levels=("one part of a graph", "the story of three parts", "how steep"),
    plants={
        "graph-as-picture": "The graph shows how far from home, not how the way looks.",
        "compares-shown-numbers": "Steep means much change in little time.",
    },
)
def story_of_a_graph(chance: Chance, level: int) -> Draft:
    """Describe a graph of the way from home in words and with a drawing."""
    name = chance.pick(NAMES)
    if level == 3:
        return _steeper_part(chance, name)
    ups = chance.sample((0, 1, 2), 3)
    while ups[0] == 2 or (ups[0] == 1 and level == 2):
        ups = chance.sample((0, 1, 2), 3)
    plane = _way_from_home(chance, ups)
    if level == 1:
        return _one_part(chance, name, ups, plane)
    told = [_PARTS[each][1] for each in ups]
    wrong = (told[::-1], [told[1], told[0], told[2]])
    return choice(
        f"Which story fits the graph of how far from home {name} is?",
        f"{told[0]}, then {told[1]}, then {told[2]}",
        [
            Choice(
                f"{x[0]}, then {x[1]}, then {x[2]}",
                "Go along the graph from left to right.",
                "graph-as-picture",
            )
            for x in wrong
        ],
        ("Go along the graph from left to right.", f"First it {_PARTS[ups[0]][0]}."),
        (
            f"It {_PARTS[ups[0]][0]}, {_PARTS[ups[1]][0]} and {_PARTS[ups[2]][0]}.",
            f"So first {name} {told[0]}.",
        ),
        diagram=plane,
    )


def _way_from_home(chance: Chance, ups: list[int]) -> Plane:
    """Return the graph of three parts, each a place in :data:`_PARTS`."""
    heights, times = [4 if ups[0] == 1 else 0], [0]
    for part in ups:
        heights.append(heights[-1] + (5, 0, -4)[part])
        times.append(times[-1] + chance.between(1, 3))
    segments = tuple((times[i], heights[i], times[i + 1], heights[i + 1]) for i in range(3))
    return Plane((0, 10, 1), (0, 10, 1), segments=segments, names=("minutes", "distance from home"))


def _one_part(chance: Chance, name: str, ups: list[int], plane: Plane) -> Draft:
    part = chance.between(0, 2)
    right, place = _PARTS[ups[part]][1], ("first", "second", "last")[part]
    wrong = [
        Choice(each[1], "Does the distance grow, stay or shrink?", "graph-as-picture" if n == 0 else "")
        for n, each in enumerate(_PARTS)
        if each[1] != right
    ]
    return choice(
        f"The graph shows how far from home {name} is. What does {name} do in the {place} part?",
        right,
        wrong,
        ("Does the graph rise, fall or stay level there?", f"It {_PARTS[ups[part]][0]} there."),
        (f"The graph {_PARTS[ups[part]][0]} there.", f"So {name} {right}."),
        diagram=plane,
    )


def _steeper_part(chance: Chance, name: str) -> Draft:
    fast, slow = chance.between(3, 5), chance.between(1, 2)
    one, two = chance.between(1, 3), chance.between(4, 6)
    first = chance.below(2) == 1
    parts = (
        ((0, 0, one, fast), (one, fast, one + two, fast + slow))
        if first
        else ((0, 0, two, slow), (two, slow, two + one, slow + fast))
    )
    return choice(
        f"The graph shows how far from home {name} is. In which part does {name} walk faster?",
        "in the first part" if first else "in the second part",
        [
            Choice(
                "in the second part" if first else "in the first part",
                "Steep means much change in little time.",
                "compares-shown-numbers",
            ),
            Choice("the same in both", "The parts are not as steep."),
        ],
        ("Which part is steeper?", "How far does each part go up in one minute?"),
        (
            f"One part goes up {fast} in {one}, the other {slow} in {two} minutes."
            if one > 1
            else f"One part goes up {fast} in a minute, the other {slow} in {two} minutes.",
            f"The {'first' if first else 'second'} is steeper.",
        ),
        diagram=Plane((0, 10, 1), (0, 10, 1), segments=parts, names=("minutes", "distance from home")),
    )
