"""``scorecut verify FILM --package DIR``: the hits, measured again."""

from pathlib import Path
from typing import Annotated

import typer

from scorecut.cli import options as o


def verify(
    film: Annotated[Path, typer.Argument(metavar="FILM", help="The delivered film.")],
    package: Annotated[Path, typer.Option("--package", metavar="DIR", help="The package that was written with it.")],
    max_hit_error: o.MaxHitError = None,
    as_json: o.Json = False,
    quiet: o.Quiet = False,
    verbose: o.Verbose = False,
    no_cache: o.NoCache = False,
    offline: o.Offline = False,
) -> None:
    """Measure the hits of a delivered film again; exit code 4 if one is off."""
    asked = locals()
    import json

    from scorecut.cli.progress import progress
    from scorecut.cli.show import table
    from scorecut.delivery.report_json import sync_fields
    from scorecut.jobs.verify import told_hits, verify_film

    settings = o.settings_from(asked)
    with progress(quiet, verbose) as shown:
        sync = verify_film(film, package, max_hit_error_ms=settings.delivery.max_hit_error_ms, progress=shown)
    labels = {hit["id"]: f"{hit.get('timecode', '')}  {hit.get('label', '')}" for hit in told_hits(package)}
    if as_json:
        heard = [
            {
                "id": row.hit_id,
                "time_s": row.time_s,
                "heard_s": round(row.heard_s, 6),
                "error_ms": round(row.error_ms, 4),
            }
            for row in sync.hits
        ]
        typer.echo(json.dumps({"film": str(film), "sync": sync_fields(sync), "hits": heard}, indent=2))
        return
    if not quiet and sync.hits:
        typer.echo(table([(row.hit_id, f"{row.error_ms:+.3f} ms", labels.get(row.hit_id, "")) for row in sync.hits]))
    worst = f"the largest error is {sync.max_abs_ms:.3f} ms" if sync.hits else "there is no hit to measure"
    typer.echo(f"{len(sync.hits)} hits measured: {worst}; container and codec {sync.transport_ms:+.3f} ms")
