"""The command: its name, its commands, one file each."""

from typing import Annotated

import typer

from scorecut.cli import batch, cache, compose, doctor, models, score, spot, verify, words
from scorecut.cli.group import ScorecutGroup

HELP = """Score a film: watch it, compose to it, mix the music under it, and prove every hit.

`scorecut FILM` is short for `scorecut score FILM`.
"""

app = typer.Typer(
    cls=ScorecutGroup,
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


def say_version(asked: bool) -> None:
    """Print the version and end."""
    if asked:
        from scorecut import __version__

        typer.echo(f"scorecut {__version__}")
        raise typer.Exit


Version = Annotated[bool, typer.Option("--version", callback=say_version, is_eager=True, help="Say which one this is.")]


@app.callback(help=HELP)
def scorecut(version: Version = False) -> None:
    """See ``HELP``."""


app.command("score")(score.score)
app.command("spot")(spot.spot)
app.command("compose")(compose.compose)
app.command("batch")(batch.batch)
app.command("verify")(verify.verify)
app.command("doctor")(doctor.doctor)
app.add_typer(models.app, name="models")
app.command("words")(words.words)
app.add_typer(cache.app, name="cache")
