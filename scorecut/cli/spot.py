"""``scorecut spot FILM``: the editable cue sheet, and with ``--plot`` a picture of what was found."""

from pathlib import Path
from typing import Annotated

import typer

from scorecut.cli import options as o


def spot(
    film: Annotated[Path, typer.Argument(metavar="FILM", help="The film; it is never changed.")],
    prompt: o.Words = None,
    style: o.Style = None,
    out: Annotated[
        Path | None,
        typer.Option("-o", "--out", metavar="SHEET", help="The cue sheet. [default: FILM.cues.toml beside it]"),
    ] = None,
    plot: Annotated[
        Path | None,
        typer.Option(
            "--plot",
            metavar="FILE",
            help="Also draw what was found (.png, .svg or .pdf): film strip, curves, shots, cues and hits.",
        ),
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
    """Watch and spot only: write the editable cue sheet."""
    asked = locals()
    from scorecut.cli.progress import progress
    from scorecut.cli.show import summary
    from scorecut.cli.words import explainer
    from scorecut.delivery.report_json import as_json as in_json
    from scorecut.delivery.report_json import report
    from scorecut.jobs.score import Order
    from scorecut.jobs.spot import spot_film

    settings = o.settings_from(asked)
    o.go_offline(offline)
    order = Order(film=film, prompt=prompt, out=out, cues=cues, seed=seed, explain=explainer(explain, err=as_json))
    with progress(quiet, verbose) as shown:
        record, sheet = spot_film(order, settings=settings, store=o.store_from(no_cache), progress=shown, picture=plot)
    told = report(record, outputs={"cues.toml": sheet, **({"plot": plot} if plot else {})})
    if as_json:
        typer.echo(in_json(told), nl=False)
        return
    typer.echo(f"{sheet}")
    if plot:
        typer.echo(f"{plot}")
    if not quiet:
        typer.echo(summary(told, said=shown.said))
