"""Commands about models: what there is, what is in force, fitting, calibrating items, comparing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from whynext.base.errors import Problem, Refused
from whynext.cli.options import GroupsOption, JsonOption, SchoolOption, opened
from whynext.cli.output import escaped, progress, table, tell

if TYPE_CHECKING:
    from whynext.engine.fitting import ModelFit

PANEL = "Measure"
KindArgument = Annotated[
    str, typer.Argument(metavar="KIND", help="Of a tracing model, or predict:KIND; see «whynext model list».")
]
group = typer.Typer(no_args_is_help=True, help="Models of mastery: which there are and which is in force.")


def add_to(app: typer.Typer) -> None:
    """Add the commands to the program."""
    app.command(rich_help_panel=PANEL)(fit)
    app.command(rich_help_panel=PANEL)(gaps)
    app.add_typer(group, name="model", rich_help_panel=PANEL)


def fit(
    kind: KindArgument,
    option: Annotated[
        list[str] | None, typer.Option("--option", metavar="NAME=VALUE", help="What the fit is told.")
    ] = None,
    variant: Annotated[str, typer.Option("--variant", help="A named set of options.")] = "",
    publish: Annotated[
        bool, typer.Option("--publish", help="Put the model in force: every answer is traced anew.")
    ] = False,
    by: Annotated[str, typer.Option("--by", metavar="WHO", help="Who puts it in force.")] = "",
    out: Annotated[
        Path | None,
        typer.Option(
            "--card",
            "--out",
            metavar="FOLDER",
            help="Write the model and its card there: model.json, card.md, card.json, calibration.svg.",
            show_default=False,
        ),
    ] = None,
    groups: GroupsOption = "",
    threads: Annotated[
        int, typer.Option("--threads", metavar="N", help="How many threads work on it; nothing else changes.")
    ] = 1,
    diagnostics: Annotated[
        bool, typer.Option("--diagnostics", help="Count answers in diagnostics, too.")
    ] = False,
    school: SchoolOption = "",
    as_json: JsonOption = False,
) -> None:
    """Fit a model on the school's own answers and judge it on students that it has not seen.

    Kinds, what they do and what each may be told: «whynext model list» and «whynext model options KIND».
    """
    from whynext import bootstrap
    from whynext.engine.fitting import PREDICT
    from whynext.engine.fitting import fit as fit_it
    from whynext.engine.models import put_fitted_in_force

    if publish and (kind.startswith(PREDICT) or not by.strip()):
        what = "a predictor is not put in force" if by.strip() else "nobody is named who puts it in force"
        raise Refused(Problem(what, "--publish", "a tracing model, and --by WHO"))
    if kind == DIAGNOSTIC:
        if option or variant or groups or out is not None:
            raise Refused(Problem("what diagnostics rest on is learned as it is", valid="--publish, --by"))
        tell(as_json, *_learned(school, by if publish else "", publish=publish))
        return
    with opened(school) as engine, progress("fitting") as told:
        made = fit_it(
            engine,
            kind,
            options=dict(_option(each) for each in option or []),
            variant=variant,
            groups=bootstrap.groups_named(engine, groups) if groups else None,
            threads=threads,
            diagnostics=diagnostics,
            progress=lambda share: told("fitting", round(100 * share), 100),
        )
        retraced = put_fitted_in_force(engine, made, by=by) if publish else None
    document = {**fit_document(made), "retraced": retraced, "written": []}
    if out is not None:
        document["written"] = _written(made, out)
    lines = fit_lines(made)
    if retraced is not None:
        lines.append(f"In force: {retraced.answers:,} answers traced anew, {retraced.estimates:,} estimates.")
    lines += [f"Written: {escaped(each)}" for each in document["written"]]
    tell(as_json, document, *lines)


DIAGNOSTIC = "diagnostic"


def _learned(school: str, by: str, *, publish: bool) -> tuple[Any, ...]:
    """Learn what diagnostics rest on; return the result as data, and for people."""
    from whynext.engine.learned import RATES, learn_diagnostic, put_learned_in_force

    with opened(school) as engine, progress("learning") as told:
        made = learn_diagnostic(engine, progress=lambda share: told("learning", round(100 * share), 100))
        version = put_learned_in_force(engine, made, by=by) if publish else None
    rates = {name: (getattr(made.before, name), getattr(made.after, name)) for name in RATES}
    document = {
        "title": "The diagnostic's numbers",
        "id": DIAGNOSTIC,
        "version": made.after.version,
        "students": made.students,
        "answers": made.answers,
        "moved": made.moved,
        "furthest": dict(made.furthest),
        "rates": {name: {"before": was, "after": now} for name, (was, now) in rates.items()},
        "in_force": version,
    }
    lines = [
        f"From {made.answers:,} answers of {made.students:,} students; version [id]{made.after.version}[/]",
        *(f"{name}: {was:.3f} was assumed, {now:.3f} was found" for name, (was, now) in rates.items()),
        f"Difficulties moved by {made.moved:.2f} (root mean square), the furthest:",
        *(
            f"• {escaped(skill)} {'harder' if by > 0 else 'easier'} by {abs(by):.2f}"
            for skill, by in made.furthest
        ),
        *(["In force: diagnostics rest on it from now on."] if version else []),
    ]
    return (document, *lines)


def _moved(by: float) -> str:
    return f"{'harder' if by > 0 else 'easier'} by {abs(by):.2f}"


def _option(text: str) -> tuple[str, object]:
    name, sign, value = text.partition("=")
    if not sign or not name.strip():
        raise Refused(Problem(f"«{text}» is no option", "--option", "NAME=VALUE"))
    try:
        return name.strip(), json.loads(value)
    except ValueError:
        return name.strip(), value


def fit_document(made: ModelFit) -> dict[str, Any]:
    """Return a fit as data, without its parameters."""
    fitted = made.fitted
    return {
        "title": made.title,
        "version": fitted.model.version,
        "answers": fitted.answers,
        "students": fitted.students,
        "log_likelihood": fitted.log_likelihood,
        "rounds": fitted.rounds,
        "converged": fitted.converged,
        "notes": list(fitted.notes),
        "card": made.card.as_data(),
    }


def fit_lines(made: ModelFit) -> list[str]:
    """Return a fit, for people."""
    fitted, errors = made.fitted, made.card.errors
    told = [f"[title]{escaped(made.title)}[/]  [quiet]version[/] [id]{fitted.model.version}[/]"]
    rest = "it came to rest" if fitted.converged else "it was stopped before it came to rest"
    told.append(f"Fitted on {fitted.answers:,} answers of {fitted.students:,} students; {rest}.")
    told.append(f"Judged: {escaped(made.card.split)}.")
    auc = "not known" if errors.auc is None else f"{errors.auc:.3f}"
    told.append(
        f"Of two answers, one right and one wrong, it tells which with a chance of {auc} (AUC); its chances"
        f" are off by {errors.ece:.3f} on average (ECE); log loss {errors.log_loss:.3f}, RMSE"
        f" {errors.rmse:.3f}."
    )
    told += [_group_line(each) for each in made.card.groups]
    return told + [f"• {escaped(note)}" for note in fitted.notes]


def _group_line(each: Any) -> str:
    """Return how a model does for one group."""
    found, group = each.errors, f"  {escaped(each.group)}:"
    if found is None:
        return f"{group} [quiet]withheld, too few students[/]"
    auc = "not known" if found.auc is None else f"{found.auc:.3f}"
    side = "too high" if found.predicted > found.observed else "too low"
    gap = abs(found.predicted - found.observed)
    return f"{group} AUC {auc}, RMSE {found.rmse:.3f}, {gap:.3f} {side} on average, {found.answers:,} answers"


def _written(made: ModelFit, out: Path) -> list[str]:
    from whynext.engine.models import document_of_fit

    out.mkdir(parents=True, exist_ok=True)
    files = {
        "model.json": json.dumps(document_of_fit(made), indent=1) + "\n",
        "card.json": made.card.as_json().decode() + "\n",
        "card.md": made.card.markdown("calibration.svg"),
        "calibration.svg": made.card.plot(),
    }
    for name, text in files.items():
        (out / name).write_text(text, encoding="utf-8")
    return [str(out / name) for name in files]


def gaps(school: SchoolOption = "", as_json: JsonOption = False) -> None:
    """Say what is not known of students, what the library lacks, and which skills stand alone on the map."""
    from whynext.engine.gaps import gaps as gaps_of

    with opened(school) as engine, progress("counting"):
        found = gaps_of(engine)
    pairs = found.pairs or 1
    told = [
        f"[title]Measured[/] {found.measured:,} of {found.pairs:,} pairs of student and skill"
        f" ({100 * found.measured / pairs:.0f} %); of these {found.unsure:,} are as good as open"
        f" and {found.stale:,} rest on nothing newer than {found.bars.stale_days:g} days.",
    ]
    for name, skills in (
        ("Without a question", found.without_items),
        ("Without anything to learn with", found.without_objects),
        ("Alone on the map", found.alone),
    ):
        some = ", ".join(f"«{escaped(found.titles.get(each, each))}»" for each in skills[:8])
        more = f" and {len(skills) - 8} more" if len(skills) > 8 else ""
        told.append(
            f"[title]{name}[/] {len(skills)} of {found.skills} skills{': ' if some else ''}{some}{more}"
        )
    tell(as_json, {"gaps": found}, *told)


@group.command("list")
def list_models(school: SchoolOption = "", as_json: JsonOption = False) -> None:
    """List the kinds of model, and those that were in force at the school."""
    from whynext.engine.models import kinds_of_models, published_models

    kinds = kinds_of_models()
    with opened(school) as engine, engine.store.reading() as reading:
        published = published_models(reading)
    document = {
        "kinds": kinds,
        "published": [
            {"model": each.model, "version": each.version, "at": each.at, "by": each.by} for each in published
        ],
    }
    rows = [(each["id"], each["title"], "yes" if each["fits"] else "no", each["sentence"]) for each in kinds]
    told: list[Any] = [
        table(("kind", "name", "can be fitted", "what it does"), rows),
        "In force, the last of these:",
    ]
    told += [
        f"  {each.model} [id]{each.version}[/] since {each.at:%Y-%m-%d}, by {escaped(each.by)}"
        for each in published
    ]
    tell(as_json, document, *told)


@group.command("options")
def options_of(kind: KindArgument, as_json: JsonOption = False) -> None:
    """Say what the fit of a kind of model may be told: its options, and its variants by name."""
    from whynext.engine.models import options_of_kind

    found = options_of_kind(kind)
    options = [(each["name"], each["default"], each["valid"], each["sentence"]) for each in found["options"]]
    variants = [
        (
            each["name"],
            " ".join(f"{name}={value}" for name, value in each["options"].items()),
            each["sentence"],
        )
        for each in found["variants"]
    ]
    told: list[Any] = [f"[title]{escaped(found['title'])}[/]  {escaped(found['sentence'])}"]
    if options:
        told += [table(("--option", "default", "valid", "what it does"), options)]
    if variants:
        told += [table(("--variant", "sets", "what it is"), variants)]
    if not options and not variants:
        told.append("It is fitted as it is: there is nothing to tell it.")
    tell(as_json, found, *told)


@group.command("show")
def show_model(
    version: Annotated[str, typer.Argument(metavar="VERSION", help="The one in force if not said.")] = "",
    school: SchoolOption = "",
    as_json: JsonOption = False,
) -> None:
    """Show a model that is or was in force, with its parameters."""
    from whynext.engine.models import published_model

    with opened(school) as engine, engine.store.reading() as reading:
        found = published_model(reading, version)
    since = f"since {found.at:%Y-%m-%d %H:%M}, by {escaped(found.by)}"
    told = [f"[title]{found.model}[/] [id]{found.version}[/] {since}"]
    told.append(escaped(json.dumps(found.document["parameters"], indent=1, ensure_ascii=False)))
    tell(as_json, dict(found.document), *told)


@group.command("compare")
def compare_models(
    kinds: Annotated[list[str], typer.Argument(metavar="KIND...", help="Kinds to fit and to compare.")],
    threads: Annotated[
        int, typer.Option("--threads", metavar="N", help="How many threads work on it; nothing else changes.")
    ] = 1,
    school: SchoolOption = "",
    as_json: JsonOption = False,
) -> None:
    """Fit several kinds on the same students, and judge all on the same others."""
    from whynext.engine.fitting import fit as fit_it

    made = {}
    with opened(school) as engine, progress("fitting") as told:
        for number, kind in enumerate(kinds):
            done = 100 * number

            def heard(share: float, kind: str = kind, done: int = done) -> None:
                told(f"fitting {kind}", done + round(100 * share), 100 * len(kinds))

            made[kind] = fit_it(engine, kind, threads=threads, progress=heard)
    rows = []
    for kind, each in made.items():
        errors = each.card.errors
        auc = "" if errors.auc is None else f"{errors.auc:.4f}"
        rows.append((kind, auc, f"{errors.log_loss:.4f}", f"{errors.ece:.4f}", f"{errors.answers:,}"))
    document = {kind: fit_document(each) for kind, each in made.items()}
    tell(as_json, document, table(("kind", "AUC", "log loss", "ECE", "answers judged"), rows))
