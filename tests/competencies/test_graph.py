"""Graphs on whole numbers, also beyond the blocks in which they are looked at."""

from __future__ import annotations

import itertools

from whynext.competencies import graph


def test_counts_and_redundancy_hold_across_blocks_of_targets():
    """A chain of ten thousand with one shortcut over the whole of it."""
    size = 10_000
    successors = [[node + 1] if node + 1 < size else [] for node in range(size)]
    successors[0].append(size - 1)
    order = graph.topological_order(successors)
    assert order == list(range(size))
    assert graph.descendant_counts(successors, order) == [size - 1 - node for node in range(size)]
    assert graph.redundant_edges(successors, order) == [(0, size - 1)]
    assert graph.depths(successors, order)[-1] == size - 1


def test_a_graph_with_a_circle_has_no_order():
    """And says so instead of leaving nodes out."""
    assert graph.topological_order([[1], [0], []]) is None


def test_cycles_stop_at_a_number_beyond_one_for_each_knot():
    """Every pair of twelve nodes in a circle of two: 66 of them."""
    everyone = [[other for other in range(12) if other != node] for node in range(12)]
    found = graph.cycles(everyone, most=5)
    assert len(found) == 5
    assert all(later in everyone[earlier] for cycle in found for earlier, later in itertools.pairwise(cycle))


def test_each_named_cycle_is_a_shortest_one_through_its_lowest_node():
    """People can check a short one by hand."""
    assert graph.cycles([[1], [2, 0], [0]]) == [[0, 1], [0, 1, 2]]
