"""The contexts there are: every module of this folder that has a ``CONTEXT``, found by looking."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from types import MappingProxyType

from whynext.library.contexts.context import Context

_NOT_CONTEXTS = {"context", "frames", "meaning", "names", "sentences", "shelf", "telling"}
_MODULES = [
    import_module(f"{__package__}.{each.name}")
    for each in iter_modules([str(Path(__file__).parent)])
    if each.name not in _NOT_CONTEXTS
]

CONTEXTS: Mapping[str, Context] = MappingProxyType(
    {
        each.CONTEXT.id: each.CONTEXT
        for each in _MODULES
        if isinstance(getattr(each, "CONTEXT", None), Context)
    }
)
"""Every context by its word."""
