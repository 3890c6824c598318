"""``scorecut models fetch|list``: the weights of the picture's reader."""

import typer

from scorecut.cli import options as o

app = typer.Typer(help="CLIP weights: fetched only here, listed without the network.", rich_markup_mode=None)


@app.callback(invoke_without_command=True)
def models(context: typer.Context) -> None:
    if context.invoked_subcommand is None:
        listed(as_json=False)


@app.command("list")
def listed(as_json: o.Json = False, offline: o.Offline = False) -> None:
    """Which weights scorecut knows, and which are on this machine."""
    import json

    from scorecut.cli.show import table
    from scorecut.jobs.models import known_models

    rows = known_models()
    if as_json:
        found = [
            {
                "model": row.model,
                "tag": row.tag,
                "megabytes": row.megabytes,
                "path": str(row.path) if row.path else None,
            }
            for row in rows
        ]
        typer.echo(json.dumps(found, indent=2))
        return
    told = [(f"{row.model}/{row.tag}", f"{row.megabytes} MB", str(row.path or "not here")) for row in rows]
    typer.echo(table(told))


@app.command("fetch")
def fetch(
    clip_model: o.ClipModel = None, quiet: o.Quiet = False, verbose: o.Verbose = False, offline: o.Offline = False
) -> None:
    """Download the weights (605 MB by default) into the user's cache."""
    asked = locals()
    from scorecut.cli.progress import progress
    from scorecut.jobs.models import fetch_weights

    with progress(quiet, verbose) as shown:
        place = fetch_weights(o.settings_from(asked), shown, offline=offline)
    typer.echo(f"{place}")
