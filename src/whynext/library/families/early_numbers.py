"""Families for the first numbers: saying, writing, one more and one less, even and odd, parts of a number."""

from __future__ import annotations

from whynext.library.diagrams import NumberLine, marks
from whynext.library.families.chance import Chance
from whynext.library.families.family import Choice, Draft, choice, family, number
from whynext.library.families.words import NAMES, THINGS, are, count

NAMED = {
    "teen-as-ty": "Mixes up numbers that sound alike, such as fourteen and forty.",
    "hundred-starts-over": "Starts again at one after a hundred, or writes 101 as 1001.",
    "judges-by-first-digit": "Judges even or odd by the first digit and not by the ones.",
    "one-left-counts-as-pair": "Counts one that is left alone as a pair.",
    "one-more": "Gives the number right after the one that is said.",
    "part-as-whole": "Takes the whole for one of its parts, and adds where a part is missing.",
    "marks-as-ones": "Takes every mark of a number line for one, whatever the step.",
}

_WORDS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
)  # fmt: skip
_TENS = ("", "ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")


def in_words(whole: int) -> str:
    """Return a number from 0 to 120 in words.

    Examples
    --------
    >>> in_words(47), in_words(113)
    ('forty-seven', 'one hundred thirteen')
    """
    if whole > 100:
        return f"one hundred {in_words(whole - 100)}"
    if whole == 100:
        return "one hundred"
    if whole <= 20:
        return _WORDS[whole]
    tens, ones = divmod(whole, 10)
    return f"{_TENS[tens]}-{_WORDS[ones]}" if ones else _TENS[tens]


@family(
    "say-the-next-number",
    skill="count-to-20",
    title="Say which number comes next",
    grade=0,
    levels=("to 10", "to 20", "the number that was left out"),
    plants={
        "skips-one": "One number was left out. Say them all slowly, from the first one.",
        "counts-backward": "You went back. Counting on means going to the next larger number.",
    },
)
def say_the_next_number(chance: Chance, level: int) -> Draft:
    """Let somebody count, and ask for the next number or for the one that is missing."""
    name = chance.pick(NAMES)
    if level == 3:
        start = chance.between(1, 16)
        gap = chance.between(1, 3)
        said = [start + step for step in range(5) if step != gap]
        missing = start + gap
        listed = ", ".join(map(str, said))
        return number(
            f"{name} counts: {listed}. Which number did {name} leave out?",
            missing,
            ("Count with your finger on each number.", f"Which number comes right after {missing - 1}?"),
            (f"{missing} comes right after {missing - 1}.", f"{name} left out {missing}."),
            {"skips-one": start + 5},
        )
    start = chance.between(1, 6) if level == 1 else chance.between(7, 16)
    listed = ", ".join(str(start + step) for step in range(3))
    following = start + 3
    return number(
        f"{name} counts: {listed}. Which number comes next?",
        following,
        ("Say the numbers that you see out loud and go on.", f"Which number comes right after {start + 2}?"),
        (f"Count on: {listed}, and one more.", f"The next number is {following}."),
        {"skips-one": following + 1, "counts-backward": start - 1},
    )


@family(
    "write-the-number-you-hear",
    skill="write-numbers-to-20",
    title="Write a number that is said in words",
    grade=0,
    levels=("to 10", "eleven to twenty", "find the words for a numeral"),
    plants={
        "place-value-reversal": "The digits are there, but they changed places. The ten is written first.",
        "teen-as-ty": "Listen to the end of the word: teen means ten and some ones.",
        "one-more": "That is the number right after. Listen again.",
    },
    most={3: 18},
)
def write_the_number_you_hear(chance: Chance, level: int) -> Draft:
    """Say a number in words and ask for the numeral, or the other way round."""
    if level == 3:
        whole = chance.between(3, 20)
        near = [each for each in range(max(1, whole - 3), min(20, whole + 3) + 1) if each != whole]
        wrong = chance.sample(near, 2)
        return choice(
            f"How do you say {whole}?",
            _WORDS[whole],
            [Choice(_WORDS[each], f"That is how you say {each}.") for each in wrong],
            ("Count up to the number out loud.", "The word that you say last is the name of the number."),
            (f"Count up to {whole} out loud.", f"The last word is {_WORDS[whole]}."),
            why=f"Yes, {whole} is {_WORDS[whole]}.",
        )
    name, noun = chance.pick(NAMES), chance.pick(THINGS)
    whole = chance.between(2, 10) if level == 1 else chance.between(11, 20)
    slips: dict[str, int | str] = {"one-more": whole + 1}
    if level == 2 and whole < 20:
        slips |= {"place-value-reversal": whole % 10 * 10 + 1, "teen-as-ty": whole % 10 * 10}
    hints = (
        ("Count up to it with your fingers.", "Write the sign for the number of fingers.")
        if level == 1
        else (
            "From eleven on, the number has two digits. The first one is the ten.",
            "How many more than ten?",
        )
    )
    steps = (
        (f"{_WORDS[whole].capitalize()} is written with one sign." if whole < 10 else "Ten has two digits.",)
        if level == 1
        else (f"{_WORDS[whole].capitalize()} is ten and {_WORDS[whole - 10]}.",)
    )
    return number(
        f"{name} has {_WORDS[whole]} {noun[1]}. How do you write that number?",
        whole,
        hints,
        (*steps, f"You write {whole}."),
        slips,
    )


@family(
    "one-more-or-one-less",
    skill="one-more-one-less",
    title="Say one more or one less",
    grade=0,
    levels=("one more, to 10", "one less, to 10", "one more or one less, to 20"),
    plants={
        "mixes-more-and-less": "More goes up to the next number. Less goes down.",
        "counts-start-number": "You said the same number. One more or one less is the number next to it.",
    },
)
def one_more_or_one_less(chance: Chance, level: int) -> Draft:
    """Give or take one thing."""
    name, noun = chance.pick(NAMES), chance.pick(THINGS)
    more = level == 1 or (level == 3 and chance.below(2) == 1)
    whole = chance.between(2, 9) if level < 3 else chance.between(9, 19)
    result = whole + 1 if more else whole - 1
    change = "gets one more" if more else "gives one away"
    return number(
        f"{name} has {count(whole, noun)}. {name} {change}. How many {noun[1]} does {name} have now?",
        result,
        (
            "You need not count them all again.",
            f"Which number comes right {'after' if more else 'before'} {whole}?",
        ),
        (
            f"One {'more' if more else 'less'} is the number right {'after' if more else 'before'} {whole}.",
            f"{name} has {count(result, noun)} now.",
        ),
        {"mixes-more-and-less": whole - 1 if more else whole + 1, "counts-start-number": whole},
    )


@family(
    "count-past-a-hundred",
    skill="count-to-120",
    title="Count on to 120",
    grade=1,
    levels=("past a new ten", "past one hundred", "write a number from words"),
    plants={
        "decade-lost": "After nine ones a new ten begins.",
        "hundred-starts-over": "After one hundred come one hundred one and one hundred two: 101, 102.",
        "skips-one": "One number was left out. Say them all slowly.",
        "place-value-reversal": "Look at which digit tells the tens.",
        "writes-as-heard": "A hundred and some more has three digits: 1 hundred, the tens, the ones.",
    },
)
def count_past_a_hundred(chance: Chance, level: int) -> Draft:
    """Count on over a new ten or over a hundred, or write a number that is told in words."""
    name = chance.pick(NAMES)
    if level == 3:
        return _numeral_to_120(chance, name)
    if level == 1:
        ten = chance.between(2, 9) * 10
        start = ten - chance.between(2, 3)
        slips: dict[str, int | str] = {"decade-lost": start - 7, "skips-one": start + 4}
    else:
        ten = 100 if chance.below(2) else 110
        start = ten - chance.between(2, 3)
        slips = {
            "hundred-starts-over": start + 3 - ten or 1,
            "decade-lost": start - 7,
            "skips-one": start + 4,
        }
    listed = ", ".join(str(start + step) for step in range(3))
    following = start + 3
    return number(
        f"{name} counts: {listed}. Which number comes next?",
        following,
        ("Say the numbers out loud and go on.", "What happens to the tens when the ones get past nine?"),
        (f"Count on: {listed}, and one more.", f"The next number is {following}."),
        slips,
    )


def _numeral_to_120(chance: Chance, name: str) -> Draft:
    whole = chance.between(21, 120)
    while whole % 10 == 0 or whole == 101:
        whole = chance.between(21, 120)
    slips: dict[str, int | str] = {"place-value-reversal": whole % 10 * 10 + whole // 10}
    if whole > 100:
        slips = {"writes-as-heard": f"100{whole - 100}"}
    tens, ones = divmod(whole, 10)
    return number(
        f"{name} says the number {in_words(whole)}. How do you write it with digits?",
        whole,
        ("How many tens are there? Write them first.", "Which digit stands for the ones?"),
        (
            f"There {are(tens)} {tens} {'ten' if tens == 1 else 'tens'} and {ones} more.",
            f"You write {whole}.",
        ),
        slips,
    )


@family(
    "even-or-odd",
    skill="even-and-odd",
    title="Tell even from odd",
    grade=2,
    levels=("make pairs", "pick the even or odd number", "two equal parts"),
    plants={
        "one-left-counts-as-pair": "One is left alone. Then the number is odd.",
        "judges-by-first-digit": "Look at the ones. They tell whether one is left over.",
        "part-as-whole": "That is the whole number. Each of the two parts is half of it.",
        "one-group-off": "Check: do the two parts together make the number?",
    },
)
def even_or_odd(chance: Chance, level: int) -> Draft:
    """Ask about pairs, about even and odd numbers, and about halves."""
    name, noun = chance.pick(NAMES), chance.pick(THINGS)
    if level == 1:
        whole = chance.between(4, 19)
        pairs, left = divmod(whole, 2)
        return choice(
            f"{name} puts {count(whole, noun)} into pairs. Is {whole} even or odd?",
            "odd" if left else "even",
            [
                Choice(
                    "even" if left else "odd",
                    "One is left alone, so the number is odd."
                    if left
                    else "No one is left alone: it is even.",
                    "one-left-counts-as-pair" if left else "",
                )
            ],
            (f"Draw {whole} dots and ring two at a time.", "Is one left alone when all pairs are made?"),
            (
                f"{whole} makes {pairs} pairs and {'one' if left else 'none'} left over.",
                f"So {whole} is {'odd' if left else 'even'}.",
            ),
            why=f"Yes: {pairs} pairs and {'one' if left else 'none'} left over.",
        )
    if level == 2:
        return _pick_even_or_odd(chance)
    half = chance.between(2, 10)
    return number(
        f"{name} has {count(2 * half, noun)} and puts the same number on each of two plates. "
        f"How many {noun[1]} are on each plate?",
        half,
        ("Give one to each plate in turn until none is left.", f"Which number and itself make {2 * half}?"),
        (f"{half} + {half} = {2 * half}.", f"There {are(half)} {count(half, noun)} on each plate."),
        {"part-as-whole": 2 * half + 2 * half, "one-group-off": half + 1},
    )


def _pick_even_or_odd(chance: Chance) -> Draft:
    wanted = chance.below(2)
    right = 10 + 2 * chance.between(0, 4) + wanted
    others = [each for each in range(3, 20) if each % 2 != wanted]
    wrong = chance.sample(others, 3)
    word = "odd" if wanted else "even"
    ends = "1, 3, 5, 7 or 9" if wanted else "0, 2, 4, 6 or 8"
    return choice(
        f"Which number is {word}?",
        str(right),
        [
            Choice(
                str(each),
                f"{each} is {'even' if wanted else 'odd'}.",
                "judges-by-first-digit" if each > 9 and wanted else "",
            )
            for each in wrong
        ],
        ("Make pairs. Is one left alone?", "The digit of the ones tells it."),
        (f"The ones of {word} numbers are {ends}.", f"{right} is {word}."),
        why=f"Yes, {right} is {word}.",
    )


@family(
    "find-it-on-a-line",
    skill="whole-numbers-on-a-line",
    title="Read whole numbers and jumps on a number line",
    grade=2,
    levels=("steps of 1", "steps of 5 or 10", "a jump forward or back"),
    plants={
        "marks-as-ones": "The marks are not one apart. Find the step between two marks first.",
        "counts-start-number": "Count the spaces between the marks. The starting mark is not a step.",
        "goes-other-way": "You jumped the other way. Adding goes right; taking away goes left.",
    },
    most={1: 45},
)
def find_it_on_a_line(chance: Chance, level: int) -> Draft:
    """Mark a point on a line, or a jump from one number."""
    if level == 3:
        return _jump_on_a_line(chance)
    step = 1 if level == 1 else chance.pick((5, 10))
    low = chance.between(0, 8) * 10 if level == 1 else chance.pick((0, 10, 20, 30, 40)) if step == 5 else 0
    place = chance.between(1, 9)
    while level == 1 and place == 5:
        place = chance.between(1, 9)
    at = low + place * step
    line = NumberLine(marks(low, low + 10 * step, step=step, every=10), points=((place, "A"),))
    return number(
        "Which number is at point A?",
        at,
        (
            "How far is it from the first number to the last, and into how many spaces is that cut?",
            f"Each space is {step}. Count by {step}s from {low}.",
        ),
        (f"Each space is {step}.", f"From {low}, {place} {'space' if place == 1 else 'spaces'}: {at}."),
        {"marks-as-ones": low + place, "counts-start-number": at + step},
        diagram=line,
    )


def _jump_on_a_line(chance: Chance) -> Draft:
    forward = chance.below(2) == 1
    start, jump = chance.between(12, 68), chance.between(6, 30)
    if not forward and jump >= start:
        jump = start - 1
    end = start + jump if forward else start - jump
    how = "forward (to larger numbers)" if forward else "back (to smaller numbers)"
    return number(
        f"You stand at {start} on a number line and jump {jump} {how}. Where do you land?",
        end,
        (
            "Jump to the next ten first.",
            f"{'Add' if forward else 'Take away'} the tens of {jump}, then its ones."
            if jump > 9
            else "Jump one by one.",
        ),
        (f"{start} {'+' if forward else '−'} {jump} = {end}.", f"You land at {end}."),
        {
            "goes-other-way": abs(start - jump) if forward else start + jump,
            "counts-start-number": end - 1 if forward else end + 1,
        },
    )


@family(
    "hidden-part",
    skill="break-apart-numbers",
    title="Find the hidden part of a number",
    grade=0,
    levels=("numbers to 5", "numbers to 10", "pick the two parts"),
    plants={
        "part-as-whole": "The first number is all of them together. Find the part that you do not see.",
        "counts-start-number": "Count on from the part that you see, and begin with the next number.",
        "one-group-off": "Put the two parts together and count: is it the whole number?",
    },
)
def hidden_part(chance: Chance, level: int) -> Draft:
    """Hide a part of some things, or ask for two numbers that make a third."""
    if level == 3:
        return _two_parts(chance)
    name, noun = chance.pick(NAMES), chance.pick(THINGS)
    whole = chance.between(3, 5) if level == 1 else chance.between(6, 10)
    seen = chance.between(1, whole - 1)
    hidden = whole - seen
    return number(
        f"{name} has {whole} {noun[1]}. You can see {seen}. The others are under a cup. "
        "How many are under the cup?",
        hidden,
        (f"Show {whole} with your fingers and fold down {seen}.", f"Count on from {seen} to {whole}."),
        (f"{seen} and {hidden} make {whole}.", f"{hidden} {are(hidden)} under the cup."),
        {"part-as-whole": whole + seen, "counts-start-number": hidden + 1},
    )


def _two_parts(chance: Chance) -> Draft:
    whole = chance.between(5, 10)
    first = chance.between(1, whole - 1)
    wrong = []
    for other in chance.sample([each for each in range(1, whole) if each != first], 2):
        off = chance.pick((-1, 1))
        wrong.append((other, max(0, whole - other + off)))
    return choice(
        f"Which two numbers make {whole}?",
        f"{first} and {whole - first}",
        [Choice(f"{a} and {b}", f"{a} and {b} make {a + b}.", "one-group-off") for a, b in wrong],
        ("Put both numbers together for each answer.", f"Which two make {whole} and not one more or less?"),
        (f"{first} + {whole - first} = {whole}.", f"So {first} and {whole - first} make {whole}."),
        why=f"Yes, {first} and {whole - first} make {whole}.",
    )
