"""Families for samples, experiments, probability models, two events together and simulations."""

from __future__ import annotations

from whynext.library.diagrams import Spinner, Table
from whynext.library.families.chance import Chance
from whynext.library.families.family import Choice, Draft, choice, family, fraction, number
from whynext.library.families.words import NAMES, decimal, lowest

NAMED = {
    "convenient-sample": "Takes those who are easiest to ask for a fair picture of all.",
    "size-over-chance": "Thinks that a large sample is fair, however it was chosen.",
    "sample-as-population": "Gives the number in the sample where the number in the population is asked for.",
    "sizes-not-added": "Adds the counts of two samples but not their sizes.",
    "largest-count": "Takes what happened most often for what differs most from the model.",
    "leftover-forgotten": "Adds known probabilities where the missing one makes the sum 1.",
    "probabilities-added": "Adds probabilities where both things must happen.",
    "order-ignored": "Counts two outcomes in different order as one, as if all were equally likely.",
    "zero-not-counted": "Forgets that 0 is one of the ten digits.",
    "percent-as-digit": "Lets one digit stand for a percent, whatever the share of the digits.",
    "exactly-for-at-least": "Counts the trials with just so many where at least so many are asked for.",
}

_ABOUT = (
    ("students of a school", "come by bus", "the students at the bus stop"),
    ("members of a youth club", "play chess", "the members of the chess group"),
    ("visitors of a museum", "come on foot", "the visitors in the parking lot"),
    ("people of a town", "use the library", "the people who are in the library"),
    ("students of a school", "sing in a choir", "the students in the music room"),
    ("workers of a factory", "start at six", "the workers who are there at six"),
    ("people of a village", "keep hens", "the people at the hen fair"),
    ("members of a garden club", "grow tomatoes", "the members who sell tomatoes"),
)


@family(
    "fair-samples",
    skill="random-samples",
    title="Judge a sample and predict from it",
    grade=7,
    levels=("pick the fair sample", "predict from a sample", "predict from two samples"),
    plants={
        "convenient-sample": "These have a reason to be more like each other than like all the others.",
        "size-over-chance": "A large sample is of no help if some have no chance to be in it.",
        "sample-as-population": "That is how many there are in the sample. How many in all?",
        "other-part": "That is the number of the others.",
        "reads-one-only": "You used one sample only. Use both together.",
        "sizes-not-added": "If you add the counts, add the sizes of the samples, too.",
    },
)
def fair_samples(chance: Chance, level: int) -> Draft:
    """Ask which sample is fair, or for a number in the population."""
    who, does, biased = chance.pick(_ABOUT)
    if level == 1:
        return _fair_one(chance, who, does, biased)
    size = chance.pick((20, 25, 40, 50))
    times = chance.pick((4, 6, 8, 10, 12, 16, 20, 30))
    found = chance.between(3, size - 4)
    if level == 2:
        answer = found * times
        return number(
            f"In a random sample of {size} {who}, {found} {does}. About how many of all "
            f"{size * times:,} {does}?",
            answer,
            (
                "The share in a random sample is about the share in all.",
                f"{size * times:,} is how many times {size}?",
            ),
            (
                f"{size * times:,} ÷ {size} = {times}, so all are {times} times the sample.",
                f"{times} × {found} = {answer}.",
            ),
            {"sample-as-population": found, "other-part": (size - found) * times},
        )
    other = found + chance.pick((-2, -1, 1, 2))
    times *= 2
    both, answer = found + other, (found + other) * times // 2
    return number(
        f"Two random samples of {size} {who} are taken. In the first, {found} {does}, in the second {other}. "
        f"Use both. About how many of all {size * times:,} {does}?",
        answer,
        ("Put both samples together to one larger sample.", f"Together, {both} of {2 * size} {does}."),
        (
            f"Together: {found} + {other} = {both} of {2 * size}.",
            f"{size * times:,} ÷ {2 * size} = {times // 2}, and {times // 2} × {both} = {answer}.",
        ),
        {"reads-one-only": found * times, "sizes-not-added": both * times},
    )


def _fair_one(chance: Chance, who: str, does: str, biased: str) -> Draft:
    size, name = chance.pick((30, 40, 50, 60)), chance.pick(NAMES)
    right = f"Draw {size} names at random from a list of all."
    more = chance.pick(("friends", "neighbors", "cousins"))
    return choice(
        f"{name} wants to know what share of the {who} {does}. Which sample stands best for all?",
        right,
        [
            Choice(f"Ask {size} of {biased}.", "Some have no chance to be in it.", "convenient-sample"),
            Choice(f"Ask all of {biased}.", "It may be large, but some cannot be in it.", "size-over-chance"),
            Choice(
                f"Ask {size // 2} {more} of {name}.", "They are often like each other.", "convenient-sample"
            ),
        ],
        (
            f"Does each of the {who} have the same chance to be in the sample?",
            "Where are those found who would answer in another way?",
        ),
        ("In a random sample each one has the same chance to be asked.", right),
        why="Yes. Each has the same chance to be asked.",
    )


_TRIED = (
    ("throws of a bottle cap", "top", "side", "rim"), ("throws of a paper cup", "side", "base", "top"),
    ("spins of a spinner", "red", "blue", "green"), ("draws of a card", "star", "moon", "sun"),
    ("draws of a bead", "red", "white", "black"), ("kicks at a goal", "left", "right", "middle"),
    ("calls to an office", "answered", "busy", "missed"), ("days in a town", "sunny", "cloudy", "rainy"),
)  # fmt: skip


@family(
    "from-results",
    skill="experimental-probability",
    title="Find a share of trials and predict from it",
    grade=7,
    levels=("the share of trials", "how often in more trials", "how often it does not happen"),
    plants={
        "odds-for-probability": "Compare with all trials, not only with the others.",
        "each-kind-equally": "The kinds did not happen equally often. Use the results.",
        "other-event": "That is for the other event. Read again what is asked for.",
        "reads-one-only": "That is how often it happened so far. How often is it in the new trials?",
    },
)
def from_results(chance: Chance, level: int) -> Draft:
    """Show what happened in trials and ask for a share or a prediction."""
    what, *kinds = chance.pick(_TRIED)
    kinds = chance.shuffled(kinds)
    trials = chance.pick((20, 25, 40, 50, 60, 80))
    first = chance.between(3, trials * 2 // 3)
    second = chance.between(2, trials - first - 2)
    counts = (first, second, trials - first - second)
    table = Table(("Result", "How often"), tuple([(a, str(b)) for a, b in zip(kinds, counts, strict=True)]))
    place = chance.below(3)
    kind, many = kinds[place], counts[place]
    total = f"{first} + {second} + {counts[2]} = {trials}"
    head = f"The table shows the results of some {what}."
    if level == 1:
        share = lowest(many, trials)
        same = "" if share == f"{many}/{trials}" else f" = {share}"
        return fraction(
            f"{head} What is the experimental probability of the result “{kind}”?",
            share,
            ("How many trials are there in all?", f"{many} of {trials} trials had this result."),
            (f"There are {total} trials.", f"{many} of {trials}: {many}/{trials}{same}."),
            {
                "odds-for-probability": f"{many}/{trials - many}",
                "other-event": f"{trials - many}/{trials}",
                "each-kind-equally": "1/3",
            },
            diagram=table,
        )
    times = chance.pick((2, 3, 4, 5, 6, 10))
    wanted = many if level == 2 else trials - many
    asked = f"is the result “{kind}”" if level == 2 else f"is the result not “{kind}”"
    slips: dict[str, int | str] = {"other-event": (trials - wanted) * times, "reads-one-only": wanted}
    if trials * times % 3 == 0:
        slips["each-kind-equally"] = trials * times // 3 * (level - 1)
    return number(
        f"{head} In {trials * times} more trials, about how often {asked}?",
        wanted * times,
        (
            "What share of the trials so far was like this?",
            f"So far it was {wanted} of {trials}. There are {times} times as many new trials.",
        ),
        (
            f"So far: {total} trials, and {wanted} of them fit.",
            f"{trials * times} ÷ {trials} = {times}, and {times} × {wanted} = {wanted * times}.",
        ),
        slips,
        diagram=table,
    )


_COLORS = ("red", "blue", "green", "white", "black", "yellow")


@family(
    "models-of-chance",
    skill="probability-models",
    title="Build, use and test a probability model",
    grade=7,
    levels=("the missing probability", "the probability of an event", "what differs most from the model"),
    plants={
        "leftover-forgotten": "Those are the known ones. All together must make 1.",
        "each-kind-equally": "The outcomes are not equally likely here.",
        "leaves-one-out": "Another outcome belongs to the event, too.",
        "other-event": "That is the probability that it does not happen.",
        "largest-count": "Compare each count with what the model predicts, not the counts with each other.",
    },
)
def models_of_chance(chance: Chance, level: int) -> Draft:
    """Ask for a probability in a model, or compare a model with results."""
    names = chance.sample(_COLORS, 4)
    if level == 3:
        return _against_the_model(chance, names)
    cuts = sorted(chance.sample(range(1, 20), 3))
    twentieths = (cuts[0], cuts[1] - cuts[0], cuts[2] - cuts[1], 20 - cuts[2])
    shown = [decimal(5 * each, 2) for each in twentieths]
    if level == 1:
        known = 20 - twentieths[3]
        answer = shown[3]
        table = Table(("Color", "Probability"), tuple(zip(names, (*shown[:3], "?"), strict=True)))
        return number(
            f"A spinner has four colors. The table shows a model of it. What is the probability "
            f"of {names[3]}?",
            answer,
            (
                "What do the probabilities of all outcomes make together?",
                f"The known ones make {decimal(5 * known, 2)}.",
            ),
            (
                f"{' + '.join(shown[:3])} = {decimal(5 * known, 2)}.",
                f"All make 1, and 1 − {decimal(5 * known, 2)} = {answer}.",
            ),
            {"leftover-forgotten": decimal(5 * known, 2), "each-kind-equally": "0.25"},
            diagram=table,
        )
    table = Table(("Color", "Probability"), tuple(zip(names, shown, strict=True)))
    one, two = sorted(chance.sample((0, 1, 2, 3), 2))
    wanted = twentieths[one] + twentieths[two]
    return number(
        f"A spinner has four colors. The table shows a model of it. What is the probability that it stops on "
        f"{names[one]} or {names[two]}?",
        decimal(5 * wanted, 2),
        ("Which outcomes belong to the event?", f"Take {shown[one]} and {shown[two]} together."),
        (
            f"The outcomes are {names[one]} and {names[two]}.",
            f"{shown[one]} + {shown[two]} = {decimal(5 * wanted, 2)}.",
        ),
        {
            "leaves-one-out": shown[one],
            "other-event": decimal(100 - 5 * wanted, 2),
            "each-kind-equally": "0.5",
        },
        diagram=table,
    )


def _against_the_model(chance: Chance, names: list[str]) -> Draft:
    spins = chance.pick((100, 200, 400))
    shares = chance.shuffled(chance.pick(((10, 20, 30, 40), (10, 15, 25, 50), (10, 15, 35, 40))))
    predicted = [share * spins // 100 for share in shares]
    odd = next(place for place in chance.shuffled((0, 1, 2, 3)) if shares[place] != max(shares))
    off = chance.between(6, 9) * spins // 100 * (1 if shares[odd] <= 10 else chance.pick((-1, 1)))
    small = [chance.between(0, 2) for _ in range(3)]
    left = [place for place in range(4) if place != odd]
    counts = list(predicted)
    counts[odd] += off
    sign = -1 if off > 0 else 1
    for place, extra in zip(left, small, strict=True):
        counts[place] += sign * (abs(off) // 3 + (extra - 1))
    counts[left[0]] -= sum(counts) - spins
    largest = counts.index(max(counts))
    rows = [
        (name, decimal(share, 2), str(count))
        for name, share, count in zip(names, shares, counts, strict=True)
    ]
    gaps = ", ".join([str(abs(a - b)) for a, b in zip(counts, predicted, strict=True)])
    told = ", ".join([str(each) for each in predicted])
    return choice(
        f"A spinner is spun {spins} times. The table shows a model of it and what happened. For "
        "which color is the number of spins farthest from the number that the model predicts?",
        names[odd],
        [
            Choice(
                names[place],
                f"The model predicts {predicted[place]}, and it was {counts[place]}.",
                "largest-count" if place == largest else "",
            )
            for place in left
        ],
        (
            f"How many of {spins} spins does the model predict for each color?",
            f"It predicts {told}, in the order of the table.",
        ),
        (
            f"The model predicts {told}.",
            f"The results differ from it by {gaps}. So {names[odd]} differs most.",
        ),
        why=f"Yes. The model predicts {predicted[odd]}, and it was {counts[odd]}.",
        diagram=Table(("Color", "Probability", "How often"), tuple(rows)),
    )


_STEPS = (
    ("A coin is tossed", 2, "heads"), ("A die is rolled", 6, "a 5"),
    ("A card with A, B or C is drawn", 3, "a B"),
    ("A card numbered from 1 to 4 is drawn", 4, "a 2"), ("A day from Monday to Sunday is drawn", 7, "Monday"),
    ("A card numbered from 1 to 8 is drawn", 8, "a 7"), ("The name of a month is drawn", 12, "May"),
    ("A card with A, B, C, D or E is drawn", 5, "a D"), ("A digit from 0 to 9 is drawn", 10, "a 4"),
)  # fmt: skip


@family(
    "two-together",
    skill="compound-events",
    title="List outcomes of two steps and find a probability",
    grade=7,
    levels=("how many outcomes", "both things happen", "a sum of two spinners"),
    plants={
        "adds-factors": "Each outcome of the first step goes with each of the second. Multiply.",
        "probabilities-added": "Both must happen, so it is less likely than each of them alone.",
        "reads-one-only": "That is one step alone. What must happen in the other?",
        "order-ignored": "A 2 and then a 3 is another outcome than a 3 and then a 2.",
        "other-event": "That is the probability that it does not happen.",
    },
)
def two_together(chance: Chance, level: int) -> Draft:
    """Ask for the number of outcomes of two steps, or for a probability."""
    if level == 3:
        return _sum_of_two(chance)
    (first, many, hit), (second, more, other) = chance.sample(_STEPS, 2)
    second = second[0].lower() + second[1:]
    triple = level == 1 and chance.below(2) == 1 and 2 not in (many, more)
    head = f"{first}, then {second}{', then a coin is tossed' if triple else ''}."
    outcomes = many * more * (2 if triple else 1)
    if level == 1:
        product = f"{many} × {more}{' × 2' if triple else ''}"
        return number(
            f"{head} How many different outcomes are there in all?",
            outcomes,
            (
                "Think of a tree: how many branches does the first step have, and each branch after it?",
                f"The steps have {many} and {more} outcomes{', and the coin has 2' if triple else ''}.",
            ),
            (f"Each of {many} outcomes goes with each of {more}.", f"{product} = {outcomes}."),
            {"adds-factors": many + more + (2 if triple else 0)},
        )
    return fraction(
        f"{head} What is the probability of {hit} and then {other}?",
        f"1/{outcomes}",
        (
            "How many outcomes are there? How many of them fit?",
            f"The first has the probability 1/{many}, the second 1/{more}.",
        ),
        (
            f"There are {many} × {more} = {outcomes} outcomes, equally likely.",
            f"One of them fits: 1/{outcomes}.",
        ),
        {"probabilities-added": lowest(many + more, outcomes), "reads-one-only": f"1/{max(many, more)}"},
    )


def _sum_of_two(chance: Chance) -> Draft:
    size = chance.between(3, 6)
    low = chance.between(1, 4)
    sectors = tuple([str(low + each) for each in range(size)])
    limit = chance.between(2 * low + 1, 2 * (low + size - 1) - 1)
    way = chance.below(3)
    numbers = range(low, low + size)
    pairs = [(a, b) for a in numbers for b in numbers if (a + b == limit, a + b > limit, a + b < limit)[way]]
    loose = sum(1 for a, b in pairs if a <= b)
    whole = size * size
    phrase = (f"is {limit}", f"is greater than {limit}", f"is less than {limit}")[way]
    shown = lowest(len(pairs), whole)
    some = ", ".join([f"{a} and {b}" for a, b in pairs[:3]])
    same = "" if shown == f"{len(pairs)}/{whole}" else f" = {shown}"
    fits = "Pairs that fit begin with" if len(pairs) > 3 else "Pairs that fit are"
    if len(pairs) == 1:
        fits = "The pair that fits is"
    return fraction(
        f"This spinner is spun twice. What is the probability that the sum of both numbers {phrase}?",
        shown,
        (
            f"Make a table with {size} rows and {size} columns for the two spins.",
            f"Count the pairs that fit, such as {pairs[0][0]} and then {pairs[0][1]}.",
        ),
        (
            f"There are {size} × {size} = {whole} pairs, equally likely.",
            f"{fits} {some}. "
            f"There {'is' if len(pairs) == 1 else 'are'} {len(pairs)} in all: {len(pairs)}/{whole}{same}.",
        ),
        {
            "order-ignored": lowest(loose, size * (size + 1) // 2),
            "other-event": lowest(whole - len(pairs), whole),
        },
        diagram=Spinner(sectors),
    )


_HAPPENS = (
    ("a bus is late", "buses"), ("a seed grows", "seeds"), ("a throw hits", "throws"),
    ("it rains on a day", "days"), ("a caller has to wait", "calls"), ("a train is full", "trains"),
    ("a package has a coupon", "packages"), ("a light is red", "lights"),
)  # fmt: skip


def _span(first: int, last: int) -> str:
    """Return a row of digits in words."""
    return f"{first} {'and' if last == first + 1 else 'to'} {last}"


@family(
    "plan-a-simulation",
    skill="simulations",
    title="Plan a simulation and estimate from its results",
    grade=7,
    levels=("which digits stand for it", "estimate from digits", "at least two of three"),
    plants={
        "zero-not-counted": "The digits begin with 0. Count it too: there are ten digits in all.",
        "percent-as-digit": "One digit of ten stands for 10% only.",
        "other-event": "Those are the digits for the other event.",
        "exactly-for-at-least": "At least two means two or more: three count, too.",
        "reads-one-only": "Count the trials with two or more, not those with one.",
    },
)
def plan_a_simulation(chance: Chance, level: int) -> Draft:
    """Ask which digits to use, or for an estimate from random digits."""
    event, things = chance.pick(_HAPPENS)
    tens = chance.between(2, 8)
    if level == 1:
        return _which_digits(chance, event, tens)
    if level == 3:
        return _three_at_a_time(chance, things, event)
    size = chance.pick((10, 20))
    digits = [chance.below(10) for _ in range(size)]
    hits = sum(1 for each in digits if each < tens)
    if hits in (0, size):
        digits[0], hits = (0, 1) if hits == 0 else (9, size - 1)
    rows = " ".join(["".join([str(each) for each in digits[at : at + 5]]) for at in range(0, size, 5)])
    share = lowest(hits, size)
    return fraction(
        f"The digits {_span(0, tens - 1)} mean that {event}. A computer gives the random digits {rows}. Each "
        f"digit is one trial. In what fraction of the trials does it happen?",
        share,
        (
            f"How many digits are there? Which of them are {_span(0, tens - 1)}?",
            f"There are {size} digits. {hits} of them {'fits' if hits == 1 else 'fit'}.",
        ),
        (
            f"{hits} of {size} digits {'is' if hits == 1 else 'are'} among {_span(0, tens - 1)}.",
            f"The fraction is {hits}/{size}{'' if share == f'{hits}/{size}' else f' = {share}'}.",
        ),
        {
            "zero-not-counted": lowest(hits - digits.count(0), size),
            "other-event": lowest(size - hits, size),
        },
    )


def _which_digits(chance: Chance, event: str, tens: int) -> Draft:
    name = chance.pick(NAMES)
    count = f"{tens} of 10 digits are {10 * tens}%."
    rest = Choice(f"the digits {_span(tens, 9)}", f"These are {10 - tens} digits.", "other-event")
    if tens == 5:
        rest = Choice("the digits 1 to 4", "These are 4 digits.")
    return choice(
        f"The probability that {event} is {10 * tens}%. {name} wants to simulate it with random digits from "
        f"0 to 9. Which digits can stand for it?",
        f"the digits {_span(0, tens - 1)}",
        [
            Choice(f"the digits {_span(0, tens)}", f"These are {tens + 1} digits.", "zero-not-counted"),
            Choice(f"only the digit {tens}", "That would be 10%.", "percent-as-digit"),
            rest,
        ],
        (
            "All ten digits are equally likely. What share is one of them?",
            f"How many digits make {10 * tens}%?",
        ),
        (f"One digit is 10%. {count}", f"The digits {_span(0, tens - 1)} are {tens} digits."),
        why=f"Yes. {count}",
    )


def _three_at_a_time(chance: Chance, things: str, event: str) -> Draft:
    tens = chance.between(3, 7)
    trials = [[chance.below(10) for _ in range(3)] for _ in range(10)]
    hits = [sum(1 for each in trial if each < tens) for trial in trials]
    wanted, both, one = sum(1 for each in hits if each >= 2), hits.count(2), hits.count(1)
    shown = ", ".join(["".join([str(each) for each in trial]) for trial in trials])
    fits = ", ".join(
        ["".join([str(each) for each in trial]) for trial, hit in zip(trials, hits, strict=True) if hit >= 2]
    )
    share = lowest(wanted, 10)
    told = f"{wanted} of 10 trials fit{'s' if wanted == 1 else ''}"
    return fraction(
        f"The digits {_span(0, tens - 1)} mean that {event}. Each trial has three digits for three {things}: "
        f"{shown}. Estimate the probability that it happens at least two times in three.",
        share,
        (
            f"Take one trial after the other. How many of its digits are {_span(0, tens - 1)}?",
            f"A trial fits if it has two or three of the digits {_span(0, tens - 1)}.",
        ),
        (
            f"These trials fit: {fits}." if wanted else "No trial fits.",
            f"{told}: {wanted}/10{'' if share == f'{wanted}/10' else f' = {share}'}.",
        ),
        {"exactly-for-at-least": f"{both}/10", "reads-one-only": f"{one}/10"},
    )
