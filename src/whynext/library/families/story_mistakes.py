"""Mistakes that stories bring to light, and what a student is told who makes one."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

SAYS: Mapping[str, str] = MappingProxyType(
    {
        "adds-instead": "You added. Read again: which amount in the story is the largest?",
        "takes-away": "You took away. Read again: which amount in the story is the largest?",
        "adds-all-numbers": "You added all that you saw. One of the numbers is the whole already.",
        "uses-key-word": "The word “more” does not always say to add. What is compared with what?",
        "adds-factors": "You added. Here the same amount comes again and again.",
        "one-group-off": "You are one group off. Count the groups again.",
        "multiplies-instead": "You multiplied. The whole is known already. Divide it into equal parts.",
        "subtracts-instead": "You took away once. Here the whole is cut into equal parts: divide.",
        "times-as-more": "“3 times as many” is not “3 more”. Take the whole amount that many times.",
        "remainder-as-answer": "That is the number of full groups. How many are left over?",
        "remainder-too-large": "One more group can be made of what is left.",
        "group-not-full": "The last group is not full.",
        "leftover-left-out": "What is left over needs a place, too.",
        "stops-after-first-step": "That is right so far. There is one more step to do.",
        "wrong-second-step": "Look at the second step again: does it become more or less?",
        "additive-ratio": "The amounts do not grow by the same number. They grow by the same factor.",
        "rate-for-answer": "That is the amount for one. How much is it for all of them?",
        "percent-as-amount": "The percent is not the amount. It says how much of each hundred.",
        "divides-by-percent": "Dividing by the percent works for 10% only. Find 1% or 10% first.",
        "percent-of-part": "The number that you know is the part. The whole is larger.",
        "fraction-of-part": "The number that you know is the part. The whole is larger.",
        "change-only": "You found the change. What is the price after it?",
        "wrong-base": "The change is compared with the price at the start.",
        "ten-for-every-unit": "Not every unit is ten times as large as the next.",
        "converts-the-wrong-way": "A smaller unit is needed more often. Does your number grow or shrink?",
        "sixty-as-hundred": "An hour has 60 minutes, not 100.",
        "gives-what-is-paid": "That is what it costs. How much is left of what was paid?",
        "fee-each-time": "The first price is paid only once.",
        "fee-left-out": "Part of what is paid is the price that is paid at once. Take it away first.",
        "tops-added-only": "The parts must be of one size before they are put together.",
        "adds-denominators": "The bottom number only says how large the parts are. It is not added.",
        "multiplies-both": "The size of the parts stays as it is. Only their number grows.",
        "lined-up-right": "Put the points below each other, so that tenths stand below tenths.",
    }
)
"""What a student is told whose answer shows a mistake."""


NAMED: Mapping[str, str] = MappingProxyType(
    {
        "group-not-full": "Counts the last group although it is not full.",
        "leftover-left-out": "Leaves out what is left over where all must have a place.",
        "fraction-of-part": "Takes the fraction of the part where the whole is asked for.",
        "fee-each-time": "Counts again for each unit what is paid only once.",
        "fee-left-out": "Leaves out what is paid once.",
    }
)
