"""Families for adding and subtracting with a way in mind: count on, make ten, go through ten."""

from __future__ import annotations

from whynext.library.diagrams import TenFrame
from whynext.library.families.chance import Chance
from whynext.library.families.family import Choice, Draft, choice, family, number
from whynext.library.families.words import ASK, BOX, NAMES, THINGS, are, count

NAMED = {
    "split-off-lost": "Uses a part of the second number to fill the ten and forgets to add the rest.",
    "adds-the-part-again": "Fills the ten and then adds the whole second number as well.",
    "not-put-right": "Works with the friendly number and does not put the difference right.",
    "put-right-the-wrong-way": "Puts the difference right in the wrong direction.",
    "starts-at-smaller": "Counts on from the smaller number, which takes many steps.",
    "gives-one-amount": "Gives one of the two amounts where their difference or the other one is asked for.",
    "other-family": "Takes any true number sentence for one of the same three numbers.",
}


@family(
    "pick-the-number-sentence",
    skill="stories-within-10",
    title="Pick the number sentence of a story, and solve stories",
    grade=0,
    levels=("putting together", "taking away", "pick the number sentence"),
    plants={
        "takes-away": "Things come together in this story. Add.",
        "adds-instead": "Things go away in this story. Subtract.",
        "counts-start-number": "You are one off. The first count goes to the next number.",
    },
)
def pick_the_number_sentence(chance: Chance, level: int) -> Draft:
    """Tell a small story with numbers up to ten."""
    name, friend = chance.sample(NAMES, 2)
    noun = chance.pick(THINGS)
    joins = level == 1 or (level == 3 and chance.below(2) == 1)
    first = chance.between(2, 7) if joins else chance.between(4, 10)
    second = chance.between(1, 10 - first) if joins else chance.between(1, first - 1)
    end = first + second if joins else first - second
    story = (
        f"{name} has {count(first, noun)}. {friend} brings {second} more."
        if joins
        else f"{name} has {count(first, noun)}. {name} gives {second} of them to {friend}."
    )
    sign = "+" if joins else "−"
    if level < 3:
        return number(
            f"{story} How many {noun[1]} does {name} have now?",
            end,
            ("Act it out with fingers or draw it.", f"The story is {first} {sign} {second}."),
            (f"{first} {sign} {second} = {end}.", f"{name} has {count(end, noun)} now."),
            {
                "takes-away" if joins else "adds-instead": abs(first - second) if joins else first + second,
                "counts-start-number": end - 1 if joins else end + 1,
            },
        )
    high = max(first, second)
    other = f"{high} − {first + second - high} = {abs(first - second)}" if joins else (
        f"{first} + {second} = {first + second}"
    )  # fmt: skip
    turned = f"{end} + {first} = {end + first}"
    return choice(
        f"{story} Which number sentence tells this story?",
        f"{first} {sign} {second} = {end}",
        [
            Choice(
                other, "Does the story put together or take away?", "takes-away" if joins else "adds-instead"
            ),
            Choice(turned, "Look for the numbers of the story first."),
        ],
        ("Are there more or fewer at the end?", f"The story begins with {first}."),
        (
            f"It begins with {first}, and {second} {'come' if joins else 'go'}."
            if second > 1
            else f"It begins with {first}, and one {'comes' if joins else 'goes'}.",
            f"The number sentence is {first} {sign} {second} = {end}.",
        ),
    )


@family(
    "start-with-the-larger",
    skill="count-on-to-add",
    title="Count on from the larger number",
    grade=1,
    levels=("the larger number first", "the larger number second", "where to start"),
    plants={
        "counts-start-number": "The first count goes to the next number.",
        "starts-at-smaller": "You may start there, but it takes many more steps. Start at the larger number.",
    },
)
def start_with_the_larger(chance: Chance, level: int) -> Draft:
    """Add a small number to a larger one, in either order."""
    small = chance.between(1, 4)
    large = chance.between(5, 20 - small) if level > 1 else chance.between(4, 16)
    total = small + large
    if level == 3:
        name = chance.pick(NAMES)
        return choice(
            f"{name} works out {small} + {large} by counting on. Which way takes the fewest steps?",
            f"Start at {large} and count on {small}.",
            [
                Choice(
                    f"Start at {small} and count on {large}.",
                    f"That works, but it takes {large} steps.",
                    "starts-at-smaller",
                ),
                Choice(f"Start at 1 and count to {total}.", f"That works, but it takes {total} steps."),
            ],
            ("How many steps does each way take?", "You may add in any order."),
            (f"{small} + {large} is the same as {large} + {small}.", f"From {large} it takes only {small}."),
        )
    shown = f"{large} + {small}" if level == 1 else f"{small} + {large}"
    said = ", ".join(str(large + step) for step in range(1, small))
    return number(
        f"{shown} = {BOX}. {ASK}",
        total,
        ("Keep the larger number in your head.", f"Start at {large} and count on {small}."),
        (
            f"Start at {large} and count on: {said + ', and one more' if said else 'one more'}.",
            f"{large} + {small} = {total}.",
        ),
        {"counts-start-number": total - 1},
    )


@family(
    "fill-up-the-ten",
    skill="make-ten-to-add",
    title="Fill up the ten to add",
    grade=1,
    levels=("how many fill the ten", "ten and how many more", "the whole sum"),
    plants={
        "split-off-lost": "You filled the ten. Now add what is left of the second number.",
        "adds-the-part-again": "A part of the second number is in the ten already. Add only the rest.",
        "counts-start-number": "You are one off. Check what fills the ten.",
    },
    most={1: 26, 2: 22, 3: 26},
)
def fill_up_the_ten(chance: Chance, level: int) -> Draft:
    """Split the second number so that a part of it fills the ten."""
    first = chance.between(6, 9)
    second = chance.between(11 - first, 9)
    fill, total = 10 - first, first + second
    rest = total - 10
    work = f"{fill} of the {second} fill the ten: {first} + {fill} = 10."
    if level == 1:
        return number(
            f"You add {first} + {second}. How many of the {second} do you need to fill up the ten?",
            fill,
            (f"How far is it from {first} to the ten?", f"{first} + {BOX} = 10."),
            (f"{first} + {fill} = 10.", f"You need {fill} of the {second}."),
            {"counts-start-number": fill + 1},
            diagram=TenFrame(first),
        )
    if level == 2:
        return number(
            f"{first} + {second} = 10 + {BOX}. {ASK}",
            rest,
            (
                "Take from the second number what fills the ten.",
                f"{first} needs {fill}. Take it from {second}.",
            ),
            (work, f"{rest} {are(rest)} left: {first} + {second} = 10 + {rest}."),
            {"adds-the-part-again": second, "counts-start-number": rest + 1},
        )
    return number(
        f"{first} + {second} = {BOX}. {ASK}",
        total,
        ("Make a ten first.", f"{first} needs {fill} to make ten. Take it from {second}."),
        (work, f"{rest} {are(rest)} left: 10 + {rest} = {total}."),
        {"split-off-lost": 10, "adds-the-part-again": 10 + second, "counts-start-number": total - 1},
    )


@family(
    "back-through-ten",
    skill="subtract-through-ten",
    title="Go back through ten to subtract",
    grade=1,
    levels=("how many take you back to ten", "the rest comes off ten", "the whole difference"),
    plants={
        "split-off-lost": "You are at ten now. Take away the rest too.",
        "smaller-from-larger": "You took the smaller digit from the larger. Take away the second number.",
        "counts-start-number": "You are one off. The first step back goes to the number before.",
    },
    most={1: 8, 2: 32, 3: 32},
)
def back_through_ten(chance: Chance, level: int) -> Draft:
    """Take away what leads to ten, then the rest."""
    whole = chance.between(11, 18)
    part = chance.between(whole - 9, 9)
    ones, left = whole - 10, whole - part
    rest = part - ones
    if level == 1:
        return number(
            f"You stand at {whole} and want to go back to 10. How many do you take away?",
            ones,
            ("Look at the ones of the number.", f"{whole} is ten and how many?"),
            (f"{whole} = 10 + {ones}.", f"Take away {ones} to get to 10."),
            {"counts-start-number": ones + 1},
        )
    if level == 2:
        return number(
            f"{whole} − {part} = 10 − {BOX}. {ASK}",
            rest,
            (
                "Go back to ten first. How much of the second number is used?",
                f"{ones} of the {part} {are(ones)} used.",
            ),
            (f"{whole} − {ones} = 10.", f"{rest} more {are(rest)} to be taken away: 10 − {rest}."),
            {"split-off-lost": part, "counts-start-number": rest + 1},
        )
    return number(
        f"{whole} − {part} = {BOX}. {ASK}",
        left,
        ("Go back to ten first.", f"{whole} − {ones} = 10. How many more are there to take away?"),
        (f"{whole} − {ones} = 10.", f"10 − {rest} = {left}."),
        {
            "smaller-from-larger": 10 + abs(ones - part),
            "split-off-lost": 10,
            "counts-start-number": left + 1,
        },
    )


@family(
    "same-three-numbers",
    skill="fact-families",
    title="Use a fact family",
    grade=1,
    levels=("the other addition or subtraction", "add to subtract", "pick the one that belongs"),
    shows_answer="all three numbers of a fact family may be seen; which one belongs is the question",
    plants={
        "other-family": "It is true, but it does not use the same three numbers.",
        "adds-instead": "Think of the whole and its two parts. Here a part is asked for.",
        "counts-start-number": "You are one off. Check by adding.",
    },
)
def same_three_numbers(chance: Chance, level: int) -> Draft:
    """Go from one number sentence to another of the same family."""
    first = chance.between(2, 9)
    second = chance.between(2, 9)
    while second == first:
        second = chance.between(2, 9)
    total = first + second
    if level == 3:
        return _belongs(chance, first, second)
    asked = f"{total} − {first} = {BOX}"
    known = f"{first} + {second} = {total}" if level == 1 else f"{first} + {BOX} = {total}"
    question = f"You know that {known}. {asked}. {ASK}" if level == 1 else f"{known}, so {asked}. {ASK}"
    if level == 2:
        question = f"{asked}. {ASK} Think of an addition."
    return number(
        question,
        second,
        ("The whole is the largest of the three numbers.", f"{first} and which number make {total}?"),
        (f"{first} + {second} = {total}.", f"So {total} − {first} = {second}."),
        {"adds-instead": total + first, "counts-start-number": second + 1},
    )


def _belongs(chance: Chance, first: int, second: int) -> Draft:
    total = first + second
    right = chance.pick((f"{total} − {first} = {second}", f"{second} + {first} = {total}"))
    off = chance.between(1, 4)
    wrong = (f"{total + off} − {first} = {second + off}", f"{total} + {first} = {total + first}")
    return choice(
        f"Which number sentence is in the same family as {first} + {second} = {total}?",
        right,
        [Choice(each, "It does not have the same three numbers.", "other-family") for each in wrong],
        (
            f"The three numbers are {first}, {second} and {total}.",
            "Look for a sentence with just these three.",
        ),
        (f"The family has the numbers {first}, {second} and {total}.", f"So {right} belongs to it."),
        why=f"Yes, it has {first}, {second} and {total}.",
    )


@family(
    "three-numbers-in-good-order",
    skill="add-three-numbers",
    title="Add three numbers in a good order",
    grade=1,
    levels=("two of them make ten", "a double among them", "a story with three numbers"),
    plants={
        "leaves-one-out": "One number was left out. Add all three.",
        "counts-start-number": "You are one off. Count on from the next number.",
    },
)
def three_numbers_in_good_order(chance: Chance, level: int) -> Draft:
    """Add three numbers of which two are easy together."""
    if level == 1:
        a = chance.between(1, 9)
        b, c = 10 - a, chance.between(1, 9)
        why = f"{a} and {b} make 10."
    elif level == 2:
        a = b = chance.between(2, 7)
        c = chance.between(1, 20 - 2 * a if a > 5 else 8)
        why = f"{a} and {b} are a double: {a + b}."
    else:
        a, b, c = (chance.between(1, 6) for _ in range(3))
        why = f"{a} + {b} = {a + b}."
    total = a + b + c
    shown = chance.shuffled((a, b, c))
    if level == 3:
        name, noun = chance.pick(NAMES), chance.pick(THINGS)
        question = (
            f"{name} finds {count(shown[0], noun)}, then {shown[1]} more, and then {shown[2]} more. "
            f"How many {noun[1]} does {name} find in all?"
        )
    else:
        question = f"{shown[0]} + {shown[1]} + {shown[2]} = {BOX}. {ASK}"
    return number(
        question,
        total,
        ("You may add in any order. Which two are easy together?", f"Begin with {a} and {b}."),
        (why, f"{a + b} + {c} = {total}."),
        {"leaves-one-out": shown[0] + shown[1], "counts-start-number": total - 1},
    )


@family(
    "how-many-more-to-20",
    skill="compare-stories-to-20",
    title="Compare two amounts in a story",
    grade=1,
    levels=("how many more or fewer", "the larger amount", "the smaller amount"),
    plants={
        "uses-key-word": "The words more and fewer do not always say what to do. Who has the larger amount?",
        "counts-start-number": "You are one off. Match them one to one.",
        "gives-one-amount": "That is how many one of them has. What is asked?",
    },
)
def how_many_more_to_20(chance: Chance, level: int) -> Draft:
    """Compare the amounts of two people."""
    name, friend = chance.sample(NAMES, 2)
    noun = chance.pick(THINGS)
    small, gap = chance.between(3, 11), chance.between(2, 8)
    large = small + gap
    turned = chance.below(2)  # told so that the word points to the other operation
    if level == 1:
        ask = (
            f"How many fewer {noun[1]} does {friend} have than {name}?"
            if turned
            else f"How many more {noun[1]} does {name} have than {friend}?"
        )
        told = f"{name} has {count(large, noun)}. {friend} has {count(small, noun)}. {ask}"
        answer, slips = gap, {"uses-key-word": large + small, "gives-one-amount": large}
        work = f"{large} − {small} = {gap}"
    elif level == 2:
        compared = (
            f"{name} has {gap} fewer {noun[1]} than {friend}."
            if turned
            else f"{friend} has {gap} more {noun[1]} than {name}."
        )
        told = f"{name} has {count(small, noun)}. {compared} How many {noun[1]} does {friend} have?"
        answer, slips = large, {"uses-key-word": abs(small - gap), "gives-one-amount": small}
        work = f"{small} + {gap} = {large}"
    else:
        compared = (
            f"{name} has {gap} more {noun[1]} than {friend}."
            if turned
            else f"{friend} has {gap} fewer {noun[1]} than {name}."
        )
        told = f"{name} has {count(large, noun)}. {compared} How many {noun[1]} does {friend} have?"
        answer, slips = small, {"uses-key-word": large + gap, "gives-one-amount": large}
        work = f"{large} − {gap} = {small}"
    return number(
        told,
        answer,
        ("Draw a row of dots for each of them. Whose row is longer?", "Match the dots one to one."),
        (f"{work}.", f"The answer is {count(answer, noun)}."),
        slips | {"counts-start-number": answer + 1},
    )


@family(
    "ones-to-a-two-digit-number",
    skill="add-two-digit-and-one-digit",
    title="Add ones to a two-digit number",
    grade=1,
    levels=("within the ten", "up to the next ten", "past the next ten"),
    plants={
        "adds-to-wrong-place": "Ones go with ones. The tens stay, unless a new ten is made.",
        "ten-forgotten": "The ones made a new ten. Count it with the tens.",
        "writes-both-digits": "Ten ones are one ten: they go to the tens.",
    },
)
def ones_to_a_two_digit_number(chance: Chance, level: int) -> Draft:
    """Add a one-digit number to a two-digit number."""
    tens = chance.between(1, 8) if level > 1 else chance.between(1, 9)
    if level == 1:
        ones = chance.between(1, 7)
        more = chance.between(1, 9 - ones)
    elif level == 2:
        ones = chance.between(1, 9)
        more = 10 - ones
    else:
        ones = chance.between(3, 9)
        more = chance.between(11 - ones, 9)
    first = 10 * tens + ones
    total = first + more
    fill = 10 - ones
    if level == 1:
        step = (
            f"{ones} + {more} = {ones + more}, and the {'ten stays' if tens == 1 else f'{tens} tens stay'}."
        )
    elif level == 2:
        step = f"{ones} + {more} = 10: that is a new ten."
    else:
        step = f"{first} + {fill} = {first + fill}."
    last = f"{first} + {more} = {total}." if level < 3 else f"{first + fill} + {more - fill} = {total}."
    slips: dict[str, int | str] = {"adds-to-wrong-place": first + 10 * more}
    if level > 1:
        slips |= {"ten-forgotten": total - 10, "writes-both-digits": f"{tens}{ones + more}"}
    name = chance.pick(NAMES)
    told = f"{name} counts on {more} from {first}. Where does {name} get to?"
    return number(
        told if chance.below(2) else f"{first} + {more} = {BOX}. {ASK}",
        total,
        (
            f"Which digit of {first} tells the ones?",
            f"Add the ones: {ones} + {more}. The tens stay." if level == 1 else "Fill up the ten first.",
        ),
        (step, last),
        {rule: wrong for rule, wrong in slips.items() if int(wrong) < 1000},
    )


@family(
    "stories-to-100",
    skill="stories-within-100",
    title="Solve stories within 100",
    grade=2,
    levels=("the result is unknown", "the start or the change is unknown", "two steps"),
    plants={
        "adds-instead": "You added. Act the story out: is something put together or taken away?",
        "takes-away": "You took away. Act the story out: what happens to the amount?",
        "stops-after-first-step": "The story goes on. There is one more step.",
        "smaller-from-larger": "You took the smaller digit from the larger. Open a ten.",
    },
)
def stories_to_100(chance: Chance, level: int) -> Draft:
    """Tell a story with numbers up to a hundred."""
    name, friend = chance.sample(NAMES, 2)
    noun = chance.pick(THINGS)
    if level == 3:
        return _two_steps(chance, name, friend, noun)
    first, second = chance.between(24, 60), chance.between(12, 38)
    total = first + second
    gives = f"{name} has {count(total, noun)} and gives {second} to {friend}."
    if level == 1:
        return number(
            f"{gives} How many {noun[1]} does {name} have left?",
            first,
            (
                "Are there more or fewer at the end?",
                f"Take away {second} from {total}: first the tens, then the ones.",
            ),
            (f"{total} − {second} = {first}.", f"{name} has {count(first, noun)} left."),
            {"adds-instead": total + second, "smaller-from-larger": _digit_by_digit(total, second)},
        )
    if chance.below(2):
        told = f"{name} has {count(first, noun)}. {friend} brings some more. Now there are {total}."
        ask = f"How many {noun[1]} does {friend} bring?"
        answer, wrong, work = second, {"adds-instead": total + first}, f"{total} − {first} = {second}"
    else:
        told = f"{name} has some {noun[1]} and gives {second} away. Now {name} has {first} left."
        ask = f"How many {noun[1]} did {name} have at first?"
        answer, wrong, work = total, {"takes-away": abs(first - second)}, f"{first} + {second} = {total}"
    return number(
        f"{told} {ask}",
        answer,
        (
            "Tell the story in order: at first, what happens, at the end.",
            "Write it with a box for what you do not know.",
        ),
        (f"{work}.", f"The answer is {count(answer, noun)}."),
        wrong,
    )


def _digit_by_digit(whole: int, part: int) -> int:
    return 10 * abs(whole // 10 - part // 10) + abs(whole % 10 - part % 10)


def _two_steps(chance: Chance, name: str, friend: str, noun: tuple[str, str]) -> Draft:
    first, second = chance.between(25, 50), chance.between(12, 40)
    both = first + second
    third = chance.between(11, both - 20)
    left = both - third
    return number(
        f"{name} has {count(first, noun)} and {friend} has {second}. They put them together and give {third} "
        f"to their class. How many {noun[1]} are left?",
        left,
        ("What happens first, and what happens then?", f"Put together first: {first} + {second}."),
        (f"{first} + {second} = {both}.", f"{both} − {third} = {left}: {count(left, noun)}."),
        {"stops-after-first-step": both, "adds-instead": both + third},
    )


@family(
    "use-a-friendly-number",
    skill="friendly-numbers",
    title="Add or subtract with a friendly number",
    grade=2,
    levels=("add a number ending in 9 or 8", "subtract a number ending in 9 or 8", "what is still to do"),
    plants={
        "not-put-right": "You used the friendly number. Now put the difference right.",
        "put-right-the-wrong-way": "Think: did you add or take away too much? Then go the other way.",
    },
)
def use_a_friendly_number(chance: Chance, level: int) -> Draft:
    """Use the next ten, then put the difference right."""
    gap = chance.between(1, 2)
    ten = chance.between(2, 5) * 10
    near = ten - gap
    adds = level == 1 or (level == 3 and chance.below(2) == 1)
    first = chance.between(13, 45) if adds else chance.between(ten + 12, 95)
    while first % 10 in (0, near % 10):  # nothing has to be put right there
        first += 1
    friendly = first + ten if adds else first - ten
    right = friendly - gap if adds else friendly + gap
    sign, undo = ("+", "−") if adds else ("−", "+")
    if level == 3:
        name = chance.pick(NAMES)
        yes, no = (f"take away {gap}", f"add {gap}") if adds else (f"add {gap}", f"take away {gap}")
        return choice(
            f"{name} works out {first} {sign} {near} and begins with {first} {sign} {ten} = {friendly}. "
            f"What does {name} do now?",
            yes,
            [
                Choice(no, "That makes the difference larger.", "put-right-the-wrong-way"),
                Choice("nothing", f"{ten} is not {near}.", "not-put-right"),
            ],
            (f"Is {ten} more or less than {near}?", f"{name} {'added' if adds else 'took away'} too much."),
            (
                f"{ten} is {gap} more than {near}.",
                f"So {name} has to {yes}: {friendly} {undo} {gap} = {right}.",
            ),
            why=f"Yes: {friendly} {undo} {gap} = {right}.",
        )
    return number(
        f"{first} {sign} {near} = {BOX}. {ASK}",
        right,
        (f"Which ten is near {near}?", f"{'Add' if adds else 'Take away'} {ten}, then put it right."),
        (
            f"{first} {sign} {ten} = {friendly}.",
            f"That is {gap} too {'much' if adds else 'few'}: {friendly} {undo} {gap} = {right}.",
        ),
        {"not-put-right": friendly, "put-right-the-wrong-way": friendly + gap if adds else friendly - gap},
    )
