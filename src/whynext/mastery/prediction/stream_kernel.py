"""One pass over answers in the order of each student: what is known before an answer, then what it teaches.

Plain Python that is also compiled (see :mod:`whynext.base.compiling`). One answer of one student and a
history of millions go through the same lines, so that they give the same numbers.

Three tables are remembered: a row of :data:`WHOLE` numbers per student, of :data:`SKILL` numbers per student
and skill, of :data:`ITEM` numbers per student and item; all begin with zeros. For an item of several skills
the rows of its skills are averaged, and each of them learns from the answer.
"""

from __future__ import annotations

import math
from typing import Any

FADES = 4
WHOLE = 30 + 2 * FADES
SKILL = 10 + 2 * FADES
ITEM = 2

# Places in the row of a student
ANSWERS, RIGHT, SLOW, FAST, STREAK, SKILLS_SEEN, FIRST_RIGHT, RUNS, RUN, RUN_RIGHT = range(10)
LAST_HARD, LAST_SIGN, LAST_SKILL_HARD, LAST_AT, BITS, SURPRISE, WEIGHT, SESSION = range(10, 18)
HINTED, HINTS_TOLD, LAST_HINTED, LOG_SECONDS, SECONDS_TOLD, LAST_LOG_SECONDS = range(18, 24)
LOST_CREDIT, CREDIT_TOLD, AGAIN, ATTEMPTS_TOLD, BEGUN = range(24, 29)
WHOLE_FADES = 30

# Places in the row of a student and skill
S_TRIES, S_RIGHT, S_SLOW, S_FAST, S_STREAK, S_BITS, S_LAST, S_SURPRISE, S_WEIGHT, S_LAST_AT = range(10)
S_FADES = 10

# Places in the row of an item and of a skill of the fitted tables
HARD, TOLD = 0, 1

NAMES = (
    "expected",
    "ability",
    "ability on the skill",
    "difficulty",
    "difficulty of the skill",
    "difficulty within the skill",
    "answers known of the item",
    "answers known of the skill",
    "expected, quick",
    "ability, quick",
    "ability on the skill, quick",
    "answers",
    "share right",
    "answers on the skill",
    "share right on the skill",
    "answers on the skill in this run",
    "right in this run",
    "answers since the skill",
    "streak on the skill",
    "streak",
    "latest outcomes on the skill",
    "latest outcomes",
    "answers to the item",
    "right answers to the item",
    "skills met",
    "share right at first meeting",
    "answers a run",
    "surprise",
    "surprise on the skill",
    "weight of evidence",
    "weight of evidence on the skill",
    "difficulty before",
    "outcome before",
    "change of the skill's difficulty",
    "days since the last answer",
    "days since the skill",
    "answers in this session",
    "share hinted",
    "hinted before",
    "usual time",
    "time before",
    "credit lost",
    "share of repeated attempts",
    *(
        f"{what}, fading {fade + 1}"
        for fade in range(FADES)
        for what in ("right on the skill", "wrong", "right")
    ),
)
"""What each number is that the learner sees, in the order of the columns."""
FEATURES = len(NAMES)
FADING = FEATURES - 3 * FADES

SESSION_GAP = 1_800.0
"""Seconds without an answer after which another session begins: half an hour, as web analytics has it."""
DAY = 86_400.0
BITS_KEPT = 64
PRIOR = 0.66
"""Share right where nothing is known; only a place to begin, as the learner sees the counts too."""


def chance(x: float) -> float:
    """Return 1 / (1 + exp(-x))."""
    if x >= 0.0:
        return 1.0 / (1.0 + math.exp(-x))
    odds = math.exp(x)
    return odds / (1.0 + odds)


def walk(
    student: Any, item: Any, first: Any, skill: Any, own_item: Any, own_skill: Any, right: Any, at: Any,
    told: Any, fold: Any, item_tables: Any, skill_tables: Any, steps: Any, fades: Any, whole: Any,
    skills: Any, items: Any, learn: bool, mean: Any, seen: Any,
) -> None:  # fmt: skip
    """Write what is known before each answer into `seen`, shape (N, FEATURES), and learn from it.

    Parameters
    ----------
    student, first, own_item, own_skill, right, at, told
        As in :class:`~whynext.mastery.prediction.columns.Columns`.
    item, skill, fold
        Places in the tables, -1 (their last row) for what was not fitted, and which tables, shape (N,).
    item_tables, skill_tables
        Shapes (folds, items + 1, 2), (folds, skills + 1, 2): difficulty (of an item: beyond its skills') and
        the logarithm of one plus the answers it rests on.
    steps
        Of the ratings: for slow and quick, of the ability and of the ability on the skill, the first step and
        how it shrinks with the answers; shape (8,).
    fades
        Shape (FADES,): what is kept of a past answer after one more.
    whole, skills, items
        The student's numbers, moved in place where `learn`.
    mean
        Scratch, shape (SKILL + 3,).
    """
    for k in range(len(student)):
        mine = whole[student[k]]
        tried = items[own_item[k]]
        low, high = first[k], first[k + 1]
        average(low, high, skill, own_skill, skill_tables[fold[k]], skills, mean)
        table = item_tables[fold[k]]
        hard = mean[SKILL] + table[item[k], HARD]
        row = seen[k]
        tell_ratings(row, mine, mean, hard, table[item[k], TOLD])
        tell_counts(row, mine, mean, tried, at[k])
        tell_fading(row, mine, mean)
        if learn:
            tried[0] += 1.0
            tried[1] += right[k]
            slow = chance(mine[SLOW] + mean[S_SLOW] - hard)
            quick = chance(mine[FAST] + mean[S_FAST] - hard)
            for mark in range(low, high):
                learn_skill(
                    skills[own_skill[mark]], mine[ANSWERS], right[k], at[k], slow, quick, steps, fades
                )
            learn_session(mine, at[k], told[k])
            learn_run(mine, mean, hard, right[k])
            learn_whole(mine, right[k], slow, quick, steps, fades)


def average(low: int, high: int, skill: Any, own_skill: Any, table: Any, skills: Any, mean: Any) -> None:
    """Write the mean row of an answer's skills, their mean difficulty and the evidence of it.

    The last place tells which answer touched the most recently practised of them, 0 if none was.
    """
    share = 1.0 / (high - low)
    mean[:] = 0.0
    for mark in range(low, high):
        row = skills[own_skill[mark]]
        for place in range(SKILL):
            mean[place] += share * row[place]
        mean[SKILL] += share * table[skill[mark], HARD]
        mean[SKILL + 1] += share * table[skill[mark], TOLD]
        mean[SKILL + 2] = max(mean[SKILL + 2], row[S_LAST])


def tell_ratings(row: Any, mine: Any, mean: Any, hard: float, told: float) -> None:
    """Write what the ratings say, and on how much they rest."""
    row[0] = mine[SLOW] + mean[S_SLOW] - hard
    row[1] = mine[SLOW]
    row[2] = mean[S_SLOW]
    row[3] = hard
    row[4] = mean[SKILL]
    row[5] = hard - mean[SKILL]
    row[6] = told
    row[7] = mean[SKILL + 1]
    row[8] = mine[FAST] + mean[S_FAST] - hard
    row[9] = mine[FAST]
    row[10] = mean[S_FAST]
    row[27] = mine[SURPRISE] / (mine[WEIGHT] + 2.0)
    row[28] = mean[S_SURPRISE] / (mean[S_WEIGHT] + 1.0)
    row[29] = mine[WEIGHT]
    row[30] = mean[S_WEIGHT]


def tell_counts(row: Any, mine: Any, mean: Any, tried: Any, at: float) -> None:
    """Write counts, streaks, what was before, and how long ago."""
    answers = mine[ANSWERS]
    ago = answers - mean[SKILL + 2] if mean[SKILL + 2] > 0.0 else -1.0
    running = ago == 0.0
    row[11] = answers
    row[12] = mine[RIGHT] / (answers + 1.0)
    row[13] = mean[S_TRIES]
    row[14] = (mean[S_RIGHT] + PRIOR) / (mean[S_TRIES] + 1.0)
    row[15] = mine[RUN] if running else 0.0
    row[16] = mine[RUN_RIGHT] if running else 0.0
    row[17] = ago
    row[18] = mean[S_STREAK]
    row[19] = mine[STREAK]
    row[20] = mean[S_BITS]
    row[21] = mine[BITS]
    row[22] = tried[0]
    row[23] = tried[1]
    row[24] = mine[SKILLS_SEEN]
    row[25] = mine[FIRST_RIGHT] / (mine[SKILLS_SEEN] + 1.0)
    row[26] = answers / (mine[RUNS] + (0.0 if running else 1.0))
    row[31] = mine[LAST_HARD]
    row[32] = mine[LAST_SIGN]
    row[33] = mine[LAST_SKILL_HARD] - mean[SKILL] if answers > 0.0 else 0.0
    tell_times(row, mine, mean, at)


def tell_times(row: Any, mine: Any, mean: Any, at: float) -> None:
    """Write the days since, and what is known of sessions, hints, times, credit and attempts."""
    gap = max(at - mine[LAST_AT], 0.0)
    row[34] = math.log1p(gap / DAY) if mine[ANSWERS] > 0.0 else -1.0
    practised = mean[S_TRIES] > 0.0 and mean[S_LAST_AT] > 0.0
    row[35] = math.log1p(max(at - mean[S_LAST_AT], 0.0) / DAY) if practised else -1.0
    row[36] = mine[SESSION] if gap <= SESSION_GAP else 0.0
    row[37] = mine[HINTED] / (mine[HINTS_TOLD] + 1.0)
    row[38] = mine[LAST_HINTED]
    row[39] = mine[LOG_SECONDS] / mine[SECONDS_TOLD] if mine[SECONDS_TOLD] > 0.0 else -1.0
    row[40] = mine[LAST_LOG_SECONDS]
    row[41] = mine[LOST_CREDIT] / (mine[CREDIT_TOLD] + 1.0)
    row[42] = mine[AGAIN] / (mine[ATTEMPTS_TOLD] + 1.0)


def tell_fading(row: Any, mine: Any, mean: Any) -> None:
    """Write the shares right and wrong with past answers fading, quickly to slowly."""
    for fade in range(FADES):
        right, wrong = mean[S_FADES + fade], mean[S_FADES + FADES + fade]
        row[FADING + 3 * fade] = right / (right + wrong + 1.0)
        row[FADING + 3 * fade + 1] = wrong / (right + wrong + 1.0)
        right, wrong = mine[WHOLE_FADES + fade], mine[WHOLE_FADES + FADES + fade]
        row[FADING + 3 * fade + 2] = (right + PRIOR) / (right + wrong + 1.0)


def learn_skill(
    row: Any,
    answers: float,
    right: float,
    at: float,
    slow: float,
    quick: float,
    steps: Any,
    fades: Any,
) -> None:
    """Move the row of one skill by one answer."""
    tries = row[S_TRIES]
    row[S_SLOW] += steps[2] / (1.0 + steps[3] * tries) * (right - slow)
    row[S_FAST] += steps[6] / (1.0 + steps[7] * tries) * (right - quick)
    row[S_SURPRISE] += right - slow
    row[S_WEIGHT] += slow * (1.0 - slow)
    row[S_STREAK] = max(row[S_STREAK], 0.0) + 1.0 if right > 0.0 else min(row[S_STREAK], 0.0) - 1.0
    row[S_BITS] = (2.0 * (row[S_BITS] if tries > 0.0 else 1.0) + right) % BITS_KEPT
    row[S_TRIES] = tries + 1.0
    row[S_RIGHT] += right
    row[S_LAST] = answers + 1.0
    row[S_LAST_AT] = max(at, row[S_LAST_AT])
    for fade in range(FADES):
        row[S_FADES + fade] = fades[fade] * row[S_FADES + fade] + right
        row[S_FADES + FADES + fade] = fades[fade] * row[S_FADES + FADES + fade] + 1.0 - right


def learn_session(mine: Any, at: float, told: Any) -> None:
    """Move what is known of sessions, hints, times, credit and attempts; -1 is what nobody told."""
    near = mine[ANSWERS] > 0.0 and at - mine[LAST_AT] <= SESSION_GAP
    mine[SESSION] = mine[SESSION] + 1.0 if near else 1.0
    mine[LAST_AT] = max(at, mine[LAST_AT])
    mine[LAST_HINTED] = 1.0 if told[0] > 0.0 else 0.0
    if told[0] >= 0.0:
        mine[HINTS_TOLD] += 1.0
        mine[HINTED] += mine[LAST_HINTED]
    mine[LAST_LOG_SECONDS] = math.log1p(told[1]) if told[1] >= 0.0 else -1.0
    if told[1] >= 0.0:
        mine[SECONDS_TOLD] += 1.0
        mine[LOG_SECONDS] += mine[LAST_LOG_SECONDS]
    if told[2] >= 0.0:
        mine[ATTEMPTS_TOLD] += 1.0
        mine[AGAIN] += 1.0 if told[2] > 1.0 else 0.0
    if told[3] >= 0.0:
        mine[CREDIT_TOLD] += 1.0
        mine[LOST_CREDIT] += 1.0 - told[3]


def learn_run(mine: Any, mean: Any, hard: float, right: float) -> None:
    """Move what is known of the run: answers one after another that share a skill."""
    if mean[SKILL + 2] > 0.0 and mean[SKILL + 2] == mine[ANSWERS]:
        mine[RUN] += 1.0
        mine[RUN_RIGHT] += right
    else:
        mine[RUNS] += 1.0
        mine[RUN] = 1.0
        mine[RUN_RIGHT] = right
    if mean[SKILL + 2] == 0.0:
        mine[SKILLS_SEEN] += 1.0
        mine[FIRST_RIGHT] += right
    mine[LAST_HARD] = hard
    mine[LAST_SKILL_HARD] = mean[SKILL]


def learn_whole(mine: Any, right: float, slow: float, quick: float, steps: Any, fades: Any) -> None:
    """Move the student's ratings, counts and fading shares."""
    answers = mine[ANSWERS]
    mine[SLOW] += steps[0] / (1.0 + steps[1] * answers) * (right - slow)
    mine[FAST] += steps[4] / (1.0 + steps[5] * answers) * (right - quick)
    mine[SURPRISE] += right - slow
    mine[WEIGHT] += slow * (1.0 - slow)
    mine[STREAK] = max(mine[STREAK], 0.0) + 1.0 if right > 0.0 else min(mine[STREAK], 0.0) - 1.0
    mine[BITS] = (2.0 * mine[BITS] + right) % BITS_KEPT
    mine[LAST_SIGN] = 2.0 * right - 1.0
    mine[ANSWERS] = answers + 1.0
    mine[RIGHT] += right
    for fade in range(FADES):
        mine[WHOLE_FADES + fade] = fades[fade] * mine[WHOLE_FADES + fade] + right
        mine[WHOLE_FADES + FADES + fade] = fades[fade] * mine[WHOLE_FADES + FADES + fade] + 1.0 - right
