"""Families for what multiplying and dividing mean, for the facts, and for stories with them."""

from __future__ import annotations

from whynext.library.contexts.telling import story
from whynext.library.families.chance import Chance
from whynext.library.families.family import Asked, Choice, Draft, choice, family, number
from whynext.library.families.words import ASK, BOX, CARRIERS, NAMES, THINGS, count

_ADDED = "You added the two numbers. Think of equal groups: how many groups, how many in each?"
_ROWS = (("chair", "chairs"), ("seat", "seats"), ("desk", "desks"), ("plant", "plants"), ("car", "cars"))


@family(
    "rows-of-things",
    skill="arrays",
    title="Find how many there are in equal rows",
    grade=2,
    levels=("drawn rows", "rows in words", "one row more or less"),
    plants={
        "adds-factors": _ADDED,
        "one-group-off": "You are one row off. How many rows are there?",
    },
)
def rows_of_things(chance: Chance, level: int) -> Draft:
    """Ask for the total of equal rows."""
    rows, each = chance.between(2, 5), chance.between(2, 5)
    sum_ = " + ".join([str(each)] * rows)
    total = rows * each
    hints = ("Add the rows. You may count by the number in one row.", f"Add {each} for each row: {sum_}.")
    steps = (f"Each row has {each}: {sum_} = {total}.", f"There are {total} in all.")
    slips = {"adds-factors": rows + each, "one-group-off": total - each}
    if level == 1:
        mark, one, many = chance.pick(
            (
                ("●", "dot", "dots"),
                ("★", "star", "stars"),
                ("▲", "triangle", "triangles"),
                ("♥", "heart", "hearts"),
            )
        )
        drawn = "\n".join([" ".join(mark * each)] * rows)
        picture = "; ".join(["A row: " + ", ".join([one] * each)] * rows)
        return number(f"How many {many} are there?\n{drawn}", total, hints, steps, slips, picture=picture)
    noun = chance.pick(_ROWS)
    told = f"There are {rows} rows of {noun[1]}. Each row has {count(each, noun)}."
    if level == 2:
        told_in = story(chance, "rows", "total", rows=rows, columns=each, total=total)
        return number(told_in, total, hints, steps, slips)
    return number(
        f"{told} Then one more row of {count(each, noun)} comes. How many {noun[1]} are there now?",
        total + each,
        ("How many rows are there at the end?", f"There are {rows + 1} rows with {each} in each row."),
        (f"{rows} rows: {sum_} = {total}.", f"One more row: {total} + {each} = {total + each}."),
        {"one-group-off": total, "adds-factors": rows + each + each},
    )


@family(
    "which-multiplication",
    skill="meaning-of-multiplication",
    title="Choose the multiplication that fits",
    grade=3,
    levels=("a repeated sum", "equal groups in a story", "what a multiplication means"),
    plants={
        "adds-factors": "A plus sign puts two amounts together once. Here a group is repeated.",
        "one-group-off": "You are one group off. Count the groups again.",
    },
)
def which_multiplication(chance: Chance, level: int) -> Draft:
    """Match a multiplication with a sum, a story or groups."""
    groups, each = chance.sample(range(2, 10), 2)
    right = f"{groups} × {each}"
    hints = (
        "How many equal groups are there? How many are in each group?",
        f"There are {groups} groups of {each}.",
    )
    solution = (f"There are {groups} groups with {each} in each.", f"{groups} groups of {each} is {right}.")
    wrong = (
        Choice(f"{groups} + {each}", f"This puts {groups} and {each} together once.", "adds-factors"),
        Choice(f"{each} × {each}", f"This is {each} groups of {each}."),
        Choice(f"{groups} × {groups}", f"This is {groups} groups of {groups}."),
    )
    if level == 1:
        question = f"Which one is the same as {' + '.join([str(each)] * groups)}?"
    elif level == 2:
        carrier, noun = chance.pick(CARRIERS), chance.pick(THINGS)
        question = (
            f"There are {count(groups, carrier)} with {count(each, noun)} in each. Which one tells "
            f"how many {noun[1]} there are?"
        )
    else:
        right = " + ".join([str(each)] * groups)
        question = f"Which one shows {groups} groups of {each}?"
        solution = (
            f"Each group has {each}, and there are {groups} groups.",
            f"Add {each} for each group: {right}.",
        )
        hints = (
            "How many times is the group repeated?",
            f"Write {each} once for each of the {groups} groups.",
        )
        wrong = (
            Choice(f"{groups} + {each}", f"This puts {groups} and {each} together once.", "adds-factors"),
            Choice(" + ".join([str(each)] * (groups + 1)), "Count the groups again.", "one-group-off"),
            Choice(" + ".join([str(groups)] * groups), f"This is {groups} groups of {groups}."),
        )
    return choice(question, right, wrong, hints, solution, why=f"There are {groups} groups of {each}.")


@family(
    "split-a-factor",
    skill="break-apart-to-multiply",
    title="Break a factor apart",
    grade=3,
    levels=("the missing part of a factor", "the missing product", "work it out in parts"),
    plants={
        "factor-as-part": "The parts are products. Multiply before you add.",
        "adds-factors": _ADDED,
        "multiplies-only-one-place": "Both parts must be multiplied.",
    },
)
def split_a_factor(chance: Chance, level: int) -> Draft:
    """Show a multiplication as two easier ones."""
    factor = chance.between(3, 9)
    base, more = (chance.pick((2, 3, 5)), chance.between(2, 5)) if level < 3 else (10, chance.between(2, 9))
    whole = base + more
    product = factor * whole
    hint = f"{whole} groups of {factor} are {base} groups and {more} more."
    if level == 1:
        return number(
            f"{whole} × {factor} = {base} × {factor} + {BOX} × {factor}. {ASK}",
            more,
            ("How was the first factor broken into two parts?", f"{base} and how many more make {whole}?"),
            (
                f"{whole} = {base} + {more}.",
                f"So {whole} × {factor} = {base} × {factor} + {more} × {factor}.",
            ),
            {"factor-as-part": more * factor},
        )
    if level == 2:
        return number(
            f"{whole} × {factor} = {base} × {factor} + {BOX}. {ASK}",
            more * factor,
            ("How was the first factor broken into two parts?", hint),
            (
                f"{whole} = {base} + {more}, so {more} × {factor} is missing.",
                f"{more} × {factor} = {more * factor}.",
            ),
            {"factor-as-part": more},
        )
    name = chance.pick(NAMES)
    return number(
        (
            f"{name} works out {whole} × {factor} as {base} × {factor} + {more} × {factor}. What "
            f"is {whole} × {factor}?"
        ),
        product,
        (
            "Work out both parts and add them.",
            f"{base} × {factor} = {base * factor}. What is {more} × {factor}?",
        ),
        (
            f"{base} × {factor} = {base * factor} and {more} × {factor} = {more * factor}.",
            f"{base * factor} + {more * factor} = {product}.",
        ),
        {"multiplies-only-one-place": base * factor + more, "adds-factors": whole + factor},
    )


@family(
    "multiplication-facts",
    skill="multiplication-facts",
    title="Recall multiplication facts",
    grade=3,
    levels=("with 2, 5 or 10", "with 3 or 4", "with 6, 7, 8 or 9"),
    plants={"adds-factors": _ADDED, "one-group-off": "You are one group off. Use a fact that you know well."},
)
def multiplication_facts(chance: Chance, level: int) -> Draft:
    """Ask for a product of two numbers up to 10."""
    first = chance.pick(((2, 5, 10), (3, 4), (6, 7, 8, 9))[level - 1])
    second = chance.between(2, 10)
    if chance.below(2):
        first, second = second, first
    product = first * second
    near = 5 if second > 5 else 2
    question = f"What is {first} × {second}?" if chance.below(2) else f"{BOX} = {first} × {second}. {ASK}"
    helped = f"{first} × {near} = {first * near}" if second != near else f"{first} × 1 = {first}"
    done = near if second != near else 1
    return number(
        question,
        product,
        (
            "Use a fact that you know, such as one with 2, 5 or 10, and go on from there.",
            f"{helped}. How many more groups of {first} are needed?"
            if second > done
            else f"Count by {first}.",
        ),
        (
            f"{helped}, and {second - done} more {'group' if second - done == 1 else 'groups'} of {first} "
            f"{'is' if second - done == 1 else 'are'} {first * (second - done)}.",
            f"{first} × {second} = {product}.",
        ),
        {"adds-factors": first + second, "one-group-off": product - first},
    )


@family(
    "share-or-group",
    skill="meaning-of-division",
    title="Share equally or make equal groups",
    grade=3,
    levels=("sharing: how many each", "grouping: how many groups", "which division fits"),
    plants={
        "subtracts-instead": "You took the number away once. Share it, or take it away again and again.",
        "multiplies-instead": "The number of things in all is known. Share it out or make groups.",
    },
)
def share_or_group(chance: Chance, level: int) -> Draft:
    """Tell a story of sharing or grouping."""
    groups, each = chance.between(2, 6), chance.between(2, 8)
    total = groups * each
    if level == 3:
        return _which_division(chance, chance.pick(NAMES), chance.pick(THINGS), total, groups)
    if level == 1:
        question = story(chance, "groups", "size", groups=groups, size=each, total=total)
        hints = ("Deal them out one by one until none are left.", f"{groups} times how many is {total}?")
        answer, told = each, f"{total} shared among {groups} is {total} ÷ {groups}."
    else:
        question = story(chance, "groups", "groups", groups=groups, size=each, total=total)
        hints = ("Make one group after another until none are left.", f"How many times {each} is {total}?")
        answer, told = groups, f"{total} in groups of {each} is {total} ÷ {each}."
    by = total // answer
    return number(
        question,
        answer,
        hints,
        (told, f"{answer} × {by} = {total}, so {total} ÷ {by} = {answer}."),
        {"subtracts-instead": total - by, "multiplies-instead": total * by},
    )


def _which_division(chance: Chance, name: str, noun: tuple[str, str], total: int, groups: int) -> Draft:
    sharing = chance.below(2)
    told = f"shares them equally among {groups} children" if sharing else f"puts {groups} of them in each bag"
    ask = f"how many {noun[1]} each child gets" if sharing else "how many bags are filled"
    right = f"{total} ÷ {groups}"
    return choice(
        f"{name} has {total} {noun[1]} and {told}. Which one tells {ask}?",
        right,
        (
            Choice(f"{total} − {groups}", f"This takes {groups} away once.", "subtracts-instead"),
            Choice(f"{total} × {groups}", f"This makes {groups} groups of {total}.", "multiplies-instead"),
            Choice(f"{groups} ÷ {total}", f"This shares only {groups}. {total} are shared or grouped."),
        ),
        (
            "Is the answer larger or smaller than what there is in all?",
            "The number in all comes first, then ÷.",
        ),
        (
            f"There are {total} in all, and they are {'shared' if sharing else 'grouped'} equally.",
            f"So it is {right}.",
        ),
        why="Equal sharing and equal groups are divisions.",
    )


@family(
    "division-facts",
    skill="division-facts",
    title="Recall division facts and missing factors",
    grade=3,
    levels=("dividing by 2, 5 or 10", "dividing by 3, 4 or 6", "a missing factor or dividend"),
    plants={
        "subtracts-instead": "You subtracted. Ask how many times one number goes into the other.",
        "multiplies-instead": "You multiplied the numbers that you see. Which number is missing?",
        "one-group-off": "You are one off. Multiply back to check.",
    },
)
def division_facts(chance: Chance, level: int) -> Draft:
    """Ask for a quotient, or for a missing number of a fact."""
    by = chance.pick(((2, 5, 10), (3, 4, 6), (6, 7, 8, 9))[level - 1])
    other = chance.between(2, 10)
    whole = by * other
    if level < 3:
        forms = (
            f"What is {whole} ÷ {by}?",
            f"{BOX} = {whole} ÷ {by}. {ASK}",
            f"How many groups of {by} are in {whole}?",
        )
        flat = chance.pick(forms)
        answer, slips = other, {"subtracts-instead": whole - by, "one-group-off": other + 1}
    elif chance.below(2):
        flat = f"{chance.pick((f'{by} × {BOX}', f'{BOX} × {by}'))} = {whole}. {ASK}"
        answer, slips = other, {"subtracts-instead": whole - by, "multiplies-instead": whole * by}
    else:
        flat = f"{BOX} ÷ {by} = {other}. {ASK}"
        answer, slips = whole, {"one-group-off": whole + by}
    return number(
        flat,
        answer,
        (
            "Think of the multiplication fact that belongs to it.",
            f"How many times {by} is {whole}?"
            if answer == other
            else f"{other} groups of {by} make how many?",
        ),
        (f"{by} × {other} = {whole}.", f"So {whole} ÷ {by} = {other}."),
        slips,
    )


@family(
    "multiply-or-divide",
    skill="multiply-divide-stories",
    title="Choose between multiplying and dividing in a story",
    grade=3,
    levels=("equal groups, total unknown", "equal groups, one of the factors unknown", "measures and prices"),
    plants={
        "adds-factors": _ADDED,
        "multiplies-instead": "The total is known already. Divide it into equal parts.",
        "subtracts-instead": "You took the number away once. Make equal groups instead.",
    },
)
def multiply_or_divide(chance: Chance, level: int) -> Draft:
    """Tell a story of equal groups."""
    groups, each = chance.between(3, 9), chance.between(3, 9)
    total = groups * each
    if level == 1:
        told = story(chance, "groups", "total", groups=groups, size=each, total=total)
        return _product_story(told, groups, each)
    if level == 2:
        told = story(chance, "groups", "size", groups=groups, size=each, total=total)
        return _quotient_story(told, total, groups)
    if chance.below(2):
        told = story(chance, "unit-price", "cost", count=groups, price=each, cost=total)
        return _product_story(told, groups, each)
    told = story(chance, "unit-price", "price", count=groups, price=each, cost=total)
    return _quotient_story(told, total, groups)


def _product_story(question: Asked, groups: int, each: int) -> Draft:
    total = groups * each
    return number(
        question,
        total,
        (
            "How many equal groups are there, and how much is in each?",
            f"There are {groups} groups of {each}: {groups} × {each}.",
        ),
        (f"{groups} groups of {each} is {groups} × {each}.", f"{groups} × {each} = {total}."),
        {"adds-factors": groups + each},
    )


def _quotient_story(question: Asked, total: int, by: int) -> Draft:
    return number(
        question,
        total // by,
        (
            "What is known: the total, the number of groups, the size of a group?",
            f"The total is {total}: {total} ÷ {by}.",
        ),
        (
            f"The total {total} is divided by {by}.",
            f"{total} ÷ {by} = {total // by}, because {total // by} × {by} = {total}.",
        ),
        {"multiplies-instead": total * by, "subtracts-instead": total - by},
    )


@family(
    "two-steps",
    skill="two-step-stories",
    title="Solve a story in two steps",
    grade=3,
    levels=("groups, then some more or fewer", "first put together, then share", "pay and get change"),
    plants={
        "stops-after-first-step": "That is the result of the first step. What else happens?",
        "wrong-second-step": "Look at the second step again: which operation fits what happens?",
        "adds-all-numbers": "You added all the numbers. Act the story out step by step.",
    },
)
def two_steps(chance: Chance, level: int) -> Draft:
    """Tell a story that takes two operations."""
    name, friend = chance.sample(NAMES, 2)
    noun = chance.pick(THINGS)
    groups, each = chance.between(2, 8), chance.between(3, 9)
    total = groups * each
    if level == 1:
        other = chance.between(2, min(9, total - 1))
        grows = chance.below(2)
        first, answer = f"{groups} × {each} = {total}", total + other if grows else total - other
        way = "steps-up" if grows else "steps-down"
        question: Asked = story(chance, way, "result", groups=groups, size=each, change=other, result=answer)
        second = f"{total} {'+' if grows else '−'} {other} = {answer}"
        other_way = total - other if grows else total + other
        slips = {"stops-after-first-step": total, "wrong-second-step": other_way}
        slips["adds-all-numbers"] = groups + each + other
    elif level == 2:
        one = chance.between(1, total - 1)
        question = (
            f"{name} has {count(one, noun)} and {friend} has {count(total - one, noun)}. They put "
            f"them together and share them equally among {groups} children. How many {noun[1]} "
            "does each child get?"
        )
        first, answer = f"{one} + {total - one} = {total}", each
        second = f"{total} ÷ {groups} = {each}"
        slips = {
            "stops-after-first-step": total,
            "wrong-second-step": total - groups,
            "adds-all-numbers": total + groups,
        }
    else:
        paid = total // 10 * 10 + 10 if total < 50 else 100
        question = (
            f"{name} buys {groups} books for ${each} each and pays with ${paid}. How many dollars "
            f"does {name} get back?"
        )
        first, answer = f"{groups} × {each} = {total}", paid - total
        second = f"{paid} − {total} = {answer}"
        slips = {
            "stops-after-first-step": total,
            "wrong-second-step": paid + total,
            "adds-all-numbers": paid + groups + each,
        }
    return number(
        question,
        answer,
        ("What can you find out first? What is left to do then?", f"First: {first}."),
        (f"First step: {first}.", f"Second step: {second}."),
        slips,
    )


@family(
    "times-as-many",
    skill="times-as-many",
    title="Compare with times as many",
    grade=4,
    levels=("the larger amount", "the smaller amount", "how many times as many"),
    plants={
        "times-as-more": "“4 times as many” is 4 equal amounts, not 4 more.",
        "multiplies-instead": "Which amount is the larger one? Read again who has more.",
        "subtracts-to-compare": "You found how many more. How many times as many is asked for.",
    },
)
def times_as_many(chance: Chance, level: int) -> Draft:
    """Compare two amounts by multiplying."""
    times, small = chance.between(3, 9), chance.between(3, 12)
    large = times * small
    asked = ("product", "base", "times")[level - 1]
    question = story(chance, "times", asked, times=times, base=small, product=large)
    bar = f"Draw one bar for the smaller amount and {times} such bars for the larger one."
    if level == 1:
        answer, steps = (
            large,
            (f"{times} times as many as {small} is {times} × {small}.", f"{times} × {small} = {large}."),
        )
        slips = {"times-as-more": small + times}
    elif level == 2:
        answer, steps = (
            small,
            (f"{times} times the smaller amount is {large}.", f"{large} ÷ {times} = {small}."),
        )
        slips = {"multiplies-instead": large * times, "times-as-more": large - times}
    else:
        answer, steps = (
            times,
            (f"How many times does {small} fit into {large}?", f"{large} ÷ {small} = {times}."),
        )
        slips = {"subtracts-to-compare": large - small, "multiplies-instead": large * small}
        bar = f"Draw bars of {small} until they make {large}."
    return number(
        question, answer, ("Which amount is larger? Draw the two amounts as bars.", bar), steps, slips
    )
