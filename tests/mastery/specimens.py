"""The tracing models that the contract is kept by."""

from __future__ import annotations

from whynext.mastery.tracing.bkt import Bkt, BktParameters, BktParameterSet
from whynext.mastery.tracing.decaying import METHODS, Decaying, DecayingParameters
from whynext.mastery.tracing.elo import Elo, EloParameters
from whynext.mastery.tracing.model import TracingModel
from whynext.mastery.tracing.registry import kinds

WHOLE = BktParameters(0.4, 0.2, 0.2, 0.1, forget=0.1, lapse=0.02, first_wrong=0.3, first_right=0.7)
ITEMS = BktParameters(0.4, 0.2, 0.2, 0.1, items={"item": (0.1, 0.3), "item-1": (0.3, 0.05)})
SPECIMENS: dict[str, TracingModel] = {
    **{name: each.default() for name, each in kinds().items()},
    "bkt that forgets": Bkt(BktParameterSet(WHOLE)),
    "bkt with items": Bkt(BktParameterSet(BktParameters(), {"adding": ITEMS, "fractions": ITEMS})),
    "bkt with items of all skills": Bkt(BktParameterSet(ITEMS, {"adding": WHOLE})),
    "elo with items": Elo(EloParameters(skills={"adding": -0.5}, items={"item": 1.2})),
    **{f"decaying: {name}": Decaying(DecayingParameters(name)) for name in METHODS},
}
"""What the contract is kept by: every kind there is as it comes, and forms of it with all that it can do."""
