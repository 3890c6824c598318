"""``scorecut words``: the vocabulary of prompts."""

from typing import TYPE_CHECKING, Annotated

import typer

from scorecut.cli import options as o

if TYPE_CHECKING:
    from collections.abc import Callable

    from scorecut.model.brief import Brief
    from scorecut.settings import Settings

#: A prompt that speaks of shares of the film is explained for one so long.
EXAMPLE_S = 60.0


def words(
    kind: Annotated[str | None, typer.Argument(metavar="[KIND]", help="moods, instruments, styles, tempo ...")] = None,
    explain: Annotated[
        str | None, typer.Option("--explain", metavar="TEXT", help="Say what a prompt would mean.")
    ] = None,
    as_json: o.Json = False,
) -> None:
    """List the words that a prompt may use, or explain a prompt."""
    import json
    from dataclasses import asdict

    from scorecut.brief.vocabulary import vocabulary
    from scorecut.cli.show import table
    from scorecut.settings import Settings

    if explain is not None:
        say_what_it_means(explain, Settings(), as_json=as_json)
        return
    rows = vocabulary(kind)
    if as_json:
        typer.echo(json.dumps([asdict(row) for row in rows], indent=2, ensure_ascii=False))
        return
    for each in dict.fromkeys(row.kind for row in rows):
        typer.echo(f"{each}:")
        told = [(f"  {row.name}", row.meaning, ", ".join(row.synonyms)) for row in rows if row.kind == each]
        typer.echo(table(told))


def say_what_it_means(prompt: str, settings: "Settings", *, as_json: bool = False) -> None:
    """Print what a prompt would mean for a film of a minute."""
    import json

    from scorecut.brief.read import read_brief

    brief = read_brief(prompt, settings.sliders, EXAMPLE_S)
    if as_json:
        told = {"prompt": brief.prompt, "understood": brief.understood, "not_understood": brief.not_understood}
        typer.echo(json.dumps(told, indent=2, ensure_ascii=False))
        return
    tell(brief)


def tell(brief: "Brief", *, err: bool = False) -> None:
    """Print what was understood; with ``err`` on stderr, so that stdout stays for the report."""
    from scorecut.brief.explain import explain

    for line in explain(brief):
        typer.echo(line, err=err)


def explainer(asked: bool, *, err: bool) -> "Callable[[Brief], None] | None":
    """Return what prints a run's brief where ``--explain`` asks for it; the same lines are printed once."""
    told: list[list[str]] = []

    def once(brief: "Brief") -> None:
        from scorecut.brief.explain import explain

        if (lines := explain(brief)) not in told:
            told.append(lines)
            tell(brief, err=err)

    return once if asked else None
