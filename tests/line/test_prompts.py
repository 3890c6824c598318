"""What the words of a prompt do to the music, read from the exported MIDI alone."""

from dataclasses import dataclass

import mido
import numpy as np
import pytest

from scorecut.jobs.compose import compose_film
from scorecut.jobs.score import Order
from scorecut.model.progress import Silent
from scorecut.model.record import Record
from scorecut.settings import Settings
from scorecut.store import Store
from tests.line.scored import SAMPLES

KRUMHANSL_MAJOR = [6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88]
KRUMHANSL_MINOR = [6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17]


@dataclass(frozen=True)
class Read:
    """A MIDI file as somebody else reads it.

    notes : (track name, channel, pitch, seconds, length in seconds); programs by track; bpm weighted by duration
    """

    notes: list[tuple[str, int, int, float, float]]
    programs: dict[str, set[int]]
    bpm: float
    record: Record

    def time_of(self, function: str) -> dict[str, float]:
        """Seconds that each instrument sounds in tracks of a function."""
        spent: dict[str, float] = {}
        for track, _, _, _, length_s in self.notes:
            if track.startswith(function + ": "):
                name = track.split(": ", 1)[1]
                spent[name] = spent.get(name, 0.0) + length_s
        return spent

    @property
    def lead(self) -> str:
        spent = self.time_of("melody")
        return max(spent, key=spent.__getitem__)

    @property
    def has_drums(self) -> bool:
        return any(channel == 9 for _, channel, _, _, _ in self.notes)

    @property
    def has_a_beat(self) -> bool:
        """Whether drums play a rhythm (a cymbal's swell or an accent on a hit is none)."""
        return sum(channel == 9 and track.startswith("rhythm: ") for track, channel, *_ in self.notes) >= 8

    @property
    def is_minor(self) -> bool:
        """By the key profile that fits the sounding pitch classes best (Krumhansl and Kessler 1982)."""
        sounding = np.zeros(12)
        for _, channel, pitch, _, length_s in self.notes:
            if channel != 9:
                sounding[pitch % 12] += length_s
        fits = {
            minor: max(np.corrcoef(sounding, np.roll(profile, k))[0, 1] for k in range(12))
            for minor, profile in ((False, KRUMHANSL_MAJOR), (True, KRUMHANSL_MINOR))
        }
        return fits[True] > fits[False]


def read_midi(path, record: Record) -> Read:
    song = mido.MidiFile(path)
    tempi = sorted(
        (tick, message.tempo)
        for track in song.tracks
        for tick, message in absolute(track)
        if message.type == "set_tempo"
    )

    def seconds(tick: int) -> float:
        total, before, tempo = 0.0, 0, 500_000
        for at, new in tempi:
            if at >= tick:
                break
            total += (at - before) * tempo / song.ticks_per_beat / 1e6
            before, tempo = at, new
        return total + (tick - before) * tempo / song.ticks_per_beat / 1e6

    notes, programs = [], {}
    for track in song.tracks:
        sounding: dict[tuple[int, int], list[int]] = {}
        for tick, message in absolute(track):
            if message.type == "program_change":
                programs.setdefault(track.name, set()).add(message.program)
            elif message.type == "note_on" and message.velocity:
                sounding.setdefault((message.channel, message.note), []).append(tick)
            elif message.type in ("note_on", "note_off"):
                start = sounding[message.channel, message.note].pop(0)
                start_s = seconds(start)
                notes.append((track.name, message.channel, message.note, start_s, seconds(tick) - start_s))
    tempo = record.tempo_map.cues[0]
    first, last = float(tempo.times_s[0]), min(float(tempo.times_s[-1]), record.sheet.cues[0].end_s)
    spans = [
        (min(seconds(b), last) - max(seconds(a), first), 60e6 / t)
        for (a, t), (b, _) in zip(tempi, [*tempi[1:], (tempi[-1][0] + song.ticks_per_beat, 0)], strict=True)
        if seconds(b) > first and seconds(a) < last
    ]
    bpm = sum(length * rate for length, rate in spans) / sum(length for length, _ in spans)
    return Read(notes, programs, bpm, record)


def absolute(track):
    tick = 0
    for message in track:
        tick += message.time
        yield tick, message


@pytest.fixture(scope="module")
def composed(tmp_path_factory):
    """Compose the chase for a prompt; the analysis of the film is made once."""
    store = Store(tmp_path_factory.mktemp("store"))
    made: dict[str, Read] = {}

    def compose(prompt: str, **order) -> Read:
        key = f"{prompt} {order}"
        if key not in made:
            folder = tmp_path_factory.mktemp("midi") / "chase.score"
            asked = Order(film=SAMPLES / "chase.mp4", prompt=prompt, out=folder, **order)
            record, _ = compose_film(asked, settings=Settings(), store=store, progress=Silent())
            made[key] = read_midi(folder / "score.mid", record)
        return made[key]

    return compose


CELLO = "melancholic cello"
FANFARE = "triumphant brass fanfare, fast"
TECHNO = "18th-century baroque harpsichord with industrial techno drums"


def test_three_prompts_make_three_scores(composed):
    cello, fanfare, techno = composed(CELLO), composed(FANFARE), composed(TECHNO)
    assert cello.is_minor
    assert not fanfare.is_minor
    assert techno.is_minor
    assert cello.bpm < 80 < 112 <= fanfare.bpm
    assert 125 <= techno.bpm <= 150
    assert cello.lead == "cello"
    assert fanfare.lead in ("trumpet", "horn", "brass section")
    assert techno.lead == "harpsichord"
    assert not cello.has_a_beat
    assert techno.has_a_beat


def test_the_named_instrument_carries_the_melody(composed):
    for prompt, name in ((CELLO, "cello"), (TECHNO, "harpsichord"), ("playful clarinet", "clarinet")):
        spent = composed(prompt).time_of("melody")
        assert spent[name] >= 0.5 * sum(spent.values()), f"{prompt}: {spent}"


def test_programs_are_the_general_midi_ones(composed):
    read = composed(CELLO)
    assert read.programs["melody: cello"] == {42}


def test_no_drums_means_no_drums(composed):
    assert composed("action").has_drums
    assert not composed("action, no drums").has_drums


def test_solo_piano_is_a_piano_and_nothing_else(composed):
    read = composed("solo piano")
    assert {track.split(": ", 1)[1] for track, *_ in read.notes} == {"piano"}
    assert set().union(*read.programs.values()) == {0}


@pytest.mark.parametrize("bpm", [72, 90, 120])
def test_a_tempo_in_beats_a_minute_is_kept(composed, bpm):
    assert composed(f"epic, {bpm} bpm").bpm == pytest.approx(bpm, rel=0.03)


@pytest.mark.parametrize("words", ["in D minor", "in Bb major"])
def test_a_key_is_kept(composed, words):
    read = composed(f"romantic strings {words}")
    cue = read.record.score.cues[0]
    assert str(cue.key).lower() == words.removeprefix("in ").lower()
    bass = [note for note in read.notes if note[0].startswith("bass: ")]
    assert max(bass, key=lambda note: note[3])[2] % 12 == cue.key.tonic
    assert cue.key.is_minor == read.is_minor


def test_what_is_not_understood_is_named(composed):
    record = composed("tense crunchwave").record
    assert any("crunchwave" in words for words in record.brief.not_understood)


def test_another_seed_is_another_theme(composed):
    def tune(read: Read) -> list[int]:
        return [pitch for track, _, pitch, *_ in read.notes if track == "melody: cello"]

    assert tune(composed(CELLO)) != tune(composed(CELLO, seed=2))
