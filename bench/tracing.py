"""Figures of tracing models: what fitting costs and finds, what the fitted predict, how fast many are traced.

pyBKT is measured in environments of its own, made once with pip in the user's cache folder (it needs an older
NumPy): built from source, and as its wheel, which has no compiled part. All other peers run in this process.
"""

from __future__ import annotations

import gzip
import json
import math
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from bench.figures import Row, in_turn, row

from whynext.base.compiling import compiled, sealed
from whynext.mastery.estimate import STATE, State, no_states
from whynext.mastery.fitting import Fitted
from whynext.mastery.response import Response
from whynext.mastery.tracing import folds
from whynext.mastery.tracing.bkt import BktParameters, BktParameterSet
from whynext.mastery.tracing.fits.bkt import log_likelihood
from whynext.mastery.tracing.model import TracingModel
from whynext.mastery.tracing.registry import kind, kinds
from whynext.mastery.tracing.retention import WEIGHTS

START = datetime(2026, 9, 1, 8, tzinfo=UTC)
PEER = "1.4.3"
OLDER = ("numpy<2", "pandas<2.2", "scikit-learn<1.5", "requests", "setuptools", "wheel")
FIXED = BktParameters(0.3, 0.15, 0.2, 0.1)
UNBOUNDED = dict(kind("bkt").variants["unbounded"].options)
WHEEL_SKILLS = 3
SEED = b"figures of tracing models"


def rows(small: bool = False) -> list[Row]:
    """Return the figures; `small` only shows that they can be made."""
    made = [*_columns(20_000 if small else 4_000_000), *_through_batches(5_000 if small else 1_000_000)]
    made += _reviews(50 if small else 2_000)
    answers = _real()
    if answers is None or small:
        return [*made, *_fits(_invented(300), ())]
    peers = [each for each in (_environment(source=True), _environment(source=False)) if each]
    return [*made, *_fits(answers, peers)]


def _reach(name: str, value: float, unit: str, least: float, **more: Any) -> Row:
    told = f"≥ {least:,.0f}" if least >= 1_000 else f"≥ {least:g}"
    return row(name, value, unit, reach=told, ok=value >= least, **more)


# Kernels over columns ------------------------------------------------------------------------------------


def _columns(count: int) -> list[Row]:
    """Return the answers a second of each fold, on columns that are grouped already."""
    chance, groups = np.random.default_rng(1), count // 10
    right, at = chance.random(count) < 0.6, np.arange(count) * folds.DAY // 3
    tells, lengths = np.ones(count, bool), np.full(groups, 10)
    last, zero = np.full(groups, folds.NEVER), np.zeros(groups)
    four = [np.full(groups, each) for each in (0.3, 0.1, 0.2, 0.1)]
    guess, slip, never = np.full(count, 0.2), np.full(count, 0.1), np.full(groups, -1.0)
    grouped = (last, lengths, right, tells, at)
    works: dict[str, tuple[Callable[..., Any], tuple[Any, ...], float | None]] = {
        "bkt": (folds.bkt_fold, (four[0], lengths, right, tells, *four[1:]), 5e6),
        "bkt, with items and forgetting": (
            folds.bkt_whole_fold,
            (four[0], zero, *grouped, guess, slip, four[1], four[3], zero, never, never),
            5e6,
        ),
        "elo": (
            folds.elo_fold,
            (zero, four[0], *grouped, chance.normal(size=count), 1.0, 0.2, 0.02, 0.0),
            20e6,
        ),
        "decaying": (
            folds.average_fold,
            (zero, zero, zero, *grouped, folds.DECAYING, 0.65, 5, 30.0),
            None,
        ),
        "retention": (
            folds.fsrs_fold,
            (zero, zero, *grouped, np.array(folds.fsrs_numbers(WEIGHTS)), 30.0),
            None,
        ),
    }
    return [_column(name, count, *each) for name, each in works.items()]


def _column(
    name: str, count: int, function: Callable[..., Any], given: tuple[Any, ...], least: float | None
) -> Row:
    groups = len(given[0])
    made = [np.zeros(groups) for _ in range(function.__code__.co_argcount - len(given))]
    ready = [sealed(each) if isinstance(each, np.ndarray) else each for each in given]
    quick = compiled(function)
    seconds = min(in_turn(lambda: quick(*ready, *made))[0].cpu)
    figure = f"answers traced in columns ({name}), processor"
    note = f"{count:,} answers grouped already, one thread; {seconds / count * 1e9:.1f} ns each"
    if least is None:
        return row(figure, count / seconds, "answers/s", note=note)
    return _reach(figure, count / seconds, "answers/s", least, note=note)


# Through the contract ------------------------------------------------------------------------------------


def _through_batches(count: int) -> list[Row]:
    """Return the answers a second through ``observe_all``: text ids in, states with counts and times out."""
    frame = _invented(max(count // 90, 1)).head(count)
    none = no_states()
    made = []
    for name, each in kinds().items():
        model = each.default()
        seconds = min(in_turn(lambda model=model: model.observe_all(none, frame), times=3)[0].cpu)
        figure = f"answers traced through observe_all ({name}), processor"
        note = f"{frame.height:,} answers; text ids in, states out; Polars' threads are counted"
        made.append(row(figure, frame.height / seconds, "answers/s", note=note))
    return [*made, *_single(500 if count < 100_000 else 20_000)]


def _single(count: int) -> list[Row]:
    """Return the microseconds of one update, through the contract and of its arithmetic alone."""
    answers = [Response("s", "i", ("k",), n % 3 != 0, START + timedelta(days=n)) for n in range(count)]
    made = []
    for name, each in kinds().items():
        seconds = min(in_turn(lambda each=each: _observed(each.default(), answers), times=3)[0].cpu)
        micro = seconds / count * 1e6
        figure = f"one update through the contract ({name}), processor"
        note = "plain Python: state, record with both estimates, its sentence"
        made.append(row(figure, micro, "µs", reach="≤ 20", ok=micro <= 20.0, note=note))
    for name, work in _steps().items():
        seconds = min(in_turn(lambda work=work: [work() for _ in range(count)], times=3)[0].cpu)
        micro = seconds / count * 1e6
        figure = f"one update, its arithmetic alone in plain Python ({name}), processor"
        made.append(row(figure, micro, "µs", note="the same function compiled: see the columns"))
    return made


def _steps() -> Mapping[str, Callable[[], object]]:
    weights = folds.fsrs_numbers(WEIGHTS)
    return {
        "bkt": lambda: folds.bkt_moved(folds.bkt_answered(0.4, True, 0.2, 0.1), 0.1, 0.0),
        "elo": lambda: folds.elo_moved(0.3, folds.elo_gain(0.5, 0.2, 0.02), True, 0.1),
        "retention": lambda: folds.fsrs_step(3.0, 5.0, True, 4, weights),
    }


def _observed(model: TracingModel, answers: list[Response]) -> State:
    state = model.begin("k")  # type: ignore[arg-type]
    for each in answers:
        state, _ = model.observe(state, each)
    return state


def _reviews(count: int) -> list[Row]:
    """Return the reviews a second of the retention model, and of the library that publishes its formulas."""
    import fsrs

    answers = [Response("s", "i", ("k",), n % 3 != 0, START + timedelta(days=n)) for n in range(count)]
    scheduler = fsrs.Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)

    def theirs() -> fsrs.Card:
        card = fsrs.Card(card_id=1)
        for each in answers:
            rating = fsrs.Rating.Good if each.correct else fsrs.Rating.Again
            card, _ = scheduler.review_card(card, rating, each.at)
        return card

    model = kind("retention").default()
    state, card = _observed(model, answers), theirs()
    if not math.isclose(state.a, card.stability or 0.0, rel_tol=1e-9):
        raise AssertionError(f"stability {state.a}, the library says {card.stability}")
    ours, peer = in_turn(lambda: _observed(model, answers), theirs, times=3)
    return [
        row(
            "reviews through the contract (retention), processor",
            count / min(ours.cpu),
            "reviews/s",
            peer="py-fsrs, one card",
            peer_value=count / min(peer.cpu),
            note=f"{count:,} reviews of one skill; stabilities agree to 1e-9",
        )
    ]


# Fits ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Answers:
    """Answers to fit on, and answers of other students to predict."""

    train: pl.DataFrame
    test: pl.DataFrame


def _invented(students: int) -> pl.DataFrame:
    """Return ninety answers of each student, on thirteen skills, as dense as in a known history."""
    chance, count = np.random.default_rng(2), students * 90
    student = chance.integers(0, students, count)
    skill = (student * 11 + (20 * chance.beta(0.5, 2, count)).astype(int)) % 150
    return pl.DataFrame(
        {
            "student": pl.Series(student).cast(pl.String),
            "item": pl.Series(skill * 40 + chance.integers(0, 40, count)).cast(pl.String),
            "skill": pl.Series(skill).cast(pl.String),
            "correct": chance.random(count) < 0.65,
            "at": pl.Series(np.arange(count)).cast(pl.Duration("ms")) + START,
            "hints": pl.Series([None], dtype=pl.Int64).new_from_index(0, count),
            "order": np.arange(count),
        }
    ).with_columns(pl.col("at").cast(STATE["last_at"]))


def _folder() -> Path:
    named = os.environ.get("WHYNEXT_SHARED_DATA")
    data = Path(named) if named else Path(__file__).resolve().parents[2] / "shared" / "data"
    return data / "responses" / "assistments09"


def _real() -> Answers | None:
    """Return the real answers, None where they are not there."""
    if not (_folder() / "train.tsv.gz").exists():
        return None
    return Answers(*(_read(_folder() / f"{name}.tsv.gz") for name in ("train", "test")))


def _read(path: Path) -> pl.DataFrame:
    return pl.read_csv(path, separator="\t", infer_schema=False).select(
        student="user_id",
        item="item_id",
        skill="skill_id",
        correct=pl.col("correct") == "1",
        at=pl.lit(START).cast(STATE["last_at"]),
        hints=pl.lit(None, pl.Int64),
        order=pl.int_range(pl.len(), dtype=pl.Int64),
    )


def _fits(answers: Answers | pl.DataFrame, peers: Any) -> list[Row]:
    if isinstance(answers, pl.DataFrame):
        answers = Answers(answers, answers.head(2_000))
    told = {each["source"]: each for each in (_peer(python, source) for python, source in peers) if each}
    made = [*_speed(answers, told), *_found(answers, told)]
    return [*made, *_accuracy(answers, told.get(True, {}).get("auc"))]


def _fit(name: str, responses: pl.DataFrame, **options: Any) -> Fitted[TracingModel]:
    fit = kind(name).fit
    if fit is None:
        raise AssertionError(f"{name} cannot be fitted")
    return fit(responses, seed=SEED, options=options)


def _speed(answers: Answers, told: Mapping[bool, Any]) -> list[Row]:
    train, count = answers.train, answers.train.height
    made = []
    for starts, key in ((1, "one"), (5, "five")):
        seconds = min(in_turn(lambda n=starts: _fit("bkt", train, **UNBOUNDED, starts=n))[0].cpu)
        theirs = told[True][key] if True in told else None
        made.append(
            _peered(
                f"answers fitted (bkt), starts: {key}, processor",
                count / seconds,
                "pyBKT built from source, as many starts, one thread",
                count / min(theirs["cpu"]) if theirs else None,
                15.0,
                f"{count:,} answers, all skills, from the frame; ours {seconds:.3f} s"
                + (f", theirs {min(theirs['cpu']):.2f} s" if theirs else ""),
            )
        )
    if False in told:
        made.append(_against_wheel(count, told[False], lambda: _fit("bkt", train, **UNBOUNDED, starts=1)))
    for name in ("bkt, items", "bkt, forgetting", "elo"):
        which, _, variant = name.partition(", ")
        options = kind(which).variants[variant].options if variant else {}
        work = lambda which=which, options=options: _fit(which, train, **options)  # noqa: E731
        seconds = min(in_turn(work, times=3)[0].cpu)
        made.append(row(f"seconds of a fit ({name}), processor", seconds, "s", note=f"{count:,} answers"))
    return made


def _peered(name: str, value: float, peer: str, theirs: float | None, times: float, note: str) -> Row:
    if theirs is None:
        return row(name, value, "answers/s", note=f"{note}; {peer} could not be made here")
    ok = value >= times * theirs
    reach = f"≥ {times:,.0f} × the peer"
    return row(name, value, "answers/s", reach=reach, ok=ok, peer=peer, peer_value=theirs, note=note)


def _against_wheel(count: int, told: Mapping[str, Any], ours: Callable[[], object]) -> Row:
    seconds = min(in_turn(ours)[0].cpu)
    theirs = told["one"]
    note = (
        f"theirs: {theirs['answers']:,} answers of {WHEEL_SKILLS} skills in {min(theirs['cpu']):.2f} s, all "
        "of its processes; ours: all skills; both for each answer"
    )
    speed = theirs["answers"] / min(theirs["cpu"])
    name = "answers fitted (bkt), against the wheel, processor"
    return _peered(name, count / seconds, f"pyBKT {PEER} as its wheel", speed, 1_000.0, note)


def _found(answers: Answers, told: Mapping[bool, Any]) -> list[Row]:
    """Return the likelihood at the optimum, and at fixed parameters, beside pyBKT's."""
    if True not in told:
        return []
    peer, ours = told[True], _fit("bkt", answers.train, **UNBOUNDED, starts=5)
    theirs = _likelihood(answers.train, {skill: tuple(p) for skill, p in peer["five"]["parameters"].items()})
    same = log_likelihood(_known(answers), BktParameterSet(FIXED))
    apart = abs(same / peer["one"]["likelihood"] - 1.0)
    return [
        row(
            "log-likelihood at the optimum (bkt)",
            ours.log_likelihood,
            "",
            reach="≥ the peer's",
            ok=ours.log_likelihood >= theirs,
            peer="pyBKT, five starts",
            peer_value=theirs,
            note=f"{ours.log_likelihood:,.1f} against {theirs:,.1f}, over all answers it was fitted on; the "
            "peer's by a forward algorithm of the benchmark's own",
        ),
        row(
            "likelihood at the same parameters, relative difference to pyBKT's",
            apart,
            "",
            reach="≤ 1e-9",
            ok=apart <= 1e-9,
            note=f"{_known(answers).height:,} answers; theirs from its predictions, since the likelihood "
            "that its fit tells is cut to a whole number",
        ),
    ]


def _known(answers: Answers) -> pl.DataFrame:
    """Return the answers to be predicted of skills that there was something to learn about."""
    return answers.test.join(answers.train.select("skill").unique(), on="skill", maintain_order="left")


def _likelihood(responses: pl.DataFrame, parameters: Mapping[str, tuple[float, ...]]) -> float:
    """Return the log-likelihood of answers by the forward algorithm, written for this benchmark alone."""
    known: dict[tuple[str, str], float] = {}
    total = 0.0
    for student, skill, right in responses.select("student", "skill", "correct").iter_rows():
        prior, learn, guess, slip = parameters[skill]
        p = known.get((student, skill), prior)
        chance = p * (1 - slip) + (1 - p) * guess
        seen = chance if right else 1 - chance
        total += math.log(max(seen, 1e-300))
        had = p * ((1 - slip) if right else slip) / max(seen, 1e-300)
        known[student, skill] = had + (1 - had) * learn
    return total


# What the fitted predict ---------------------------------------------------------------------------------


def _accuracy(answers: Answers, peer: float | None) -> list[Row]:
    """Return AUC and calibration on students never seen; each answer predicted, then learned from."""
    asked = _known(answers)
    tried: dict[str, tuple[str, dict[str, Any]]] = {
        "bkt, unbounded": ("bkt", UNBOUNDED),
        **{f"bkt, {name}": ("bkt", dict(each.options)) for name, each in kind("bkt").variants.items()},
        "elo": ("elo", {}),
        "elo, no items": ("elo", {"items": False}),
    }
    made = [
        _scored(
            name,
            _fit(which, answers.train, **options).model,
            asked,
            peer if name == "bkt, unbounded" else None,
        )
        for name, (which, options) in tried.items()
    ]
    plain = {name: kinds()[name].default() for name in ("streak", "decaying")}
    return [*made, *(_scored(name, model, asked, None) for name, model in plain.items())]


def _scored(name: str, model: TracingModel, asked: pl.DataFrame, peer: float | None) -> Row:
    said = np.exp(list(_logs(model, asked)))
    right = asked.get_column("correct").to_numpy()
    p = np.where(right, said, 1.0 - said)
    area, off = auc(right, p), calibration_error(right, p)
    note = f"{asked.height:,} answers of students never seen; calibration error {off:.4f} (20 bins)"
    figure = f"AUC of predictions ({name})"
    if peer is None:
        return row(figure, area, "", note=note)
    ok = area >= peer - 0.001
    return row(figure, area, "", reach="within .001", ok=ok, peer="pyBKT", peer_value=peer, note=note)


def _logs(model: TracingModel, asked: pl.DataFrame) -> Iterator[float]:
    """Yield the logarithm of each answer's predicted probability, one step after another."""
    states: dict[tuple[str, str], State] = {}
    for student, item, skill, right, at in asked.select(
        "student", "item", "skill", "correct", "at"
    ).iter_rows():
        state = states.get((student, skill)) or model.begin(skill)
        p = model.predict(state, item, at)
        yield math.log(max(p if right else 1.0 - p, 1e-300))
        states[student, skill], _ = model.observe(state, Response(student, item, (skill,), right, at))


def auc(right: Any, p: Any) -> float:
    """Return the probability that a right answer was given a higher prediction than a wrong one."""
    ranks = pl.Series(p).rank("average").to_numpy()
    n = int(right.sum())
    return float((ranks[right].sum() - n * (n + 1) / 2) / (n * (len(right) - n)))


def calibration_error(right: Any, p: Any, bins: int = 20) -> float:
    """Return the mean distance between predicted and seen shares, over bins of equal width."""
    place = np.minimum((p * bins).astype(int), bins - 1)
    total = np.bincount(place, minlength=bins)
    apart = np.abs(np.bincount(place, p - right, bins))
    return float(apart[total > 0].sum() / len(p))


# pyBKT, in environments of its own -----------------------------------------------------------------------


def _environment(*, source: bool) -> tuple[Path, bool] | None:
    """Return the Python of an environment with pyBKT, made where there is none; None if it cannot be."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "whynext-bench"
    home = cache / f"pybkt-{PEER}-{'source' if source else 'wheel'}"
    python = home / "bin" / "python"
    if not (home / "made").exists():
        pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        how = ["--no-binary", "pyBKT", "--no-build-isolation"] if source else []
        try:
            subprocess.run([sys.executable, "-m", "venv", str(home)], check=True)
            subprocess.run([*pip, *OLDER], check=True)
            subprocess.run([*pip, "--no-deps", *how, f"pyBKT=={PEER}"], check=True)
        except (OSError, subprocess.CalledProcessError) as error:
            print(f"pyBKT could not be installed: {error}", file=sys.stderr)
            return None
        (home / "made").touch()
    return python, source


def _peer(python: Path, source: bool) -> dict[str, Any]:
    """Return what pyBKT found and took; the wheel is given a few skills, for all it needs ten minutes."""
    train, test = (_folder() / f"{name}.tsv.gz" for name in ("train", "test"))
    if source:
        runs = {"one": _asked(python, train, test, 1, 3), "five": _asked(python, train, test, 5, 1)}
        return {"source": True, **runs, "auc": runs["five"]["auc"]}
    with tempfile.TemporaryDirectory() as folder:
        some = Path(folder) / "some.tsv"
        some.write_text(_some_skills(train))
        return {"source": False, "one": _asked(python, some, some, 1, 1)}


def _some_skills(path: Path) -> str:
    """Return the answers of the skills of middling size, three of them."""
    frame = pl.read_csv(gzip.decompress(path.read_bytes()), separator="\t")
    sizes = frame.group_by("skill_id").len().sort("len", "skill_id")
    middle = sizes.slice(sizes.height // 2, WHEEL_SKILLS).get_column("skill_id")
    return frame.filter(pl.col("skill_id").is_in(middle.to_list())).write_csv(separator="\t")


def _asked(python: Path, train: Path, test: Path, starts: int, times: int) -> dict[str, Any]:
    script = Path(__file__).with_name("tracing_peer.py")
    command = [str(python), str(script), str(train), str(test), str(starts), str(times)]
    alone = {**os.environ, "OMP_NUM_THREADS": "1"}
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=alone)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found
