"""Exponential and logarithm, made of sums, products and quotients.

IEEE 754 rounds those alike everywhere, so that a replay on another machine gives the same bits; the machine's
own library does not promise that. Plain Python that is also compiled, and is compiled into its callers (see
:mod:`whynext.base.compiling`).
"""

from __future__ import annotations

import math

LN2_HIGH = 0.693145751953125
LN2_LOW = 1.42860682030941723212e-6
LOG2_E = 1.4426950408889634
LOG_SERIES = tuple(1.0 / n for n in range(21, 2, -2))
"""Of artanh without its first term, the highest power first."""


def exp_of(x: float) -> float:
    """Return e to the power of x, within two units in the last place; 0 below -700, finite above 700.

    ``x = k ln 2 + r`` with k whole (ln 2 in two parts, so that r keeps its digits), and the rational
    approximation of exp(r) of the Cephes library (Moshier 1989).

    Examples
    --------
    >>> round(exp_of(1.0), 12)
    2.718281828459
    """
    if x < -700.0:
        return 0.0
    x = min(x, 700.0)
    k = math.floor(x * LOG2_E + 0.5)
    r = (x - k * LN2_HIGH) - k * LN2_LOW
    q = r * r
    odd = r * ((1.26177193074810590878e-4 * q + 3.02994407707441961300e-2) * q + 1.0)
    even = ((3.00198505138664455042e-6 * q + 2.52448340349684104192e-3) * q + 2.27265548208155028766e-1) * q
    return math.ldexp(1.0 + 2.0 * odd / (even + 2.0 - odd), k)


def log_of(x: float) -> float:
    """Return the natural logarithm of x > 0, within two units in the last place.

    ``x = m 2**k`` with m from sqrt(1/2) to sqrt(2), and ln m = 2 artanh((m - 1) / (m + 1)) by its series.
    """
    m, k = math.frexp(x)
    if m < 0.7071067811865476:
        m, k = 2.0 * m, k - 1
    s = (m - 1.0) / (m + 1.0)
    square = s * s
    t = LOG_SERIES[0]
    for term in LOG_SERIES[1:]:
        t = t * square + term
    return k * LN2_HIGH + (k * LN2_LOW + (2.0 * s + 2.0 * s * square * t))


def power_of(x: float, y: float) -> float:
    """Return x to the power of y, for x > 0."""
    return exp_of(y * log_of(x))


def sigmoid_of(x: float) -> float:
    """Return 1 / (1 + exp(-x))."""
    return 1.0 / (1.0 + exp_of(-x))
