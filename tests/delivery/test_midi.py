"""MIDI files, read back by mido."""

import io

import mido
import pytest

from scorecut.delivery.midi import key_signature, played_midi, velocity_of, written_midi
from scorecut.model.pitch import Key
from tests import nouns


def written() -> mido.MidiFile:
    return read_back(written_midi(nouns.score(), nouns.tempo_map(), nouns.sheet()))


def played() -> mido.MidiFile:
    return read_back(played_midi(nouns.score(), nouns.performance(), nouns.tempo_map(), nouns.sheet()))


def read_back(file: mido.MidiFile) -> mido.MidiFile:
    text = io.BytesIO()
    file.save(file=text)
    return mido.MidiFile(file=io.BytesIO(text.getvalue()), charset="utf-8")


def seconds(file: mido.MidiFile, tick: int) -> float:
    """The reader's own clock: walk through the tempo events of the first track."""
    now, last, tempo, at = 0.0, 0, 500_000, 0
    for message in file.tracks[0]:
        at += message.time
        if at > tick:
            break
        if message.type == "set_tempo":
            now += mido.tick2second(at - last, file.ticks_per_beat, tempo)
            last, tempo = at, message.tempo
    return now + mido.tick2second(tick - last, file.ticks_per_beat, tempo)


def events(file: mido.MidiFile, name: str) -> list[tuple[float, mido.Message]]:
    """The messages of the track of this name, with their seconds."""
    [track] = [track for track in file.tracks if track.name == name]
    tick, out = 0, []
    for message in track:
        tick += message.time
        out.append((seconds(file, tick), message))
    return out


def notes(file: mido.MidiFile, name: str) -> list[tuple[float, int]]:
    return [(time_s, message.note) for time_s, message in events(file, name) if message.type == "note_on"]


def test_it_is_format_1_at_960_with_a_track_for_each_part_and_hit_instrument():
    file = written()
    assert (file.type, file.ticks_per_beat) == (1, 960)
    assert [track.name for track in file.tracks] == [
        "film.mp4",
        "melody: cello",
        "harmony: string section",
        "rhythm: drum kit",
        "hits: timpani",
        "hits: harp",
    ]


def test_written_notes_sound_at_the_tempo_maps_seconds():
    tempi = nouns.tempo_map()
    expected = sorted(
        float(tempi.cue(cue.cue_id).seconds_at(note.start_beat))
        for cue in nouns.score().cues
        for line in cue.lines
        if line.part == "melody: cello"
        for note in line.notes
    )
    heard = [time_s for time_s, _ in notes(written(), "melody: cello")]
    assert heard == pytest.approx(expected, abs=1e-4)


def test_a_chords_notes_all_sound_and_end_after_their_length():
    file = written()
    [first] = {time_s for time_s, _ in notes(file, "harmony: string section")[:3]}
    off = [time_s for time_s, message in events(file, "harmony: string section") if message.type == "note_off"]
    assert first == pytest.approx(1.5, abs=1e-5)
    assert off[0] == pytest.approx(5.5, abs=1e-5)


def test_accents_sound_within_half_a_tick_of_their_frame():
    found = sorted(notes(written(), "hits: timpani") + notes(written(), "hits: harp"))
    assert [time_s for time_s, _ in found] == pytest.approx([5.5, 5.5, 10.0, 18.25], abs=0.6e-3)


def test_programs_banks_and_drums_on_channel_10():
    heads = {
        track.name: [m for m in track if m.type in ("program_change", "control_change")] for track in written().tracks
    }
    assert [m.program for m in heads["melody: cello"] if m.type == "program_change"] == [42]
    assert {m.channel for m in heads["rhythm: drum kit"]} == {9}
    melodic = [m.channel for name, head in heads.items() if "drum" not in name for m in head]
    assert 9 not in melodic
    assert len({head[0].channel for head in heads.values() if head}) == 5


def test_every_beat_of_a_cue_has_its_tempo_event():
    file = written()
    times_s, tick = [], 0
    for message in file.tracks[0]:
        tick += message.time
        if message.type == "set_tempo":
            times_s.append(seconds(file, tick))
    for tempo in nouns.tempo_map().cues:
        for time_s in tempo.times_s[:-1]:
            assert min(abs(time_s - event_s) for event_s in times_s) < 1e-5


def test_signatures_follow_the_bars_and_keys():
    conductor = written().tracks[0]
    keys = [message.key for message in conductor if message.type == "key_signature"]
    assert keys == ["Dm", "Em"]
    meters = [(m.numerator, m.denominator) for m in conductor if m.type == "time_signature"]
    assert (3, 4) in meters


def test_markers_name_cues_and_hits_at_their_seconds():
    marks = {message.text: time_s for time_s, message in events(written(), "film.mp4") if message.type == "marker"}
    assert marks["cue 1: dawn"] == pytest.approx(1.5, abs=1e-5)
    assert marks["cue 2: the light goes"] == pytest.approx(14.0, abs=1e-5)
    assert marks["hit h1: cut (00:00:05:12)"] == pytest.approx(5.5, abs=1e-3)
    assert marks["hit h3: flash (00:00:18:06)"] == pytest.approx(18.25, abs=1e-3)


def test_every_track_ends_with_the_film():
    assert written().length == pytest.approx(nouns.LENGTH_S, abs=1e-3)


def test_the_performance_keeps_the_players_seconds_within_half_a_tick():
    expected = sorted(
        note.heard_s for cue in nouns.performance().cues for line in cue.lines for note in line.notes
        if line.part == nouns.LEAD
    )  # fmt: skip
    assert [time_s for time_s, _ in notes(played(), "melody: cello")] == pytest.approx(expected, abs=0.6e-3)


def test_the_performance_has_expression_and_bends_that_return_to_the_middle():
    messages = [message for _, message in events(played(), "melody: cello")]
    expression = [m.value for m in messages if m.type == "control_change" and m.control == 11]
    assert expression[:3] == [54, 90, 76]
    bends = [m.pitch for m in messages if m.type == "pitchwheel"]
    assert bends[0] == round(8192 * 30 / 1200)
    assert bends[-1] == 0


def test_one_pitch_never_sounds_twice_at_once():
    sounding: dict[int, int] = {}
    for _, message in events(played(), "melody: cello"):
        if message.type == "note_on":
            assert not sounding.get(message.note)
            sounding[message.note] = 1
        elif message.type == "note_off":
            sounding[message.note] = 0


def test_the_same_score_gives_the_same_bytes():
    one, two = io.BytesIO(), io.BytesIO()
    written().save(file=one)
    written().save(file=two)
    assert one.getvalue() == two.getvalue()


def test_louder_marks_are_faster_keys():
    velocities = [velocity_of(level) for level in (-30, -18, -12, -6, 0, 5, 9, 30)]
    assert velocities == sorted(velocities)
    assert velocities[0] >= 1 and velocities[-1] <= 127


def test_every_key_has_a_signature_that_midi_knows():
    for tonic in range(12):
        for mode in ("major", "minor", "dorian", "lydian", "phrygian dominant", "octatonic", "whole tone", "locrian"):
            mido.MetaMessage("key_signature", key=key_signature(Key(tonic, mode)))
    assert key_signature(Key(2, "minor")) == "Dm"
    assert key_signature(Key(3, "major")) == "Eb"
