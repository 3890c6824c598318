"""``scorecut compose FILM|SHEET``: as far as the MIDI."""

from pathlib import Path
from typing import Annotated

import typer

from scorecut.cli import options as o


def compose(
    film: Annotated[Path, typer.Argument(metavar="FILM|SHEET", help="A film, or a cue sheet (.toml) alone.")],
    prompt: o.Words = None,
    style: o.Style = None,
    out: Annotated[
        Path | None, typer.Option("-o", "--out", metavar="DIR", help="The folder. [default: FILM.score beside it]")
    ] = None,
    cues: o.Cues = None,
    seed: o.Seed = None,
    force: o.Force = False,
    original: o.Original = None,
    clip_weights: o.ClipWeights = None,
    clip_model: o.ClipModel = None,
    require_clip: o.RequireClip = False,
    no_clip: o.NoClip = False,
    hit_offset: o.HitOffset = None,
    coverage: o.Coverage = None,
    explain: o.Explain = False,
    tempo: o.Tempo = None,
    energy: o.Energy = None,
    valence: o.Valence = None,
    tension: o.Tension = None,
    density: o.Density = None,
    brightness: o.Brightness = None,
    hits: o.Hits = None,
    as_json: o.Json = False,
    quiet: o.Quiet = False,
    verbose: o.Verbose = False,
    no_cache: o.NoCache = False,
    offline: o.Offline = False,
) -> None:
    """Compose without rendering: MIDI, MusicXML, cue sheet, markers and report into a folder."""
    asked = locals()
    from scorecut.cli.progress import progress
    from scorecut.cli.show import summary
    from scorecut.cli.words import explainer
    from scorecut.delivery.package import files_of
    from scorecut.delivery.report_json import as_json as in_json
    from scorecut.delivery.report_json import report
    from scorecut.jobs.compose import compose_film
    from scorecut.jobs.score import Order

    settings = o.settings_from(asked)
    o.go_offline(offline)
    order = Order(film=film, prompt=prompt, out=out, cues=cues, seed=seed, explain=explainer(explain, err=as_json))
    with progress(quiet, verbose) as shown:
        record, folder = compose_film(order, settings=settings, store=o.store_from(no_cache), progress=shown)
    told = report(record, outputs={name: folder / name for name in files_of(folder)})
    if as_json:
        typer.echo(in_json(told), nl=False)
        return
    typer.echo(f"{folder}")
    if not quiet:
        typer.echo(summary(told, said=shown.said))
