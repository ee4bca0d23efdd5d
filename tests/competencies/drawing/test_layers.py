"""Places in a picture: layers follow the edges, nothing overlaps, crossings are few, and always the same."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competencies.random_maps import Edges, graphs
from whynext.competencies.drawing.layers import Laid, in_order, lay_out

Lines = list[tuple[int, list[int]]]


def lines_of(graph: tuple[list[str], Edges]) -> tuple[int, Lines]:
    """Return a random graph as numbered lines."""
    names, pairs = graph
    number = {name: place for place, name in enumerate(names)}
    return len(names), [
        (number[name], sorted(number[b] for a, b in pairs if a == name))
        for name in names
        if any(a == name for a, _ in pairs)
    ]


def ways(laid: Laid, line: int) -> set[tuple[int, float]]:
    """Return where a line ends in boxes: layer and place."""
    return {(each.layer + 1, each.end) for each in laid.pieces if each.line == line and each.to_node}


@given(graphs())
def test_every_edge_leads_down_and_arrives(graph: tuple[list[str], Edges]) -> None:
    """Each line begins at its node and reaches every target where the target stands, piece by piece."""
    nodes, lines = lines_of(graph)
    laid = lay_out(nodes, lines)
    for number, (origin, targets) in enumerate(lines):
        assert all(laid.layer[origin] < laid.layer[target] for target in targets)
        assert ways(laid, number) == {(laid.layer[target], laid.across[target]) for target in targets}
        of_line = [each for each in laid.pieces if each.line == number]
        starts = {(each.layer, each.start) for each in of_line}
        passes = {(each.layer + 1, each.end) for each in of_line if not each.to_node}
        assert starts == {(laid.layer[origin], laid.across[origin])} | passes


@given(graphs(), st.sampled_from([5.0, 10.0]))
def test_no_two_boxes_overlap_and_all_lie_on_the_page(graph: tuple[list[str], Edges], node: float) -> None:
    nodes, lines = lines_of(graph)
    laid = lay_out(nodes, lines, node=node)
    for layer in range(laid.layers):
        here = sorted(laid.across[each] for each in range(nodes) if laid.layer[each] == layer)
        assert here
        assert all(b - a >= node - 1e-6 for a, b in itertools.pairwise(here))
        assert here[0] >= node / 2 - 1e-6
        assert here[-1] <= laid.width - node / 2 + 1e-6


@given(graphs())
def test_the_same_graph_is_laid_the_same(graph: tuple[list[str], Edges]) -> None:
    nodes, lines = lines_of(graph)
    assert lay_out(nodes, lines) == lay_out(nodes, lines)


def test_crossings_that_need_not_be_are_gone() -> None:
    """Two rows joined the wrong way round can be drawn without a crossing; a full pair cannot."""
    assert lay_out(8, [(a, [7 - a]) for a in range(4)]).crossings == 0
    assert lay_out(4, [(0, [2, 3]), (1, [2, 3])]).crossings == 1


def test_a_tree_has_no_crossings() -> None:
    """Binary, five deep, its children numbered as badly as can be."""
    assert lay_out(31, tree(31)).crossings == 0


def tree(size: int) -> Lines:
    """Return a binary tree whose nodes are numbered in an order that has nothing to do with it."""
    shuffled = [(7 * place + 3) % size for place in range(size)]
    below = {place: [c for c in (2 * place + 1, 2 * place + 2) if c < size] for place in range(size)}
    return [(shuffled[place], [shuffled[c] for c in low]) for place, low in below.items() if low]


def test_what_nothing_joins_stands_in_rows_below() -> None:
    laid = lay_out(14, [(0, [1])], node=10.0)
    assert laid.layer[:2] == (0, 1)
    assert set(laid.layer[2:]) == {2, 3, 4}
    assert laid.layers == 5


def test_nothing_can_be_drawn_and_a_cycle_cannot() -> None:
    assert lay_out(0, []).layers == 0
    with pytest.raises(ValueError, match="cycle"):
        lay_out(2, [(0, [1]), (1, [0])])


@given(st.lists(st.tuples(st.floats(-9, 9), st.floats(0.1, 5)), min_size=1, max_size=7))
def test_values_in_order_are_the_nearest_that_never_fall(wanted: list[tuple[float, float]]) -> None:
    """They never fall, and no small step to other values that never fall comes nearer."""
    values, weights = [value for value, _ in wanted], [weight for _, weight in wanted]
    found = in_order(values, weights)
    assert all(a <= b + 1e-9 for a, b in itertools.pairwise(found))

    def distance(of: list[float]) -> float:
        return sum(w * (a - b) ** 2 for a, b, w in zip(of, values, weights, strict=True))

    for place in range(len(found)):
        for step in (-0.01, 0.01):
            moved = [*found[:place], *(each + step for each in found[place:])]
            lower = [*(each + step for each in found[: place + 1]), *found[place + 1 :]]
            for other in (moved, lower):
                if all(a <= b for a, b in itertools.pairwise(other)):
                    assert distance(other) >= distance(found) - 1e-9
