"""The exponential and the logarithm that are the same on every machine."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from whynext.base import arithmetic
from whynext.base.arithmetic import log_of, power_of
from whynext.base.compiling import compiled


def apart(ours: float, true: float) -> float:
    """Return by how many units in the last place a number is off."""
    return abs(ours - true) / math.ulp(true)


@given(st.floats(-690, 690))
def test_the_exponential_is_right_to_two_units_in_the_last_place(x: float) -> None:
    """Compared with the machine's own."""
    assert apart(arithmetic.exp_of(x), math.exp(x)) <= 2


@given(st.floats(1e-300, 1e300))
def test_the_logarithm_is_right_to_two_units_in_the_last_place(x: float) -> None:
    """Compared with the machine's own; near 1 too, where the logarithm is next to 0."""
    assert apart(arithmetic.log_of(x), math.log(x)) <= 2 if x != 1.0 else arithmetic.log_of(x) == 0.0


@given(st.floats(-1e6, 1e6))
def test_the_sigmoid_is_a_probability_however_far_out(x: float) -> None:
    """It neither overflows nor leaves [0, 1], and mirrors itself."""
    assert 0.0 <= arithmetic.sigmoid_of(x) <= 1.0
    assert arithmetic.sigmoid_of(x) + arithmetic.sigmoid_of(-x) == pytest.approx(1.0, abs=1e-15)


def test_a_caller_of_another_module_is_compiled_with_them_and_gives_the_same_bits() -> None:
    """The functions of this one module are compiled into whoever uses them."""
    quick = compiled(doubled_logarithm)
    for x in np.random.default_rng(3).uniform(1e-9, 1e9, 200).tolist():
        assert quick(x) == doubled_logarithm(x)


def doubled_logarithm(x: float) -> float:
    """Return twice a logarithm, by way of a power."""
    return log_of(power_of(x, 2.0))
