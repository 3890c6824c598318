"""``scorecut doctor``: what is installed."""

import typer

from scorecut.cli import options as o


def doctor(
    soundfont: o.SoundFont = None,
    clip_weights: o.ClipWeights = None,
    clip_model: o.ClipModel = None,
    require_clip: o.RequireClip = False,
    as_json: o.Json = False,
    no_cache: o.NoCache = False,
    offline: o.Offline = False,
) -> None:
    """Look at everything that a run needs; exit code 5 if something is missing."""
    asked = locals()
    import json
    from dataclasses import asdict

    from scorecut.cli.show import table
    from scorecut.errors import MissingError
    from scorecut.jobs.doctor import examine

    o.go_offline(True)
    typer.echo("looking at what is installed ...", err=True)
    checks = examine(o.settings_from(asked), o.store_from(no_cache))
    if as_json:
        typer.echo(json.dumps([asdict(check) for check in checks], indent=2, ensure_ascii=False))
    else:
        typer.echo(table([(check.name, check.state, check.found) for check in checks]))
        for check in checks:
            if check.hint and check.state != "ok":
                typer.echo(f"{check.name}: {check.hint}")
    missing = [check.name for check in checks if check.state == "missing"]
    if missing:
        raise MissingError(f"missing: {', '.join(missing)}; the lines above say what to install")
