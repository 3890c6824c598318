"""``scorecut batch FOLDER|FILES...``: many films, one after another."""

from pathlib import Path
from typing import Annotated

import typer

from scorecut.cli import options as o


def batch(
    films: Annotated[list[Path], typer.Argument(metavar="FOLDER|FILES...", help="A folder of films, or films.")],
    prompt: o.Words = None,
    style: o.Style = None,
    out: Annotated[
        Path | None,
        typer.Option("-o", "--out", metavar="OUTDIR", help="The folder for all outputs. [default: beside each film]"),
    ] = None,
    package: Annotated[bool, typer.Option("--package", help="Write a package beside each output too.")] = False,
    seed: o.Seed = None,
    force: o.Force = False,
    original: o.Original = None,
    loudness: o.Loudness = None,
    duck: o.Duck = None,
    soundfont: o.SoundFont = None,
    clip_weights: o.ClipWeights = None,
    clip_model: o.ClipModel = None,
    require_clip: o.RequireClip = False,
    no_clip: o.NoClip = False,
    max_hit_error: o.MaxHitError = None,
    hit_offset: o.HitOffset = None,
    coverage: o.Coverage = None,
    audio_codec: o.AudioCodec = None,
    explain: o.Explain = False,
    tempo: o.Tempo = None,
    energy: o.Energy = None,
    valence: o.Valence = None,
    tension: o.Tension = None,
    density: o.Density = None,
    brightness: o.Brightness = None,
    hits: o.Hits = None,
    music_level: o.MusicLevel = None,
    as_json: o.Json = False,
    quiet: o.Quiet = False,
    verbose: o.Verbose = False,
    no_cache: o.NoCache = False,
    offline: o.Offline = False,
) -> None:
    """Score every film: finished ones are skipped, a failing one is reported and passed over."""
    asked = locals()
    import json

    from scorecut.cli.progress import progress
    from scorecut.cli.show import table
    from scorecut.cli.words import explainer
    from scorecut.jobs.batch import find_films, score_batch
    from scorecut.jobs.score import Order

    settings = o.settings_from(asked)
    o.go_offline(offline)
    found = find_films(films)
    order = Order(
        film=found[0], prompt=prompt, with_package=package, seed=seed, explain=explainer(explain, err=as_json)
    )
    with progress(quiet, verbose) as shown:
        outcomes = score_batch(found, out, order, settings=settings, store=o.store_from(no_cache), progress=shown)
    failed = sum(outcome.status == "failed" for outcome in outcomes)
    if as_json:
        rows = [
            {
                "film": str(row.film),
                "out": str(row.out) if row.out else None,
                "status": row.status,
                "why": row.why,
                "n_hits": row.n_hits,
                "max_abs_ms": round(row.max_error_ms, 4),
                "spent_s": round(row.spent_s, 3),
            }
            for row in outcomes
        ]
        typer.echo(json.dumps(rows, indent=2, ensure_ascii=False))
    elif not quiet or failed:
        head = ("film", "became", "hits", "largest error", "took", "where")
        lines = [
            (
                row.film.name,
                row.status,
                str(row.n_hits) if row.status == "scored" else "",
                f"{row.max_error_ms:.3f} ms" if row.status == "scored" else "",
                f"{row.spent_s:.1f} s" if row.status != "skipped" else "",
                row.why if row.status == "failed" else str(row.out),
            )
            for row in outcomes
        ]
        typer.echo(table([head, *lines]))
        done = len(outcomes) - failed
        typer.echo(f"{done} of {len(outcomes)} done" + (f", {failed} failed" if failed else ""))
    if failed:
        raise typer.Exit(1)
