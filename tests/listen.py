"""One picture and one table of a score: ``make listen CLIP=... PROMPT=...``.

The picture: piano roll with chords, sections and hits; the spectrogram of the music;
loudness and density over the emotional curve. What a composer would complain of
should be seen here.
"""

import argparse
import tempfile
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from scorecut.media.loudness import measure
from scorecut.model.record import Record
from tests import listening

COLOURS = {
    "melody": "#c0392b",
    "harmony": "#2e86c1",
    "bass": "#7d6608",
    "rhythm": "#566573",
    "texture": "#239b56",
    "hits": "#8e44ad",
}


def draw(record: Record, path: Path) -> None:
    """Write the picture of a finished run."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot as plt

    duration_s = record.sheet.duration_s
    figure, (roll, drums, sound, curve) = plt.subplots(
        4, 1, figsize=(20, 15), sharex=True, gridspec_kw={"height_ratios": [6, 1, 3, 3]}
    )
    _roll(record, roll, drums)
    _spectrogram(record, sound)
    _curve(record, curve)
    for hit in record.sheet.hits:
        for axis in (roll, drums, sound, curve):
            axis.axvline(hit.time_s, color="#8e44ad", alpha=0.5, linewidth=0.8)
        roll.text(hit.time_s, 107, f"{hit.id} {hit.kind}", rotation=90, fontsize=7, va="top", color="#8e44ad")
    curve.set_xlim(0, duration_s)
    figure.suptitle(f"{record.film.path.name}   “{record.brief.prompt}”   seed {record.seed}")
    figure.tight_layout()
    figure.savefig(path, dpi=75)
    plt.close(figure)


def _roll(record: Record, roll, drums) -> None:
    functions: dict[str, str] = {}
    for note in listening.sounding(record.score, record.tempo_map):
        alpha = float(np.clip(0.95 + note.level_db / 26, 0.25, 0.95))
        if note.drum:
            drums.plot([note.start_s], [note.pitch], ".", color=COLOURS["rhythm"], alpha=alpha, markersize=4)
            continue
        roll.plot(
            [note.start_s, note.end_s],
            [note.pitch] * 2,
            color=COLOURS[note.function],
            alpha=alpha,
            linewidth=3.0 if note.function == "melody" else 1.8,
            solid_capstyle="butt",
        )
        functions[note.part] = note.function
    for cue in record.score.cues:
        tempo = record.tempo_map.cue(cue.cue_id)
        for bar in tempo.bars:
            roll.axvline(float(tempo.seconds_at(bar.start_beat)), color="#aaaaaa", linewidth=0.4)
        for chord in cue.chords:
            roll.text(float(tempo.seconds_at(chord.start_beat)), 19, chord.symbol, fontsize=6, rotation=60)
        for section in cue.sections:
            start_s = float(tempo.seconds_at(section.start_beat))
            roll.text(start_s, 110, f"{section.label} {section.intensity:.2f}", fontsize=8, weight="bold")
            roll.axvline(start_s, color="#222222", linewidth=0.9, linestyle=":")
    for row, (part, function) in enumerate(sorted(functions.items())):
        roll.text(1.002, 0.98 - 0.035 * row, part, color=COLOURS[function], fontsize=8, transform=roll.transAxes)
    roll.set_ylim(16, 114)
    roll.set_ylabel("pitch")
    drums.set_ylabel("drums")


def _spectrogram(record: Record, axis) -> None:
    samples = np.asarray(record.stems.music.samples).mean(axis=1)
    axis.specgram(samples + 1e-9, NFFT=4096, Fs=48_000, noverlap=2048, cmap="magma", vmin=-140, vmax=-30)
    axis.set_yscale("symlog", linthresh=200)
    axis.set_ylim(30, 16_000)
    axis.set_ylabel("Hz")


def _curve(record: Record, axis) -> None:
    emotion = record.emotion
    for name, colour in (("energy", "#d35400"), ("valence", "#27ae60"), ("tension", "#8e44ad")):
        axis.plot(emotion.times_s, getattr(emotion, name), color=colour, alpha=0.35, label=f"{name} seen")
        for cue in record.sheet.cues:
            axis.plot(cue.emotion.times_s, getattr(cue.emotion, name), color=colour, linewidth=1.6)
    starts_s = listening.windows(record.sheet.duration_s)
    notes = listening.sounding(record.score, record.tempo_map)
    loud = listening.loudness(record.stems.music, starts_s)
    axis.plot(starts_s + 2, np.interp(loud, [-45, -12], [-1, 1]), "k-", label="loudness (-45..-12 LUFS)")
    axis.plot(starts_s + 2, listening.density(notes, starts_s) / 10 - 1, "k:", label="onsets (0..20 /s)")
    for span in record.sheet.speech:
        axis.axvspan(span.start_s, span.end_s, color="#f4d03f", alpha=0.25)
    axis.set_ylim(-1.05, 1.05)
    axis.legend(loc="upper left", fontsize=7, ncols=5)


def table(record: Record) -> Table:
    """Return the figures beside what was planned."""
    starts_s = listening.windows(record.sheet.duration_s)
    notes = listening.sounding(record.score, record.tempo_map)
    steps, back = listening.melody_steps(notes)
    energy = np.array([record.emotion.mean(s, s + listening.WINDOW_S).energy for s in starts_s])
    loud = measure(record.stems.music.samples)
    rows = [
        ("music before ducking", f"{loud.integrated_lufs:.1f} LUFS, LRA {loud.lra_lu:.1f} LU"),
        ("notes, parts", f"{len(notes)}, {len(record.score.parts)}"),
        ("onsets a second", f"{len(notes) / record.sheet.duration_s:.1f}"),
        ("pitch class entropy (2.4-3.3)", f"{listening.pitch_class_entropy(notes):.2f}"),
        ("scale consistency (.85-.99)", f"{listening.scale_consistency(notes):.2f}"),
        ("melody: steps (.6-.85)", f"{steps:.2f}"),
        ("melody: leaps turn back (>= .6)", f"{back:.2f}"),
        ("out of range", str(len(listening.out_of_range(record.score)))),
    ]
    if len(starts_s) > 3:
        music = listening.intensity(record.stems.music, notes, starts_s)
        rows.append(("intensity follows energy (>= .7)", f"{listening.follows(music, energy):.2f}"))
    for cue in record.score.cues:
        tempo = record.tempo_map.cue(cue.cue_id)
        rows.append(
            (
                f"{cue.cue_id}: style, key, tempo",
                f"{cue.style}, {cue.key}, {tempo.tempo_bpm:.1f} (wished {tempo.target_bpm:.1f}), {tempo.meter}",
            )
        )
        rows.append(
            (
                f"{cue.cue_id}: themes",
                ", ".join(f"{s.theme} {s.transformation} @{s.start_beat:g}" for s in cue.statements),
            )
        )
        rows.append((f"{cue.cue_id}: chords", " ".join(chord.numeral for chord in cue.chords)))
    places = [place.kind for cue in record.tempo_map.cues for place in cue.places]
    rows.append(("hits", ", ".join(f"{kind} {places.count(kind)}" for kind in sorted(set(places)))))
    if record.sync:
        rows.append(("worst hit", f"{record.sync.max_abs_ms:.3f} ms; transport {record.sync.transport_ms:.3f} ms"))
    out = Table("figure", "value", title=record.film.path.name)
    for row in rows:
        out.add_row(*row)
    return out


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("film", type=Path)
    options.add_argument("--prompt", default="")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("-o", "--out", type=Path, default=Path("out"))
    given = options.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    words = "-".join(given.prompt.split())[:40] or "no-prompt"
    picture = given.out / f"{given.film.stem}.{words}.png"
    with tempfile.TemporaryDirectory() as folder:
        from tests.run import listen_to

        record = listen_to(given.film, given.prompt, seed=given.seed, workdir=Path(folder))
        draw(record, picture)
        Console(width=160).print(table(record))
    print(picture)


if __name__ == "__main__":
    main()
