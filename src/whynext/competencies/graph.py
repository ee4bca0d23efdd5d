"""Questions about directed graphs on whole numbers, answered in memory that grows only with their size.

A graph is a list of successor lists: ``successors[v]`` holds the nodes to which an edge leads from ``v``.
"""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Iterable, Iterator, Sequence

import rustworkx as rx

Successors = Sequence[Sequence[int]]

_BLOCK = 4096  # targets looked at together: half a kilobyte of bits per node, whatever the size of the graph


def successors_of(nodes: int, edges: Iterable[tuple[int, int]]) -> list[list[int]]:
    """Return the successor lists of `nodes` nodes, in the order of the edges."""
    successors: list[list[int]] = [[] for _ in range(nodes)]
    for origin, destination in edges:
        successors[origin].append(destination)
    return successors


def topological_order(successors: Successors) -> list[int] | None:
    """Return the nodes so that every edge leads forward, the lowest number first wherever there is a choice.

    Returns
    -------
    list of int or None
        ``None`` if there is a cycle.

    Examples
    --------
    >>> topological_order([[2], [], [1]])
    [0, 2, 1]
    """
    waiting = [0] * len(successors)
    for targets in successors:
        for target in targets:
            waiting[target] += 1
    ready = [node for node, count in enumerate(waiting) if count == 0]
    order = []
    while ready:
        node = heapq.heappop(ready)
        order.append(node)
        for target in successors[node]:
            waiting[target] -= 1
            if waiting[target] == 0:
                heapq.heappush(ready, target)
    return order if len(order) == len(successors) else None


def depths(successors: Successors, order: Sequence[int]) -> list[int]:
    """Return for each node the number of edges on the longest path that leads to it.

    Examples
    --------
    >>> depths([[1, 2], [2], []], [0, 1, 2])
    [0, 1, 2]
    """
    depth = [0] * len(successors)
    for node in order:
        for target in successors[node]:
            depth[target] = max(depth[target], depth[node] + 1)
    return depth


def descendant_counts(successors: Successors, order: Sequence[int]) -> list[int]:
    """Return for each node the number of nodes that can be reached from it, without itself.

    Examples
    --------
    >>> descendant_counts([[1, 2], [3], [3], []], [0, 1, 2, 3])
    [3, 1, 1, 0]
    """
    counts = [0] * len(successors)
    for first, through, direct in _reached_by_block(successors, order):
        del first
        for node in range(len(successors)):
            counts[node] += (through[node] | direct[node]).bit_count()
    return counts


def redundant_edges(successors: Successors, order: Sequence[int]) -> list[tuple[int, int]]:
    """Return the edges that other paths imply, in ascending order.

    An edge of an acyclic graph is in its transitive reduction exactly if there is no longer path between its
    ends (Aho, Garey and Ullman 1972, The transitive reduction of a directed graph).

    Examples
    --------
    >>> redundant_edges([[1, 2], [2], []], [0, 1, 2])
    [(0, 2)]
    """
    found = []
    for first, through, _ in _reached_by_block(successors, order):
        for node, targets in enumerate(successors):
            beyond = through[node]
            if beyond:
                found += [
                    (node, t) for t in targets if first <= t < first + _BLOCK and beyond >> (t - first) & 1
                ]
    return sorted(found)


def _reached_by_block(
    successors: Successors, order: Sequence[int]
) -> Iterator[tuple[int, list[int], list[int]]]:
    """Yield, block of targets by block, what is reached from each node.

    Yields
    ------
    tuple
        The first target of the block; for each node the bits of the targets reached through a successor; for
        each node the bits of the targets that are successors. Bit ``i`` stands for target ``first + i``.
    """
    backwards = list(reversed(order))
    for first in range(0, len(successors), _BLOCK):
        end = first + _BLOCK
        through = [0] * len(successors)
        direct = [0] * len(successors)
        for node in backwards:
            beyond = near = 0
            for target in successors[node]:
                beyond |= through[target] | direct[target]
                if first <= target < end:
                    near |= 1 << (target - first)
            through[node] = beyond
            direct[node] = near
        yield first, through, direct


def cycles(successors: Successors, *, most: int = 25) -> list[list[int]]:
    """Return cycles: a shortest one of every strongly connected component, then of what is left without them.

    Each cycle begins with its lowest node; the first is not repeated at the end. Cutting one edge of each
    leaves the graph acyclic, unless there are more than `most` beyond one for each component.

    Examples
    --------
    >>> cycles([[1], [2], [0], [4], [3]])
    [[0, 1, 2], [3, 4]]
    """
    left = [list(targets) for targets in successors]
    found: list[list[int]] = []
    while True:
        knots = _knots(left)
        if not knots or len(found) >= most:
            return sorted(found)
        for knot in knots:
            cycle = _shortest_cycle(left, knot)
            found.append(cycle)
            left[cycle[-1]] = [target for target in left[cycle[-1]] if target != cycle[0]]


def _knots(successors: Successors) -> list[set[int]]:
    """Return the strongly connected components of more than one node."""
    graph: rx.PyDiGraph[None, None] = rx.PyDiGraph()
    graph.add_nodes_from([None] * len(successors))
    graph.extend_from_edge_list(
        [(node, target) for node, targets in enumerate(successors) for target in targets]
    )
    knots = [set(component) for component in rx.strongly_connected_components(graph) if len(component) > 1]
    return sorted(knots, key=min)


def _shortest_cycle(successors: Successors, knot: set[int]) -> list[int]:
    """Return a shortest cycle through the lowest node of a strongly connected component."""
    start = min(knot)
    came_from: dict[int, int] = {}
    queue = deque([start])
    while queue:
        node = queue.popleft()
        for target in successors[node]:
            if target == start:
                return _path_back(came_from, start, node)
            if target in knot and target not in came_from:
                came_from[target] = node
                queue.append(target)
    raise AssertionError("a strongly connected component has a cycle through each of its nodes")


def _path_back(came_from: dict[int, int], start: int, end: int) -> list[int]:
    """Return the path from `start` to `end` that a breadth-first search left behind."""
    path = [end]
    while path[-1] != start:
        path.append(came_from[path[-1]])
    return path[::-1]
