"""The figures of the sound bench: what each asks for, and how it is taken from one score.

A figure gives a list of values, one for each span, cue or stem that it looks at; NaN and an empty list do not count.
A score holds where all of its values lie within the bounds.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from scorecut.catalog.instruments import instrument
from scorecut.catalog.styles import style
from scorecut.media.loudness import lra_lu, span_lufs
from scorecut.model.audio import RATE_HZ
from scorecut.model.performance import PlayedCue
from scorecut.model.picture import Speech
from scorecut.model.score import FUNCTIONS
from tests.mixing import measures
from tests.mixing.heard import Heard

LEAST_SPAN_S = 1.0
SHORTEST_SPAN_S = 0.5
#: A loudness range says little about less film.
LEAST_FILM_S = 20.0
#: Bounds of the loudness range, LU: music of a fixed tempo is meant to be steadier.
STEADY_LU, FREE_LU = (1.0, 10.0), (3.0, 16.0)


@dataclass(frozen=True)
class Figure:
    """name, what it asks for in words, its bounds, which way is worse (-1 low, +1 high), and how it is taken."""

    name: str
    asks: str
    low: float
    high: float
    worse: int
    take: Callable[[Heard], list[float]]

    def holds(self, value: float) -> bool:
        return self.low <= value <= self.high


def long_spans(heard: Heard, least_s: float = LEAST_SPAN_S) -> list[Speech]:
    """Return the spans of speech that the film's own sound holds, of ``least_s`` or more."""
    if heard.film_sound is None:
        return []
    return [span for span in heard.record.sheet.speech if span.end_s - span.start_s >= least_s]


def under_speech(heard: Heard) -> list[float]:
    values = []
    for span in long_spans(heard):
        music = span_lufs(heard.mix.music.samples, span.start_s, span.end_s)
        line = span_lufs(heard.film_sound.samples, span.start_s, span.end_s, heard.film_sound.layout)
        if np.isfinite(music) and _in_cue(heard, span):
            values.append(line - music)
    return values


def _in_cue(heard: Heard, span: Speech) -> bool:
    """True if a cue plays all through the span."""
    return any(cue.start_s <= span.start_s and span.end_s <= cue.end_s for cue in heard.record.performance.cues)


def _gain(heard: Heard) -> tuple[np.ndarray, np.ndarray]:
    return measures.slow_gain(heard.mix.gain_db, heard.record.film.duration_s)


def reduction(heard: Heard) -> list[float]:
    spans = long_spans(heard, SHORTEST_SPAN_S)
    back_db = heard.setting.back_db if heard.setting else None
    if not spans or back_db is None:
        return []
    times_s = np.arange(0.0, heard.record.film.duration_s, measures.GRID_S)
    return measures.reductions(times_s, back_db.at(times_s), 0.0, spans)


def median_reduction(heard: Heard) -> list[float]:
    values = reduction(heard)
    return [float(np.median(values))] if values else []


def slope(heard: Heard) -> list[float]:
    return [measures.steepest(*_gain(heard))] if long_spans(heard, SHORTEST_SPAN_S) else []


def release(heard: Heard) -> list[float]:
    spans = long_spans(heard, SHORTEST_SPAN_S)
    return [measures.released(*_gain(heard), spans)] if spans else []


def unspoken(heard: Heard) -> list[float]:
    """How quickly the fader moves where nobody speaks; the limiter, which tames peaks of the whole, is no fader."""
    if heard.setting is None or heard.record.sheet.speech:
        return []
    times_s = np.arange(0.0, heard.record.film.duration_s, measures.GRID_S)
    return [measures.steepest(times_s, heard.setting.gain_db.at(times_s))]


def loudness_range(heard: Heard) -> list[float]:
    if heard.record.film.duration_s < LEAST_FILM_S:
        return []
    return [heard.alone.loudness.lra_lu]


def range_beneath(heard: Heard) -> list[float]:
    if heard.film_sound is None or heard.record.film.duration_s < LEAST_FILM_S:
        return []
    return [lra_lu(heard.mix.music.samples)]


def steady_range(heard: Heard) -> list[float]:
    return loudness_range(heard) if style(heard.style).tempo.fixed else []


def free_range(heard: Heard) -> list[float]:
    return [] if style(heard.style).tempo.fixed else loudness_range(heard)


def lead(heard: Heard) -> list[float]:
    """One value for each cue with a melody and a bed."""
    values = []
    for cue in heard.record.performance.cues:
        band_hz = _melody_band(cue)
        window = slice(max(0, round(cue.start_s * RATE_HZ)), round(cue.end_s * RATE_HZ))
        parts = {name: np.asarray(heard.stems.stems[name].samples[window]) for name in ("melody", "harmony", "texture")}
        bed = parts["harmony"] + parts["texture"]
        if band_hz and bed.any():
            n_steps = bed.shape[0] // round(measures.STEP_S * RATE_HZ)
            skipped = round(cue.start_s / measures.STEP_S)
            speech = measures.spoken(heard.record.sheet.speech, skipped + n_steps)[skipped:]
            values.append(measures.lead_over_bed(parts["melody"], bed, band_hz, ~speech))
    return values


def _melody_band(cue: PlayedCue) -> tuple[float, float] | None:
    """Return the melody's own band: its fundamentals and two octaves above."""
    pitches = [
        note.pitch
        for line in cue.lines
        if line.part.function == "melody" and not instrument(line.part.instrument).is_drums
        for note in line.notes
    ]
    if not pitches:
        return None
    low, high = (440.0 * 2.0 ** ((key - 69) / 12) for key in np.percentile(pitches, (10, 90)))
    return max(40.0, 0.8 * low), min(5000.0, max(4.0 * high, 2.0 * low))


def silent_stems(heard: Heard) -> list[float]:
    """The peak of each stem for which there are notes, dBFS."""
    used = {
        line.part.function
        for cue in heard.record.performance.cues
        for line in cue.lines
        if any(note.heard_s < heard.record.film.duration_s for note in line.notes)
    }
    if any(cue.accents for cue in heard.record.performance.cues):
        used.add("hits")
    return [_peak_db(heard.stems.stems[name].samples) for name in FUNCTIONS if name in used]


def stem_peaks(heard: Heard) -> list[float]:
    return [max(_peak_db(heard.stems.stems[name].samples) for name in FUNCTIONS)]


def _peak_db(samples: np.ndarray) -> float:
    return float(measures.decibels(float(np.abs(samples).max(initial=0.0)) ** 2))


def width(heard: Heard) -> list[float]:
    return [measures.correlation(np.asarray(heard.stems.music.samples))]


def low_width(heard: Heard) -> list[float]:
    return [measures.low_correlation(np.asarray(heard.stems.music.samples))]


def mud(heard: Heard) -> list[float]:
    counted = measures.tutti([np.asarray(heard.stems.stems[name].samples) for name in FUNCTIONS])
    return [measures.mud(np.asarray(heard.stems.music.samples), counted)]


def tails(heard: Heard, endings: tuple[str, ...]) -> list[float]:
    """For each cue that ends so and leads into no other: how long it sounds on after its last chord or tune's note.

    As it is heard where the music is alone: a soft cue's stems lie far under the level that a master gives it.
    """
    values = []
    cues = heard.record.performance.cues
    for number, cue in enumerate(cues):
        following = cues[number + 1].start_s if number + 1 < len(cues) else heard.record.film.duration_s + 1.0
        struck_s = _last_struck_s(heard, cue)
        if heard.record.sheet.cue(cue.cue_id).ending in endings and struck_s and following - cue.end_s > 0.5:
            until = heard.alone.music.samples[: round(following * RATE_HZ)]
            values.append(measures.tail_s(np.asarray(until), struck_s))
    return values


def _last_struck_s(heard: Heard, cue: PlayedCue) -> float | None:
    """Return when the last note begins that is within 8 dB of the strongest of the cue's last 5 s; rhythm goes on softly."""
    record = heard.record
    tempo = record.tempo_map.cue(cue.cue_id)
    music = next(one for one in record.score.cues if one.cue_id == cue.cue_id)
    notes = [
        (float(tempo.seconds_at(note.start_beat)), note.level_db)
        for line in music.lines
        if record.score.part(line.part).function not in ("rhythm", "texture")
        for note in line.notes
    ]
    late = [(at, level) for at, level in notes if cue.end_s - 5.0 < at < cue.end_s]
    strongest = max((level for _, level in late), default=0.0)
    return max((at for at, level in late if level > strongest - 8.0), default=None)


def long_tails(heard: Heard) -> list[float]:
    return tails(heard, ("close", "open", "ring out"))


def short_tails(heard: Heard) -> list[float]:
    return tails(heard, ("button",))


def last_moment(heard: Heard) -> list[float]:
    return [_peak_db(heard.stems.music.samples[-round(0.05 * RATE_HZ) :])]


def master_loudness(heard: Heard) -> list[float]:
    return [heard.alone.loudness.integrated_lufs]


def master_peak(heard: Heard) -> list[float]:
    return [heard.alone.loudness.true_peak_dbtp]


INF = float("inf")
FIGURES = (
    Figure("line over music", "10 to 14 LU over each span of 1 s or more", 10.0, 14.0, 0, under_speech),
    Figure("median step back", "6 dB at most", -INF, 6.0, +1, median_reduction),
    Figure("deepest step back", "9 dB at most", -INF, 9.0, +1, reduction),
    Figure("slope of the fader", "6 dB a second at most", -INF, 6.05, +1, slope),
    Figure("release in a gap", "none under 1.5 s", -INF, 0.5, +1, release),
    Figure("unspoken film", "no step back: 1 dB/s at most, as it rides", -INF, 1.05, +1, unspoken),
    Figure("lead over bed", "3 dB at least in its own band", 3.0, INF, -1, lead),
    Figure("range, fixed tempo", "1 to 10 LU", *STEADY_LU, 0, steady_range),
    Figure("range, free tempo", "3 to 16 LU", *FREE_LU, 0, free_range),
    Figure("range under a film", "12 LU at most, steps back in it", -INF, 12.0, +1, range_beneath),
    Figure("stems that sound", "-50 dBFS at least where there are notes", -50.0, INF, -1, silent_stems),
    Figure("peak of a stem", "0 dBFS at most", -INF, 0.0, +1, stem_peaks),
    Figure("L/R correlation", "above 0.2", 0.2, INF, -1, width),
    Figure("... below 120 Hz", "above 0.9", 0.9, INF, -1, low_width),
    Figure("200-500 Hz", "6 dB at most over the octaves beside", -INF, 6.0, +1, mud),
    Figure("tail", "1.5 s at least", 1.5, INF, -1, long_tails),
    Figure("tail of a button", "0.8 s at least", 0.8, INF, -1, short_tails),
    Figure("last 50 ms", "-50 dBFS at most", -INF, -50.0, +1, last_moment),
    Figure("master alone", "-14 LUFS", -14.5, -13.5, 0, master_loudness),
    Figure("its true peak", "-1 dBTP at most", -INF, -1.0, +1, master_peak),
)
