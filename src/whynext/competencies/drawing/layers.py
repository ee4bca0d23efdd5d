"""Where the skills of a picture stand: in layers, with few crossings, each near what it belongs to.

The layered drawing of Sugiyama, Tagawa and Toda (1981): every edge leads down; a layer is the longest way
from above; within each layer the order is improved by barycentres and by exchanging neighbours; places follow
by least squares. The edges that leave one node share their way for as long as they lead on, so that few lines
remain.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Sequence
from dataclasses import dataclass

from whynext.competencies import graph

SWEEPS = 24
SETTLINGS = 12
_STRAIGHT = 4.0
"""How much more it counts that a passing line is straight than that a node stands amid its neighbours."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a line, from one layer to the next.

    Parameters
    ----------
    line
        The number of the line that it is a stretch of.
    start, end
        Places across, in the units of the widths.
    layer
        Where it starts; it ends in the next layer.
    from_node, to_node
        Whether there is a node at its start and its end; otherwise the line passes.
    """

    line: int
    start: float
    end: float
    layer: int
    from_node: bool
    to_node: bool


@dataclass(frozen=True, slots=True)
class Laid:
    """Where everything stands.

    Parameters
    ----------
    layer
        Of each node, from 0 at the top.
    across
        The middle of each node.
    pieces
        All stretches of all lines.
    layers, width
        The size of the whole.
    crossings
        How often lines cross.
    """

    layer: tuple[int, ...]
    across: tuple[float, ...]
    pieces: tuple[Piece, ...]
    layers: int
    width: float
    crossings: int


def lay_out(
    nodes: int, lines: Sequence[tuple[int, Sequence[int]]], *, node: float = 10.0, passing: float = 1.0
) -> Laid:
    """Return places for the nodes and the lines of an acyclic graph.

    Parameters
    ----------
    nodes
        How many there are. Those without lines come last, in rows of their own.
    lines
        Each with the node that it leaves and the nodes to which it leads.
    node, passing
        How much room a node and a passing line need across, gaps included.

    Examples
    --------
    >>> laid = lay_out(3, [(0, [1, 2]), (1, [2])])
    >>> laid.layer, laid.layers, laid.crossings
    ((0, 1, 2), 3, 0)
    """
    made = _Layered(nodes, lines)
    made.reduce_crossings()
    across = made.settle([node if item < nodes else passing for item in range(len(made.layer))])
    pieces = [
        Piece(line, across[a], across[b], made.layer[a], a < nodes, b < nodes) for line, a, b in made.links
    ]
    layer, width = made.layer[:nodes], max((place + node / 2 for place in across), default=0.0)
    layers = len(made.rows)
    if made.loose:
        layers = _rows_of_loose(made.loose, layer, across, layers, node, max(width, 5 * node))
        width = max(width, *(across[each] + node / 2 for each in made.loose))
    return Laid(tuple(layer), tuple(across[:nodes]), tuple(pieces), layers, width, made.crossings())


def _rows_of_loose(
    loose: Sequence[int], layer: list[int], across: list[float], first: int, node: float, width: float
) -> int:
    """Put what no line joins into rows below; return how many layers there are then."""
    in_a_row = max(1, int(width // node))
    for place, each in enumerate(loose):
        layer[each] = first + place // in_a_row
        across[each] = (place % in_a_row + 0.5) * node
    return first + -(-len(loose) // in_a_row)


class _Layered:
    """Nodes and the places where lines pass, in layers; links lead from each layer to the next."""

    def __init__(self, nodes: int, lines: Sequence[tuple[int, Sequence[int]]]) -> None:
        successors = graph.successors_of(nodes, [(a, b) for a, targets in lines for b in targets])
        order = graph.topological_order(successors)
        if order is None:
            raise ValueError("a graph with a cycle has no layers")
        self.layer = graph.depths(successors, order)
        self.links: list[tuple[int, int, int]] = []
        for number, (origin, targets) in enumerate(lines):
            self._route(number, origin, targets)
        size = len(self.layer)
        self.above: list[list[int]] = [[] for _ in range(size)]
        self.below: list[list[int]] = [[] for _ in range(size)]
        for _, a, b in self.links:
            self.above[b].append(a)
            self.below[a].append(b)
        self.loose = [each for each in range(nodes) if not self.above[each] and not self.below[each]]
        self.rows = self._first_rows()
        self.place = [0] * size
        self._number()

    def _route(self, number: int, origin: int, targets: Sequence[int]) -> None:
        """Lead one line down through all layers up to its last target; it branches where targets are."""
        here, last = origin, max((self.layer[each] for each in targets), default=0)
        for depth in range(self.layer[origin] + 1, last + 1):
            self.links += [(number, here, each) for each in targets if self.layer[each] == depth]
            if depth < last:
                self.layer.append(depth)
                self.links.append((number, here, len(self.layer) - 1))
                here = len(self.layer) - 1

    def _first_rows(self) -> list[list[int]]:
        """Return the layers in the order in which a walk down from the first nodes meets them."""
        loose = set(self.loose)
        rows: list[list[int]] = [[] for _ in range(max(self.layer, default=-1) + 1)]
        seen = [False] * len(self.layer)
        starts = [each for each in range(len(self.layer)) if not self.above[each] and each not in loose]
        stack = starts[::-1]
        while stack:
            item = stack.pop()
            if not seen[item]:
                seen[item] = True
                rows[self.layer[item]].append(item)
                stack += self.below[item][::-1]
        return [row for row in rows if row]

    def _number(self) -> None:
        for row in self.rows:
            for place, item in enumerate(row):
                self.place[item] = place

    def reduce_crossings(self) -> None:
        """Order every layer, and keep the best order met."""
        best, kept = self.crossings(), [list(row) for row in self.rows]
        for sweep in range(SWEEPS):
            down = sweep % 2 == 0
            near = self.above if down else self.below
            for row in self.rows[1:] if down else self.rows[-2::-1]:
                self._by_barycentre(row, near)
            self._exchange()
            now = self.crossings()
            if now < best:
                best, kept = now, [list(row) for row in self.rows]
        self.rows = kept
        self._number()

    def _by_barycentre(self, row: list[int], near: list[list[int]]) -> None:
        """Sort a layer by the mean place of each item's neighbours; those without any stay about."""
        place = self.place
        mean = {
            item: sum(place[other] for other in near[item]) / len(near[item]) if near[item] else place[item]
            for item in row
        }
        row.sort(key=mean.__getitem__)
        for number, item in enumerate(row):
            place[item] = number

    def _exchange(self) -> None:
        """Exchange neighbours for as long as that saves crossings, a few times over."""
        for _ in range(4):
            better = [self._exchange_in(row) for row in self.rows]
            if not any(better):
                return

    def _exchange_in(self, row: list[int]) -> bool:
        better = False
        for place in range(len(row) - 1):
            left, right = row[place], row[place + 1]
            if self._crossed(left, right) > self._crossed(right, left):
                row[place], row[place + 1] = right, left
                self.place[left], self.place[right] = place + 1, place
                better = True
        return better

    def _crossed(self, left: int, right: int) -> int:
        """Return how often the lines of two neighbours cross if they stand in this order."""
        count = 0
        for near in (self.above, self.below):
            of_left = sorted(self.place[other] for other in near[left])
            count += sum(len(of_left) - bisect_right(of_left, self.place[other]) for other in near[right])
        return count

    def crossings(self) -> int:
        """Return how often links cross; two that share an end do not."""
        count = 0
        for row in self.rows:
            passed: list[int] = []
            for item in row:
                ends = sorted(self.place[other] for other in self.below[item])
                count += sum(len(passed) - bisect_right(passed, end) for end in ends)
                for end in ends:
                    insort(passed, end)
        return count

    def settle(self, room: Sequence[float]) -> list[float]:
        """Return a place across for every item: in order, apart, and near its neighbours.

        Parameters
        ----------
        room
            How much each item needs across.
        """
        across = [0.0] * len(self.layer)
        for row in self.rows:
            reach = 0.0
            for item in row:
                across[item] = reach + room[item] / 2
                reach += room[item]
        both = [[*up, *down] for up, down in zip(self.above, self.below, strict=True)]
        for turn in range(SETTLINGS):
            near = both if turn >= SETTLINGS - 4 else (self.above, self.below)[turn % 2]
            for row in self.rows if turn % 2 == 0 else self.rows[::-1]:
                _settle_row(row, near, across, room)
        lowest = min((across[item] - room[item] / 2 for row in self.rows for item in row), default=0.0)
        return [place - lowest for place in across]


def _settle_row(
    row: Sequence[int], near: Sequence[Sequence[int]], across: list[float], room: Sequence[float]
) -> None:
    """Move the items of one layer to where least squares want them, keeping order and distance."""
    offset, widest = 0.0, max(room)
    wanted, weight, offsets = [], [], []
    for number, item in enumerate(row):
        if number:
            offset += (room[row[number - 1]] + room[item]) / 2
        offsets.append(offset)
        mean = sum(across[other] for other in near[item]) / len(near[item]) if near[item] else across[item]
        wanted.append(mean - offset)
        weight.append((_STRAIGHT if room[item] < widest else 1.0) * max(len(near[item]), 0.05))
    for item, value, shift in zip(row, in_order(wanted, weight), offsets, strict=True):
        across[item] = value + shift


def in_order(wanted: Sequence[float], weight: Sequence[float]) -> list[float]:
    """Return the values that never fall and lie nearest to those wanted, in weighted least squares.

    Pool adjacent violators (Ayer and others 1955).

    Examples
    --------
    >>> in_order([3.0, 1.0, 5.0], [1.0, 1.0, 1.0])
    [2.0, 2.0, 5.0]
    """
    pools: list[tuple[float, float, int]] = []
    for value, mass in zip(wanted, weight, strict=True):
        pool = (value, mass, 1)
        while pools and pools[-1][0] > pool[0]:
            before = pools.pop()
            total = before[1] + pool[1]
            pool = ((before[0] * before[1] + pool[0] * pool[1]) / total, total, before[2] + pool[2])
        pools.append(pool)
    return [value for value, _, count in pools for _ in range(count)]
