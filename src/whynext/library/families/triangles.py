"""Families for triangles: which are possible, which are similar, and which have a right angle."""

from __future__ import annotations

from whynext.library.diagrams import Polygon
from whynext.library.families.chance import Chance
from whynext.library.families.family import Choice, Draft, choice, family, number

NAMED = {
    "any-three-sides": "Thinks that any three lengths make a triangle.",
    "touching-sides": "Takes two sides that are together as long as the third for enough.",
    "angles-fix-size": "Thinks that three angles fix how large a triangle is.",
    "more-than-one-always": "Thinks that a triangle can always be made in another way from the same parts.",
    "third-angle-not-found": "Compares only the angles that are given and does not find the third.",
    "one-pair-enough": "Takes one pair of equal angles for enough to be similar.",
    "needs-sides": "Thinks that only sides can show whether triangles are similar.",
    "sides-mismatched": "Pairs sides of similar figures that do not go together.",
    "part-for-whole-side": "Uses a part of a side where the whole side belongs.",
    "squares-not-compared": "Compares sides, or how much they differ, and not their squares.",
    "longest-side-mixed-up": "Takes a side that is not the longest for the side across from the right angle.",
    "near-is-right": "Takes an angle that is nearly right for a right angle.",
    "wider-for-narrower": "Takes a third side that is too long for a narrower angle, or the other way round.",
}


@family(
    "can-it-be-a-triangle",
    skill="triangles-from-conditions",
    title="Decide which triangles are possible",
    grade=7,
    levels=("pick three sides", "the longest or shortest third side", "none, one or many"),
    plants={
        "any-three-sides": "Try it with strips of paper: two short strips cannot reach the ends of a long "
        "one.",
        "touching-sides": "Two sides just as long as the third lie flat on it. There is no triangle.",
        "angles-fix-size": "With the same three angles, a triangle can be small or large.",
        "more-than-one-always": "Try to draw a different one. These parts leave no choice.",
    },
)
def can_it_be_a_triangle(chance: Chance, level: int) -> Draft:
    """Ask which sides or how many triangles are possible."""
    if level == 1:
        return _pick_the_sides(chance)
    return _third_side(chance) if level == 2 else _how_many_triangles(chance)


def _sides(chance: Chance, first: int, second: int, third: int) -> str:
    a, b, c = chance.shuffled((first, second, third))
    return f"{a} cm, {b} cm and {c} cm"


def _pick_the_sides(chance: Chance) -> Draft:
    a, b = chance.between(3, 9), chance.between(4, 12)
    c, d = chance.between(3, 9), chance.between(4, 12)
    e, f = chance.between(3, 9), chance.between(4, 12)
    good, short = e + f - chance.between(1, min(3, e, f)), c + d + chance.between(2, 6)
    return choice(
        "Which three lengths can be the sides of a triangle?",
        _sides(chance, e, f, good),
        [
            Choice(
                _sides(chance, a, b, a + b),
                f"{a} + {b} = {a + b}: the two short sides lie flat on the long one.",
                "touching-sides",
            ),
            Choice(
                _sides(chance, c, d, short),
                f"{c} + {d} = {c + d}, less than {short}: the two short sides do not meet.",
                "any-three-sides",
            ),
        ],
        (
            "Think of the longest side on the table. Can the other two meet above it?",
            "Add the two shorter sides. The sum must be more than the longest side.",
        ),
        (
            "The two shorter sides together must be longer than the longest side.",
            f"That is so for {min(e, f, good)}, {sorted((e, f, good))[1]} and {max(e, f, good)}.",
        ),
        why="Yes. The two shorter sides together are longer than the longest.",
    )


def _third_side(chance: Chance) -> Draft:
    short = chance.between(3, 14)
    long = short + chance.between(2, 12)
    longest = chance.below(2) == 1
    edge = long + short if longest else long - short
    answer = edge - 1 if longest else edge + 1
    slips = {"touching-sides": edge}
    if not longest:
        slips["any-three-sides"] = 1
    word, rule = ("greatest", "less than") if longest else ("smallest", "more than")
    sign = "+" if longest else "−"
    told = (
        f"With a third side of {edge} cm, the two given sides would lie flat on it."
        if longest
        else f"With a third side of {edge} cm, it and the side of {short} cm would lie flat on the long one."
    )
    return number(
        f"Two sides of a triangle are {short} cm and {long} cm long. The third side is a whole number of "
        "centimeters. "
        f"What is the {word} number of centimeters that it can be?",
        answer,
        (
            "Two sides of a triangle are together always longer than the third.",
            f"The third side must be {rule} {long} {sign} {short}.",
        ),
        (told, f"It must be {rule} {edge} cm, so it is {answer} cm."),
        slips,
    )


_ONE, _NONE, _MANY = "exactly one", "none", "more than one"


def _how_many_triangles(chance: Chance) -> Draft:
    kind = chance.below(6)
    slip = {_ONE: "", _NONE: "", _MANY: "more-than-one-always"}
    a, b = chance.between(4, 12), chance.between(4, 12)
    first, second = chance.between(25, 80), chance.between(25, 80)
    if kind == 0:
        c = a + b - chance.between(1, min(a, b) - 1)
        told, right, why = (
            f"sides of {a} cm, {b} cm and {c} cm",
            _ONE,
            "Three sides that can meet fix a triangle.",
        )
    elif kind == 1:
        c = a + b + chance.between(0, 5)
        told, right, why = f"sides of {a} cm, {b} cm and {c} cm", _NONE, f"{a} + {b} is not more than {c}."
        slip = {_ONE: "touching-sides" if c == a + b else "any-three-sides", _NONE: "", _MANY: ""}
    elif kind == 2:
        told, right = f"angles of {first}°, {second}° and {180 - first - second}°", _MANY
        why = "The angles fit together, but nothing says how long the sides are."
        slip = {_ONE: "angles-fix-size", _NONE: "", _MANY: ""}
    elif kind == 3:
        told, right = f"sides of {a} cm and {b} cm with an angle of {first}° between them", _ONE
        why = "The ends of the two sides are fixed, so the third side is too."
    elif kind == 4:
        told, right = f"a side of {a} cm with angles of {first}° and {second}° at its ends", _ONE
        why = "The two angles give the directions, and they meet in one point."
    else:
        wide = 180 - first + chance.between(0, 20)
        told, right = f"a side of {a} cm with angles of {first}° and {wide}° at its ends", _NONE
        why = f"{first}° + {wide}° leaves nothing for a third angle."
        slip = {_ONE: "", _NONE: "", _MANY: ""}
    texts = (_ONE, _NONE, _MANY)
    return choice(
        f"How many different triangles have {told}? Turned or flipped copies count as the same.",
        right,
        [Choice(each, "Try to draw it, step by step.", slip[each]) for each in texts if each != right],
        ("Sketch it. Where do you have a choice?", why),
        (why, f"So the answer is: {right}."),
        why=why,
    )


_SHARES = ((2, 3), (3, 4), (2, 5), (3, 5), (1, 2), (1, 3), (4, 5), (3, 7), (1, 4))


@family(
    "match-similar-triangles",
    skill="similar-triangles",
    title="Tell similar triangles and find a missing side",
    grade=8,
    levels=("similar or not, from angles", "a missing side", "shadows and triangles in triangles"),
    plants={
        "third-angle-not-found": "Find the third angle of each triangle first: the three make 180°.",
        "one-pair-enough": "One equal angle is not enough. Two are, because they fix the third.",
        "needs-sides": "Angles alone can tell: two pairs of equal angles are enough.",
        "additive-ratio": "Similar sides have the same factor. It is not the difference that stays.",
        "sides-mismatched": "Check which sides go together: match the letters in their order.",
        "rate-upside-down": "Check which one is larger: the factor goes the other way.",
        "part-for-whole-side": "The large triangle has the whole side, from A to B.",
    },
)
def match_similar_triangles(chance: Chance, level: int) -> Draft:
    """Ask whether triangles are similar, or for a side."""
    if level == 1:
        return _similar_or_not(chance)
    if level == 2:
        return _matching_side(chance)
    return _shadow(chance) if chance.below(2) else _nested(chance)


_YES = "Yes, they have the same three angles."
_NO = "No, their angles are not the same."
_OPEN = "Nobody can tell without the sides."


def _similar_or_not(chance: Chance) -> Draft:
    first, second = chance.sample(range(25, 85), 2)
    third = 180 - first - second
    similar = chance.below(2) == 1 and third not in (first, second)
    other = third if similar else second + chance.pick((-12, -7, -5, 5, 8, 11))
    if not similar and other in (first, second, third):
        other = next(each for each in (second + 3, second + 4, second + 6) if each not in (first, third))
    last = 180 - first - other
    wrong = (
        [Choice(_NO, "Find the third angles.", "third-angle-not-found")]
        if similar
        else [Choice(_YES, "Find the third angles.", "one-pair-enough")]
    )
    shown = chance.shuffled((first, other))
    return choice(
        f"One triangle has angles of {first}° and {second}°. Another triangle has angles of {shown[0]}° and "
        f"{shown[1]}°. Are the triangles similar?",
        _YES if similar else _NO,
        [*wrong, Choice(_OPEN, "Equal angles make triangles similar.", "needs-sides")],
        (
            "The angles of a triangle make 180°. What are the third angles?",
            f"The third angles are {third}° and {last}°.",
        ),
        (
            f"180 − {first} − {second} = {third}, and 180 − {shown[0]} − {shown[1]} = {last}.",
            f"The angles are {first}°, {second}°, {third}° and {shown[0]}°, {shown[1]}°, {last}°: "
            f"{'the same' if similar else 'not the same'}.",
        ),
        why=f"Right: the third angles are {third}° and {last}°.",
    )


def _matching_side(chance: Chance) -> Draft:
    factor = chance.between(2, 6)
    one, two = chance.sample(range(4, 15), 2)
    three = max(one, two) - min(one, two) + chance.between(1, 3) * 2
    if three in (one, two) or three >= one + two:
        three = max(one, two) + 1
    grows = chance.below(2) == 1
    k = factor if grows else 1
    m = 1 if grows else factor
    # the small triangle times m is the first, times k the second
    ab, bc, ca, de, ef = one * m, two * m, three * m, one * k, two * k
    wrong_pair = three * k
    step = f"times {factor}" if grows else f"divided by {factor}"
    by = f"{ab} × {factor}" if grows else f"{ab} ÷ {factor}"
    last = f"{bc} × {factor}" if grows else f"{bc} ÷ {factor}"
    slips = {"additive-ratio": bc + de - ab, "sides-mismatched": wrong_pair}
    if slips["additive-ratio"] <= 0:
        del slips["additive-ratio"]
    return number(
        f"Triangle ABC is similar to triangle DEF, with the corners in this order. AB is {ab} cm, BC is {bc} "
        "cm and CA "
        f"is {ca} cm. DE is {de} cm. How many centimeters is EF?",
        ef,
        ("Which side of ABC goes with DE? What is the factor?", f"DE is AB {step}. Which side goes with EF?"),
        (f"DE goes with AB: {by} = {de}.", f"EF goes with BC: {last} = {ef} cm."),
        slips,
    )


_TALL = ("tree", "tower", "flagpole", "building", "radio mast", "windmill")


def _shadow(chance: Chance) -> Draft:
    thing = chance.pick(_TALL)
    stick, shade = chance.sample((1, 2, 3, 4, 5), 2)
    factor = chance.between(2, 7)
    slips = {"additive-ratio": shade * factor + stick - shade}
    if shade * shade * factor % stick == 0:
        slips["rate-upside-down"] = shade * shade * factor // stick
    if slips["additive-ratio"] <= 0:
        del slips["additive-ratio"]
    return number(
        f"A pole is {stick} m high, and its shadow is {shade} m long. At the same time the shadow of a "
        f"{thing} is "
        f"{shade * factor} m long. How many meters high is the {thing}?",
        stick * factor,
        (
            "The sun makes two similar triangles. Which sides go together?",
            f"How many times as long as {shade} m is the longer shadow?",
        ),
        (
            f"The shadow is {shade * factor} ÷ {shade} = {factor} times as long.",
            f"So is the height: {stick} × {factor} = {stick * factor} m.",
        ),
        slips,
    )


def _nested(chance: Chance) -> Draft:
    part, whole = chance.pick(_SHARES)
    k, m = chance.between(2, 4), chance.between(3, 6)
    near, side, base, inner = part * k, whole * k, whole * m, part * m
    rest = side - near
    slips = {"part-for-whole-side": base * near // rest} if base * near % rest == 0 else {}
    if base - rest > 0:
        slips["additive-ratio"] = base - rest
    across = 3 * side // 2
    return number(
        f"In triangle ABC the line DE is parallel to BC. D lies on AB and E lies on AC. AD is {near} cm, DB "
        f"is {rest} "
        f"cm and BC is {base} cm. How many centimeters is DE?",
        inner,
        (
            "Triangle ADE is similar to triangle ABC. Which sides go together?",
            f"AB is {near} + {rest} = {side} cm. What part of AB is AD?",
        ),
        (
            f"AB is {near} + {rest} = {side} cm, and AD goes with AB: the factor is {near}/{side}.",
            f"DE goes with BC: {base} × {near} ÷ {side} = {inner} cm.",
        ),
        slips,
        picture=(
            "Triangle ABC with A at the top. A dashed line from D on AB to E on AC is parallel to BC. AD is "
            f"{near} cm, "
            f"DB is {rest} cm, BC is {base} cm."
        ),
        diagram=Polygon(
            ((0, 0), (across, 0), (side // 2, side)),
            (f"BC = {base} cm", "", f"AD = {near} cm, DB = {rest} cm"),
            names=("B", "C", "A"),
            inside=(
                (
                    _between(0, side // 2, rest, side),
                    rest,
                    _between(across, side // 2, rest, side),
                    rest,
                    "DE",
                ),
            ),
        ),
    )


def _between(start: int, end: int, part: int, whole: int) -> float:
    """Return the place that is so large a part of the way from start to end."""
    return round(start + (end - start) * part / whole, 2)


_TRIPLES = ((3, 4, 5), (5, 12, 13), (8, 15, 17), (7, 24, 25), (20, 21, 29), (9, 40, 41), (12, 35, 37))


@family(
    "is-it-a-right-triangle",
    skill="right-triangle-test",
    title="Test with squares for a right angle",
    grade=8,
    levels=("pick the right triangle", "say why or why not", "check a corner"),
    plants={
        "squares-not-compared": "Compare the squares of the sides: the two smaller ones added, and the "
        "largest.",
        "additive-ratio": "The same number added to each side does not keep the angle. The same factor does.",
        "longest-side-mixed-up": "The longest side stands alone. It lies across from the right angle.",
        "near-is-right": "Nearly is not enough: the two sides of the equation must be equal.",
        "wider-for-narrower": "Open a pair of scissors: the farther the tips, the wider the angle.",
    },
)
def is_it_a_right_triangle(chance: Chance, level: int) -> Draft:
    """Ask whether three sides make a right angle, and why."""
    if level == 1:
        return _pick_a_right_one(chance)
    return _why_right(chance) if level == 2 else _check_a_corner(chance)


def _pick_a_right_one(chance: Chance) -> Draft:
    scale, more = chance.between(1, 5), chance.between(1, 6)
    (a, b, c), (d, e, f) = chance.sample(_TRIPLES, 2)
    a, b, c = a * scale, b * scale, c * scale
    g, h = chance.between(4, 12), chance.between(6, 15)
    return choice(
        "Which three sides make a right triangle?",
        _sides(chance, a, b, c),
        [
            Choice(
                _sides(chance, d + more, e + more, f + more),
                f"{d + more}² + {e + more}² is not {f + more}².",
                "additive-ratio",
            ),
            Choice(
                _sides(chance, g, h, g + h - 1), f"{g}² + {h}² is not {g + h - 1}².", "squares-not-compared"
            ),
        ],
        (
            "Square the sides. Which two squares must make the third?",
            "Add the squares of the two shorter sides, and compare with the square of the longest.",
        ),
        (f"{a}² + {b}² = {a * a:,} + {b * b:,} = {c * c:,}.", f"That is {c}², so the angle is right."),
        why=f"Yes: {a}² + {b}² = {c}².",
    )


def _why_right(chance: Chance) -> Draft:
    a, b, c = chance.pick(_TRIPLES)
    scale = chance.between(1, 4)
    a, b, c = a * scale, b * scale, c * scale
    right = chance.below(2) == 1
    if not right:
        c += 1 if c - 1 <= max(a, b) else chance.pick((-1, 1))
    together, alone = a * a + b * b, c * c
    yes = f"Yes, because {a}² + {b}² = {c}²."
    no = f"No, because {a}² + {b}² is not {c}²."
    mixed = f"No, because {a}² + {c}² is not {b}²."
    nearly = f"Yes, because {a} and {b} are shorter than {c}."
    wrong = (
        [
            Choice(mixed, f"{b} is not the longest side.", "longest-side-mixed-up"),
            Choice(f"No, because {a} + {b} is not {c}.", "Compare squares.", "squares-not-compared"),
        ]
        if right
        else [
            Choice(yes, f"{a}² + {b}² is {together:,}, and {c}² is {alone:,}.", "near-is-right"),
            Choice(nearly, "That is so in very many triangles.", "squares-not-compared"),
        ]
    )
    return choice(
        f"The sides of a triangle are {_sides(chance, a, b, c)} long. Is it a right triangle?",
        yes if right else no,
        wrong,
        ("Which side is the longest? It stands alone.", f"Work out {a}² + {b}² and {c}²."),
        (
            f"{a}² + {b}² = {a * a:,} + {b * b:,} = {together:,}.",
            f"{c}² = {alone:,}, so {'the angle is right' if right else 'there is no right angle'}.",
        ),
        why=f"Right: the squares make {together:,}, and {c}² = {alone:,}.",
    )


_BUILT = ("a door frame", "a garden bed", "a sports field", "a picture frame", "a tent floor", "a table top")
_EXACT = "The corner is a right angle."
_WIDE = "The corner is wider than a right angle."
_NARROW = "The corner is narrower than a right angle."


def _check_a_corner(chance: Chance) -> Draft:
    a, b, c = chance.pick(_TRIPLES[:5])
    scale, thing = chance.between(2, 9), chance.pick(_BUILT)
    a, b = chance.shuffled((a * scale, b * scale))
    off = chance.between(-1, 1) * chance.between(1, 3)
    far = c * scale + off
    right = (_NARROW, _EXACT, _WIDE)[(off > 0) - (off < 0) + 1]
    slip = {_EXACT: "near-is-right", _WIDE: "wider-for-narrower", _NARROW: "wider-for-narrower"}
    if off == 0:
        slip = {_EXACT: "", _WIDE: "squares-not-compared", _NARROW: ""}
    told = "is equal to" if off == 0 else ("is less than" if off > 0 else "is more than")
    return choice(
        f"Two edges meet at a corner of {thing}. They are {a} inches and {b} inches long. The distance "
        "between their "
        f"other ends is {far} inches. What does that tell about the corner?",
        right,
        [
            Choice(each, "Compare the squares.", slip[each])
            for each in (_EXACT, _WIDE, _NARROW)
            if each != right
        ],
        (
            "What would the distance be if the corner were a right angle? Use the squares.",
            f"Compare {a}² + {b}² = {a * a + b * b:,} with {far}² = {far * far:,}.",
        ),
        (f"{a}² + {b}² = {a * a + b * b:,}, which {told} {far}² = {far * far:,}.", right),
        why=f"Right: {a}² + {b}² {told} {far}².",
    )
