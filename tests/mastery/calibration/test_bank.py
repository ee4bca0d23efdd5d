"""A bank is data: it comes back as it was, and is refused when it is not what it says."""

from __future__ import annotations

import json

import pytest

from whynext.base.errors import NotFound, Refused
from whynext.mastery.calibration.bank import BankItem, ItemBank

BANK = ItemBank((BankItem("b", 1.5, 0.5, 0.2, 0.1, 0.1, 0.05, 400, 200), BankItem("a", 1.0, -0.5)), "3pl")


def test_a_bank_read_back_from_its_json_is_the_same_bank() -> None:
    again = ItemBank.from_data(json.loads(BANK.as_json()))
    assert again == BANK
    assert again.as_json() == BANK.as_json()


def test_the_version_follows_the_parameters_and_not_the_order_or_the_errors() -> None:
    assert ItemBank(BANK.items[::-1], "3pl").version == BANK.version
    surer = [BankItem(**{**item.as_data(), "slope_se": 0.01}) for item in BANK]
    assert ItemBank(tuple(surer), "3pl").version == BANK.version
    harder = [BankItem(**{**item.as_data(), "difficulty": 0.6}) for item in BANK]
    assert ItemBank(tuple(harder), "3pl").version != BANK.version


def test_items_are_found_by_id_and_an_unknown_one_is_named_with_its_nearest() -> None:
    bank = ItemBank((BankItem("item-1", 1, 0),))
    assert bank["item-1"].slope == 1
    with pytest.raises(NotFound, match=r"no item «itm-1».*item-1"):
        bank["itm-1"]
    with pytest.raises(NotFound):
        bank.of(["item-2"])


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"version": "x"}, "published as version x"),
        ({"kind": "map"}, "cannot be read here"),
        ({"edition": 9}, "cannot be read here"),
        ({"model": "4pl"}, "no model «4pl»"),
        ({"items": None}, "no item bank"),
        ({"items": [{"id": "a", "slope": 1.0}]}, "«difficulty» is missing"),
        ({"items": [{"id": "a", "slope": 1.0, "difficulty": 0.0, "slop": 1}]}, "«slop» is unknown"),
        ({"items": [{"id": "a", "slope": "1", "difficulty": 0.0}]}, "'1' is no number"),
        ({"items": [{"id": "a", "slope": 1.0, "difficulty": float("nan")}]}, "nan is no number"),
        ({"items": [{"id": "a", "slope": -1.0, "difficulty": 0.0}]}, "count against ability"),
        ({"items": [{"id": "a", "slope": 1.0, "difficulty": 0.0, "guess": 1.0}]}, "no chance to guess"),
        ({"items": [{"id": "a", "slope": 1.0, "difficulty": 0.0}] * 2}, "listed twice: a"),
        ({"items": ["a"]}, "'a' is no item"),
        ({"items": [{"id": " ", "slope": 1.0, "difficulty": 0.0}]}, "is no id"),
        ({"items": [{"id": "a", "slope": 1.0, "difficulty": 0.0, "status": "fine"}]}, "«fine» is no status"),
        ({"items": [{"id": "a", "slope": 1.0, "difficulty": 0.0, "answers": -1}]}, "below 0"),
    ],
)
def test_a_document_that_is_no_bank_is_refused_with_the_place(changed: dict, told: str) -> None:
    with pytest.raises(Refused, match=told):
        ItemBank.from_data({**BANK.as_data(), **changed})


def test_nothing_but_a_mapping_is_a_bank() -> None:
    with pytest.raises(Refused, match="no item bank"):
        ItemBank.from_data([1])


def test_an_empty_bank_can_be_kept() -> None:
    assert ItemBank.from_data(ItemBank(()).as_data()) == ItemBank(())
    assert len(ItemBank(())) == 0
