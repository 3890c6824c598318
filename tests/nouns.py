"""A small scored film made by hand: every noun of a run, with times and notes that we chose.

Two cues with a gap between them, an upbeat, a 3/4 bar, a hit on the grid and one off it, drums, a bend.
"""

import itertools
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np

from scorecut.model.audio import Audio, Loudness, Mix, PlacedAccent, Stems
from scorecut.model.brief import Brief
from scorecut.model.clock import Clock
from scorecut.model.cue_sheet import Cue, CueSheet, Hit, Wishes
from scorecut.model.curve import Curve
from scorecut.model.emotion import Emotion
from scorecut.model.film import Film, SoundTrack
from scorecut.model.performance import Performance, PlayedCue, PlayedLine, PlayedNote
from scorecut.model.picture import Picture, Shot, Speech, Transition
from scorecut.model.pitch import Key
from scorecut.model.record import Record
from scorecut.model.report import Delivery, HeardHit, Sync
from scorecut.model.score import FUNCTIONS, Accent, Chord, CueScore, Line, Note, Part, Score, Statement
from scorecut.model.tempo_map import Bar, CueTempo, Dropped, Place, TempoMap

RATE = Fraction(24)
LENGTH_S = 24.0
CUES = ((1.5, 10.9), (14.0, 23.5))
LEAD = Part(id="melody: cello", function="melody", instrument="cello")
BED = Part(id="harmony: string section", function="harmony", instrument="string section")
DRUMS = Part(id="rhythm: drum kit", function="rhythm", instrument="drum kit")


def film(path: Path = Path("film.mp4"), rate: Fraction = RATE) -> Film:
    return Film(
        path=path,
        digest="ab" * 32,
        container="mov,mp4,m4a,3gp,3g2,mj2",
        video_index=0,
        video_codec="h264",
        width=640,
        height=360,
        frame_rate=rate,
        duration_s=LENGTH_S,
        sound=(SoundTrack(index=1, codec="aac", channels=2, layout="stereo", rate_hz=48_000, start_s=0.0),),
    )


def clock(rate: Fraction = RATE) -> Clock:
    n_frames = int(LENGTH_S * rate)
    return Clock(pts=np.arange(n_frames), time_base=1 / rate, rate=rate, end_s=float(n_frames / rate))


def emotion(start_s: float = 0.0, end_s: float = LENGTH_S) -> Emotion:
    times_s = np.linspace(start_s, end_s, round((end_s - start_s) * 4) + 1)
    return Emotion(
        times_s=times_s,
        valence=np.cos(times_s / 4),
        energy=np.sin(times_s / 5),
        tension=np.clip(times_s / 12 - 1, -1, 1),
        source="light, colour, motion, cuts, sound",
    )


def picture() -> Picture:
    cuts = (0.0, 5.5, 10.0, 14.0, 18.25, LENGTH_S)
    shots = tuple(
        Shot(start_s=a, end_s=b, start_frame=round(a * 24), end_frame=round(b * 24), group=i % 2)
        for i, (a, b) in enumerate(itertools.pairwise(cuts))
    )
    steady = Curve(times_s=np.array([0.0, LENGTH_S]), values=np.array([0.2, 0.4]))
    names = ("motion", "brightness", "contrast", "colourfulness", "saturation", "darkness", "cut_pace", "loudness")
    return Picture(
        film=film(),
        clock=clock(),
        shots=shots,
        transitions=tuple(
            Transition(kind="cut", start_s=t, time_s=t, end_s=t, frame=round(t * 24), confidence=0.9)
            for t in cuts[1:-1]
        ),
        events=(),
        features=dict.fromkeys(names, steady),
        speech=(Speech(start_s=2.0, end_s=4.5),),
    )


def sheet() -> CueSheet:
    return CueSheet(
        film_name="film.mp4",
        film_digest="ab" * 32,
        duration_s=LENGTH_S,
        frame_rate=RATE,
        prompt="melancholic cello",
        cues=(
            Cue(
                id="c1",
                number=1,
                start_s=CUES[0][0],
                end_s=CUES[0][1],
                reason="the film begins",
                emotion=emotion(*CUES[0]),
                wishes=Wishes(style="elegy", lead="cello"),
                label="dawn",
            ),
            Cue(
                id="c2",
                number=2,
                start_s=CUES[1][0],
                end_s=CUES[1][1],
                reason="the light goes",
                emotion=emotion(*CUES[1]),
                wishes=Wishes(style="elegy", lead="cello"),
                ending="close",
            ),
        ),
        hits=(
            Hit(id="h1", cue="c1", time_s=5.5, frame=132, kind="turn", weight=0.8, label="cut", reason="new place"),
            Hit(id="h2", cue="c1", time_s=10.0, frame=240, kind="colour", weight=0.3, label="cut", reason="new face"),
            Hit(
                id="h3", cue="c2", time_s=18.25, frame=438, kind="sting", weight=0.9, label="flash", reason="lightning"
            ),
            Hit(id="h4", cue="c2", time_s=18.5, frame=444, kind="sting", weight=0.2, label="cut", reason="too close"),
        ),
        speech=(Speech(start_s=2.0, end_s=4.5),),
    )


def tempo_map() -> TempoMap:
    """Cue 1 bends so that h1 falls on bar 2's downbeat (beat 4); cue 2 has a 3/4 bar before h3's downbeat."""
    spotted = sheet()
    first = np.concatenate([1.5 + np.arange(4) * 1.01, 5.5 + np.arange(6) * 1.08])
    second = np.concatenate([14.0 + 4.25 * np.arange(7) / 7, 18.25 + 0.6 * np.arange(9)])
    one = CueTempo(
        cue_id="c1",
        beats=np.arange(10.0),
        times_s=first,
        bars=tuple(Bar(number=n + 1, start_beat=4.0 * n, meter=(4, 4)) for n in range(3)),
        places=(
            Place(hit=spotted.hits[0], kind="downbeat", at_beat=4.0, bar=2, beat=1.0),
            Place(
                hit=spotted.hits[1],
                kind="free",
                at_beat=float(np.interp(10.0, first, np.arange(10.0))),
                bar=3,
                beat=1.1,
            ),
        ),
        target_bpm=58.0,
    )
    two = CueTempo(
        cue_id="c2",
        beats=np.arange(16.0),
        times_s=second,
        bars=(
            Bar(number=1, start_beat=0.0, meter=(4, 4)),
            Bar(number=2, start_beat=4.0, meter=(3, 4)),
            Bar(number=3, start_beat=7.0, meter=(4, 4)),
            Bar(number=4, start_beat=11.0, meter=(4, 4)),
            Bar(number=5, start_beat=15.0, meter=(4, 4)),
        ),
        places=(Place(hit=spotted.hits[2], kind="downbeat", at_beat=7.0, bar=3, beat=1.0),),
        target_bpm=100.0,
    )
    return TempoMap(cues=(one, two), dropped=(Dropped(hit=spotted.hits[3], why="0.25 s after a stronger one"),))


def score() -> Score:
    tune = tuple(
        Note(start_beat=b, length_beats=1.0, pitch=50 + i % 5) for i, b in enumerate((-0.5, 0.5, 2, 4, 5.25, 6))
    )
    chords = tuple(
        Note(start_beat=b, length_beats=4.0, pitch=p, level_db=-6.0) for b in (0.0, 4.0) for p in (50, 57, 65)
    )
    drums = tuple(Note(start_beat=b, length_beats=0.25, pitch=36, level_db=5.0) for b in np.arange(0, 14, 1.0))
    return Score(
        parts=(LEAD, BED, DRUMS),
        cues=(
            CueScore(
                cue_id="c1",
                style="elegy",
                key=Key(2, "minor"),
                theme="A",
                chords=(
                    Chord(start_beat=0, length_beats=4, root=2, bass=2, tones=(2, 5, 9), symbol="Dm", numeral="i"),
                    Chord(start_beat=4, length_beats=4, root=7, bass=7, tones=(7, 10, 2), symbol="Gm", numeral="iv"),
                ),
                lines=(Line(part=LEAD.id, notes=tune), Line(part=BED.id, notes=chords)),
                accents=(
                    Accent(
                        hit_id="h1", time_s=5.5, kind="turn", notes=(("timpani", 38, 5.0, 1.5), ("harp", 50, 0.0, 2.0))
                    ),
                    Accent(hit_id="h2", time_s=10.0, kind="colour", notes=(("harp", 62, -6.0, 1.0),)),
                ),
                statements=(
                    Statement(theme="A", start_beat=0, length_beats=4, transformation="statement", part=LEAD.id),
                ),
            ),
            CueScore(
                cue_id="c2",
                style="elegy",
                key=Key(9, "dorian"),
                theme="A",
                chords=(
                    Chord(start_beat=0, length_beats=7, root=9, bass=9, tones=(9, 0, 4), symbol="Am", numeral="i"),
                ),
                lines=(Line(part=LEAD.id, notes=tune), Line(part=DRUMS.id, notes=drums)),
                accents=(Accent(hit_id="h3", time_s=18.25, kind="sting", notes=(("timpani", 33, 9.0, 2.0),)),),
                statements=(
                    Statement(theme="A", start_beat=7, length_beats=4, transformation="fragment", part=LEAD.id),
                ),
            ),
        ),
    )


def performance() -> Performance:
    written, tempi = score(), tempo_map()
    cues = []
    for cue in written.cues:
        tempo = tempi.cue(cue.cue_id)
        lines = []
        for line in cue.lines:
            notes = tuple(
                PlayedNote(
                    heard_s=float(tempo.seconds_at(note.start_beat)) + 0.0123,
                    length_s=0.4,
                    pitch=note.pitch,
                    velocity=70 + i,
                )
                for i, note in enumerate(line.notes)
            )
            t = float(tempo.times_s[0])
            lines.append(
                PlayedLine(
                    part=written.part(line.part),
                    cue_id=cue.cue_id,
                    notes=notes,
                    expression=np.array([[t, -9.0], [t + 2, 0.0], [t + 4, -3.0]]),
                    bend=np.array([[t + 1, 0.0], [t + 1.1, 30.0], [t + 1.2, -30.0]])
                    if line.part == LEAD.id
                    else np.empty((0, 2)),
                )
            )
        spotted = sheet().cue(cue.cue_id)
        cues.append(
            PlayedCue(
                cue_id=cue.cue_id,
                start_s=spotted.start_s,
                end_s=spotted.end_s,
                style=cue.style,
                lines=tuple(lines),
                accents=cue.accents,
            )
        )
    return Performance(parts=written.parts, cues=tuple(cues), duration_s=LENGTH_S)


def stems() -> Stems:
    """Six different tones; a click in ``hits`` for each hit."""
    n = round(LENGTH_S * 48_000)
    wave = {
        name: (0.02 * np.sin(2 * np.pi * (110 * (i + 1)) * np.arange(n)[:, None] / 48_000) * np.ones(2)).astype(
            np.float32
        )
        for i, name in enumerate(FUNCTIONS)
        if name != "hits"
    }
    wave["hits"] = np.zeros((n, 2), np.float32)
    click = (np.random.default_rng(1).normal(size=(4800, 2)) * np.exp(-np.arange(4800) / 600)[:, None] * 0.2).astype(
        np.float32
    )
    accents = []
    for hit in sheet().hits[:3]:
        first = round(hit.time_s * 48_000)
        wave["hits"][first : first + 4800] += click
        accents.append(
            PlacedAccent(hit_id=hit.id, kind=hit.kind, time_s=hit.time_s, start_sample=first, attack_s=0.0, sound=click)
        )
    total = np.sum([wave[name] for name in FUNCTIONS], axis=0, dtype=np.float64).astype(np.float32)
    return Stems(
        stems={name: Audio(samples=wave[name]) for name in FUNCTIONS},
        music=Audio(samples=total),
        accents=tuple(accents),
        engines=({"name": "MuseScore_General.sf3", "licence": "MIT", "parts": "melody: cello"},),
        warnings=("no sound font was found: the synthesiser plays",),
    )


def mix(made: Stems) -> Mix:
    return Mix(
        programme=made.music,
        gain_db=Curve(times_s=np.array([0.0, 2.0, 4.5, LENGTH_S]), values=np.array([-3.0, -12.0, -3.0, -3.0])),
        music_gain_db=-3.0,
        loudness=Loudness(integrated_lufs=-14.1, true_peak_dbtp=-1.2, lra_lu=6.0),
    )


def sync() -> Sync:
    return Sync(
        hits=tuple(
            HeardHit(hit_id=hit.id, time_s=hit.time_s, heard_s=hit.time_s + error_ms / 1000, error_ms=error_ms)
            for hit, error_ms in zip(sheet().hits[:3], (0.04, -0.11, 0.2), strict=True)
        ),
        transport_ms=0.012,
    )


def composed() -> Record:
    """A run as far as the performance."""
    return Record(
        film=film(),
        brief=Brief(
            prompt="melancholic cello, crunchwave",
            understood=("melancholic: mood", "cello: lead"),
            not_understood=("crunchwave",),
        ),
        picture=picture(),
        emotion=emotion(),
        sheet=sheet(),
        tempo_map=tempo_map(),
        score=score(),
        performance=performance(),
        timings_s={"watch": 1.25},
    )


def delivered(path: Path = Path("film.scored.mp4")) -> Record:
    """A run as far as the proof."""
    record = composed()
    made = stems()
    return replace(
        record,
        stems=made,
        mix=mix(made),
        delivery=Delivery(
            film=path, container="mp4", audio_codec="aac", pad_samples=0, warnings=("a chapter was lost",)
        ),
        sync=sync(),
    )
