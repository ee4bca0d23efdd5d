"""One source, two forms: arithmetic written once in plain Python, and compiled from the same lines.

A function that is to be compiled is plain Python on floats and arrays, in a module that imports nothing
heavy. As it stands it serves single answers and small batches; :func:`compiled` makes the quick form of it
when there is much to do. Both do the same operations on 64-bit floats in the same order, without fused or
reordered ones, so they give the same bits. What such a function calls is in its own module or in
:mod:`whynext.base.arithmetic`.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import cache
from types import FunctionType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from whynext.base import arithmetic

PAYS = 200_000
"""From so many answers on, loading the compiler (about half a second) costs less than it saves."""
SOME = 5_000
"""Below so many answers the plain form is done at once, wherever the compiler is."""


@cache
def compiled(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return the compiled form of a plain function, and of those of its module that it calls.

    The compiled code is kept beside the module's file, or in the user's cache folder, and found again by
    later processes as long as that file has not changed; where neither can be written it is compiled anew.
    (After a change of :mod:`whynext.base.arithmetic` itself, remove the folders ``__pycache__``.)

    Parameters
    ----------
    function
        Uses numbers, arrays, :mod:`math`, :mod:`whynext.base.arithmetic` and functions of its own module that
        are such functions themselves.
    """
    from numba import njit

    assert isinstance(function, FunctionType)
    home = function.__globals__
    own = {name: home[name] for name in function.__code__.co_names if _beside(home.get(name), function)}
    names = {**home, **{name: compiled(each) for name, each in own.items()}}
    again = FunctionType(function.__code__, names, function.__name__, function.__defaults__)
    again.__qualname__, again.__module__ = function.__qualname__, function.__module__
    try:
        quick: Callable[..., Any] = njit(cache=True, nogil=True)(again)
    except RuntimeError:  # no folder for the cache can be written
        quick = njit(nogil=True)(again)
    return quick


def _beside(value: object, function: FunctionType) -> bool:
    """Return whether a name of a function's module is a function that is compiled with it."""
    return isinstance(value, FunctionType) and value.__module__ in (function.__module__, arithmetic.__name__)


def pays(work: int, least: int = PAYS, some: int = SOME) -> bool:
    """Return whether so much work is done sooner compiled; it decides of the time it takes, of nothing else.

    Parameters
    ----------
    work
        How many answers or options there are.
    least
        From how many on it pays where the compiler is not loaded yet.
    some
        From how many on it pays where it is.
    """
    return work >= (some if "numba" in sys.modules else least)


def run(function: Callable[..., Any], work: int, *arguments: Any) -> None:
    """Run a function that fills arrays, in the form that is quicker for so much work.

    Parameters
    ----------
    function
        Takes `arguments`, writes into arrays among them, and returns nothing.
    work
        How many answers there are.
    arguments
        Arrays and numbers, and tuples of arrays that are read, or that nobody reads afterwards.
    """
    if pays(work):
        compiled(function)(*arguments)
    else:
        run_plain(function, *arguments)


def run_plain(function: Callable[..., Any], *arguments: Any) -> None:
    """Run a function as plain Python, on lists, which it reads and writes faster than arrays."""
    lists = [_listed(each) for each in arguments]
    function(*lists)
    for array, plain in zip(arguments, lists, strict=True):
        if isinstance(array, np.ndarray) and array.flags.writeable:
            array[...] = plain


def _listed(value: Any) -> Any:
    """Return arrays as lists, those in a tuple too."""
    if isinstance(value, tuple):
        return tuple(map(_listed, value))
    return value.tolist() if isinstance(value, np.ndarray) else value


def sealed(array: NDArray[Any]) -> NDArray[Any]:
    """Return an array as one that nobody writes into, so that it need not be written back."""
    view = np.ascontiguousarray(array).view()
    view.flags.writeable = False
    return view
