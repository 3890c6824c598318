"""``scorecut score FILM``: one film, scored."""

from pathlib import Path
from typing import Annotated

import typer

from scorecut.cli import options as o


def score(
    film: Annotated[Path, typer.Argument(metavar="FILM", help="The film; it is never changed.")],
    prompt: o.Words = None,
    style: o.Style = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--out",
            metavar="OUT",
            help="The scored film, or a .wav or .flac of the music alone. [default: FILM.scored.mp4 beside it]",
        ),
    ] = None,
    package: Annotated[
        str | None,
        typer.Option(
            "--package",
            metavar="[DIR]",
            help="Write sheet, MIDI, stems, markers and reports too. [default: FILM.score]",
        ),
    ] = None,
    cues: o.Cues = None,
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
    """Score one film: FILM.mp4 becomes FILM.scored.mp4 beside it."""
    asked = locals()
    from scorecut.cli.progress import progress
    from scorecut.cli.show import summary
    from scorecut.cli.words import explainer
    from scorecut.delivery.report_json import as_json as in_json
    from scorecut.delivery.report_json import report
    from scorecut.jobs.score import Order, score_film

    settings = o.settings_from(asked)
    o.go_offline(offline)
    order = Order(
        film=film,
        prompt=prompt,
        out=out,
        package=Path(package) if package else None,
        with_package=package is not None,
        cues=cues,
        seed=seed,
        explain=explainer(explain, err=as_json),
    )
    with progress(quiet, verbose) as shown:
        record = score_film(order, settings=settings, store=o.store_from(no_cache), progress=shown)
    assert record.delivery is not None
    paths = {"film": record.delivery.film, **record.delivery.package}
    told = report(record, outputs=paths)
    if verbose:
        for stage, spent_s in told["timings_s"].items():
            typer.echo(f"{stage:<10}{spent_s:8.1f} s", err=True)
    if as_json:
        typer.echo(in_json(told), nl=False)
        return
    typer.echo(f"{record.delivery.film}")
    if not quiet:
        typer.echo(summary(told, said=shown.said))
        if record.delivery.package:
            typer.echo(f"  package: {next(iter(record.delivery.package.values())).parent}")
