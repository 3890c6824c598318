"""What a whole cue must hold: wishes, ranges, hits, endings, themes, repeatability."""

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import spearmanr

from scorecut.catalog.instruments import instrument
from scorecut.catalog.styles import styles
from scorecut.composition.compose import compose
from scorecut.model.picture import Speech
from scorecut.model.pitch import Key
from tests.composition.spotted import composed, cue, hits, players, sheet, steady
from tests.some import some

STYLES = sorted(styles())


@settings(max_examples=30, deadline=None)
@given(
    style=st.sampled_from(STYLES), seed=st.integers(1, 10_000), length_s=st.floats(3.0, 70.0),
    valence=st.floats(-0.8, 0.8), tension=st.floats(-0.6, 0.9), ending=st.sampled_from(["close", "open", "button", "ring out", "stop"]),
)  # fmt: skip
def test_every_note_lies_in_its_instruments_range_and_in_its_cue(style, seed, length_s, valence, tension, ending):
    one = cue(style, length_s=length_s, valence=valence, tension=tension, ending=ending)
    marks = hits(one) if length_s > 12 else []
    score, _, beats = composed(one, seed=seed, marks=marks)
    music = score.cue("c1")
    end = float(beats.cue("c1").beat_at(one.end_s))
    assert music.lines
    for line in music.lines:
        row = instrument(score.part(line.part).instrument)
        for note in line.notes:
            assert note.start_beat >= 0 and note.end_beat <= end + 1e-6 and note.length_beats > 0
            assert row.is_drums or row.low <= note.pitch <= row.high
        starts = [note.start_beat for note in line.notes]
        assert starts == sorted(starts)
    for accent in music.accents:
        for name, pitch, _, length in accent.notes:
            row = instrument(name)
            assert length > 0 and (row.is_drums or row.low <= pitch <= row.high)


@settings(max_examples=15, deadline=None)
@given(style=st.sampled_from(STYLES), seed=st.integers(1, 1000))
def test_one_player_holds_one_note_at_a_time(style, seed):
    score, _, _ = composed(cue(style), seed=seed)
    for line in score.cue("c1").lines:
        row = instrument(score.part(line.part).instrument)
        if row.polyphonic or row.is_drums:
            continue
        for now, after in zip(line.notes, line.notes[1:], strict=False):
            assert now.end_beat <= after.start_beat + 1e-6


def test_every_hit_has_an_accent_at_the_frames_own_second_with_a_quick_attack():
    for style in STYLES:
        score, film, _ = composed(cue(style))
        accents = {accent.hit_id: accent for accent in score.cue("c1").accents}
        assert set(accents) == {hit.id for hit in film.hits}
        for hit in film.hits:
            assert accents[hit.id].time_s == hit.time_s
            assert min(instrument(name).attack_ms for name, *_ in accents[hit.id].notes) <= 30


def test_neighbouring_accents_sound_different():
    for seed in range(1, 6):
        score, _, _ = composed(cue("romantic strings"), seed=seed)
        row = [accent.notes for accent in score.cue("c1").accents]
        assert all(a != b for a, b in itertools.pairwise(row))
        firsts = [notes[0][0] for notes in row]
        assert sum(a == b for a, b in itertools.pairwise(firsts)) <= 1


def test_a_turn_changes_the_harmony_exactly_at_its_beat():
    for style in STYLES:
        score, _, beats = composed(cue(style))
        starts = {round(chord.start_beat, 6) for chord in score.cue("c1").chords}
        final = max(starts)
        for place in beats.cue("c1").places:
            if place.hit.kind in ("turn", "arrive") and place.at_beat <= final:
                assert round(place.at_beat, 6) in starts, style


def test_the_lead_that_was_named_carries_the_tune_in_every_section():
    for style, lead in (("elegy", "cello"), ("fanfare", "trumpet"), ("baroque", "harpsichord"), ("epic", "oboe")):
        score, _, _ = composed(cue(style, lead=lead, length_s=60.0))
        music = score.cue("c1")
        line = next(line for line in music.lines if line.part == f"melody: {lead}")
        covered = sum(note.length_beats for note in line.notes)
        everybody = {
            round(note.start_beat, 3): note.length_beats
            for other in music.lines if other.part.startswith("melody")
            for note in other.notes
        }  # fmt: skip
        assert covered >= 0.6 * sum(everybody.values())
        for section in music.sections:
            assert any(note.start_beat < section.end_beat and note.end_beat > section.start_beat for note in line.notes)


def test_solo_piano_is_piano_alone_accents_included():
    score, _, _ = composed(cue("minimalist piano", lead="piano", instruments=("piano",), only=True))
    assert players(score, score.cue("c1")) == {"piano"}
    functions = {score.part(line.part).function for line in score.cue("c1").lines}
    assert {"melody", "harmony", "bass"} <= functions


@pytest.mark.parametrize("style", some(STYLES))
def test_no_drums_means_no_drums(style):
    score, _, _ = composed(cue(style, drums=False))
    assert all(instrument(name).family != "drums" for name in players(score, score.cue("c1")))


def test_what_is_forbidden_never_sounds_and_somebody_else_does():
    score, _, _ = composed(cue("romantic strings", without=("strings",)))
    heard = players(score, score.cue("c1"))
    assert all(instrument(name).family != "strings" and not name.startswith("pizzicato") for name in heard)
    assert {score.part(line.part).function for line in score.cue("c1").lines} >= {"melody", "harmony", "bass"}
    score, _, _ = composed(cue("epic", without=("brass", "choir")))
    assert all(instrument(name).family != "brass" and name != "choir" for name in players(score, score.cue("c1")))


def test_instruments_that_were_asked_for_are_heard_and_background_never_leads():
    score, _, _ = composed(cue("epic", instruments=("banjo", "oboe", "tabla"), background=("choir",), lead="horn"))
    music = score.cue("c1")
    heard = {score.part(line.part).instrument for line in music.lines}
    assert {"banjo", "oboe", "tabla", "choir", "horn"} <= heard
    assert not any(line.part == "melody: choir" for line in music.lines)


def test_only_two_instruments_play_when_two_were_named():
    score, _, _ = composed(cue("folk", lead="flute", instruments=("harp", "flute"), only=True))
    assert players(score, score.cue("c1")) == {"flute", "harp"}


def test_a_blend_takes_harmony_from_one_style_and_drums_from_the_other():
    score, _, _ = composed(cue("baroque", rhythm_style="industrial techno", lead="harpsichord"))
    music = score.cue("c1")
    kit = next(line for line in music.lines if line.part == "rhythm: drum machine")
    kicks = [note for note in kit.notes if note.pitch == instrument("kick").key]
    covered = {
        section.label
        for section in music.sections
        for note in kicks
        if section.start_beat <= note.start_beat < section.end_beat
    }
    assert len(kicks) > 20 and len(covered) >= 3
    assert any(line.part == "melody: harpsichord" for line in music.lines)
    assert music.key.mode == "harmonic minor"


def test_key_tonic_and_mode_are_obeyed():
    assert composed(cue("epic", key=Key(2, "minor")))[0].cue("c1").key == Key(2, "minor")
    assert composed(cue("epic", tonic=9))[0].cue("c1").key.tonic == 9
    assert composed(cue("epic", mode="lydian"))[0].cue("c1").key.mode == "lydian"


def test_valence_chooses_the_mode():
    bright, dark = composed(cue("fanfare", valence=0.5))[0], composed(cue("elegy", valence=-0.1))[0]
    assert not bright.cue("c1").key.is_minor
    assert dark.cue("c1").key.is_minor


@pytest.mark.parametrize("style", ["elegy", "epic", "romantic strings", "baroque", "fanfare", "jazz noir"])
def test_the_last_cue_closes_on_its_tonic_and_has_time_to_ring(style):
    score, film, beats = composed(cue(style, valence=0.0))
    music, tempo = score.cue("c1"), beats.cue("c1")
    last = music.chords[-1]
    assert last.root == music.key.tonic == last.bass
    before = music.chords[-2]
    assert (before.root - music.key.tonic) % 12 in (1, 5, 7, 10)
    left_s = film.cues[0].end_s - float(tempo.seconds_at(last.start_beat))
    assert left_s >= 1.5
    tune = max(
        (line for line in music.lines if line.part.startswith("melody")), key=lambda line: line.notes[-1].end_beat
    )
    assert tune.notes[-1].pitch % 12 in last.tones[:3]
    held = [line for line in music.lines if score.part(line.part).function in ("melody", "bass")]
    assert max(note.start_beat for line in held for note in line.notes) <= last.start_beat + 1e-6


def test_an_open_ending_does_not_close():
    score, _, _ = composed(cue("elegy", ending="open"))
    music = score.cue("c1")
    assert music.chords[-1].root != music.key.tonic or music.chords[-1].bass != music.key.tonic


def test_a_stop_stops_the_music():
    one = cue("action")
    score, film, beats = composed(one, marks=hits(one, (0.3, 0.55), ("turn", "stop")))
    music, tempo = score.cue("c1"), beats.cue("c1")
    stop = film.hits[1].time_s
    assert music.cut_s == (stop,)
    beat = float(tempo.beat_at(stop))
    sounding = [
        note
        for line in music.lines
        for note in line.notes
        if note.start_beat < beat + 0.5 and note.end_beat > beat + 1e-6
    ]
    assert not sounding
    accent = next(accent for accent in music.accents if accent.kind == "stop")
    assert all(length <= stop for *_, length in accent.notes)


@pytest.mark.parametrize("style", some(STYLES))
@pytest.mark.parametrize("length_s", [20.0, 40.0])
def test_the_head_motif_returns_twice_changed(style, length_s):
    score, _, _ = composed(cue(style, length_s=length_s))
    changed = [s for s in score.cue("c1").statements if s.transformation != "statement"]
    assert len(changed) >= 2 and all(s.part and s.length_beats > 0 for s in changed)


def test_same_sheet_same_score_other_seed_other_theme():
    first, again, other = (composed(cue("elegy"), seed=seed)[0] for seed in (4, 4, 5))
    assert first == again

    def tune(score):
        return [note.pitch for line in score.cue("c1").lines if line.part.startswith("melody") for note in line.notes]

    assert np.diff(tune(first)).tolist() != np.diff(tune(other)).tolist()


def test_another_film_with_the_same_seed_has_another_theme():
    def tune(digest):
        film = replace(sheet(cue()), film_digest=digest)
        score = compose(film, steady(film))
        return [note.pitch for line in score.cues[0].lines if line.part.startswith("melody") for note in line.notes]

    assert tune("a" * 64) == tune("a" * 64)
    assert tune("a" * 64) != tune("b" * 64)


def test_a_wish_for_one_cue_leaves_every_note_of_the_others():
    def film(**wishes):
        return (
            cue("elegy", number=1, scene=0, ending="open"),
            cue("epic", number=2, start_s=42.0, scene=1, ending="open", **wishes),
            cue("elegy", number=3, start_s=85.0, scene=0),
        )

    before, after = composed(*film())[0], composed(*film(drums=False, lead="flute", tonic=1))[0]
    for name in ("c1", "c3"):
        assert before.cue(name).lines == after.cue(name).lines
        assert before.cue(name).accents == after.cue(name).accents
    assert before.cue("c2").lines != after.cue("c2").lines


def intensity(score, beats, times_s):
    """Loudness, density and number of parts of the written music in 4 s windows, each ranked alike."""
    music, tempo = score.cue("c1"), beats.cue("c1")
    rows = []
    for start in times_s:
        power, onsets, parts, pitches = 1e-6, 0, set(), []
        for line in music.lines:
            for note in line.notes:
                a, b = float(tempo.seconds_at(note.start_beat)), float(tempo.seconds_at(note.end_beat))
                shared = min(b, start + 4) - max(a, start)
                if shared > 0:
                    power += shared * 10 ** (note.level_db / 10)
                    parts.add(line.part)
                    onsets += start <= a < start + 4
                    if line.part.startswith("melody"):
                        pitches.append(note.pitch)
        rows.append((10 * np.log10(power), np.log1p(onsets), len(parts), np.mean(pitches) if pitches else np.nan))
    table = np.array(rows)
    scaled = (table - np.nanmean(table, axis=0)) / (np.nanstd(table, axis=0) + 1e-9)
    return np.nan_to_num(scaled).sum(axis=1)


@pytest.mark.parametrize("style", ["elegy", "epic", "minimalist piano", "action", "hybrid tension", "folk", "fanfare"])
def test_the_music_rises_and_falls_with_the_energy_and_turns_over_with_it(style):
    times_s = np.arange(0.0, 40.0, 4.0)  # up to where the last chord rings out
    curves = []
    for sign in (1, -1):

        def energy(share, sign=sign):
            return sign * (0.55 * np.sin(2 * np.pi * (share - 0.1)))

        one = cue(style, length_s=44.0, energy=energy)
        score, _, beats = composed(one)
        wanted = [one.emotion.curve("energy").mean(t, t + 4) for t in times_s]
        curves.append(intensity(score, beats, times_s))
        prompt = spearmanr(curves[-1], wanted).statistic
        one_window_late = spearmanr(curves[-1][1:], wanted[:-1]).statistic
        assert max(prompt, one_window_late) >= 0.7
    assert spearmanr(*curves).statistic < 0


def test_the_lead_keeps_out_of_spoken_lines():
    speech = (Speech(start_s=14.0, end_s=24.0),)
    quiet, _, beats = composed(cue("romantic strings"), speech=speech)
    loud, _, _ = composed(cue("romantic strings"))
    tempo = beats.cue("c1")

    def busy(score):
        return sum(
            14.5 < float(tempo.seconds_at(note.start_beat)) < 23.5
            for line in score.cue("c1").lines for note in line.notes
        )  # fmt: skip

    assert busy(quiet) < 0.6 * busy(loud)


def test_density_and_dynamics_are_obeyed():
    def notes(**wishes):
        score, _, _ = composed(cue("romantic strings", **wishes))
        return [note for line in score.cue("c1").lines for note in line.notes]

    sparse, plain, full = (notes(density=value) for value in (-1.0, 0.0, 1.0))
    assert len(sparse) < 0.8 * len(plain) < len(full)
    soft, loud = (np.mean([note.level_db for note in notes(dynamics_db=value)]) for value in (-6.0, 4.0))
    assert 8.0 <= loud - soft <= 10.5


def test_long_cues_rest_change_their_scoring_and_keep_a_lead():
    def energy(share):
        return 0.1 + 0.5 * np.sin(2 * np.pi * (1.6 * share + 0.55))

    for style in ("epic", "romantic strings", "uplifting", "folk"):
        score, _, _ = composed(cue(style, length_s=110.0, energy=energy))
        music = score.cue("c1")
        end = max(note.end_beat for line in music.lines for note in line.notes)
        sets = []
        for bar in np.arange(0.0, end, 4.0):
            sets.append(
                {
                    line.part
                    for line in music.lines
                    if any(n.start_beat < bar + 4 and n.end_beat > bar for n in line.notes)
                }
            )
        longest = run = 1
        for a, b in itertools.pairwise(sets):
            run = run + 1 if a == b else 1
            longest = max(longest, run)
        assert longest <= 8, style
        for line in music.lines:
            part = score.part(line.part)
            if part.function in ("rhythm", "bass"):
                silent = sum(line.part not in on for on in sets) / len(sets)
                assert silent >= 0.15, (style, line.part)


@pytest.mark.parametrize("length_s", [20.0, 22.0, 26.0, 30.0])
def test_a_fall_before_the_last_hit_is_an_ending_of_its_own(length_s):
    def high_in_the_middle(share):
        return np.where((share > 0.25) & (share < 0.74), 0.6, -0.7)

    slow = cue("elegy", length_s=length_s, energy=high_in_the_middle)
    sections = composed(slow, marks=hits(slow, (0.85,), ("sting",)))[0].cues[0].sections
    peak = max(section.intensity for section in sections)
    assert sections[-1].label == "ending" and sections[-1].intensity < peak - 0.3


@pytest.mark.parametrize("style", ["classical", "waltz", "jazz", "baroque"])
@pytest.mark.parametrize("length_s", [40.0, 60.0])
@pytest.mark.parametrize("opening", ["attack", "sneak"])
def test_a_quiet_half_is_never_a_tune_over_a_bass_alone(style, length_s, opening):
    def quiet_at_first(share):
        return np.where(share < 0.25, -0.86, np.where(share < 0.5, -0.9, 0.5))

    music = composed(cue(style, length_s=length_s, energy=quiet_at_first, opening=opening))[0].cues[0]
    for section in music.sections:
        playing = {
            line.part.split(":")[0] for line in music.lines
            if any(section.start_beat <= note.start_beat < section.end_beat for note in line.notes)
        }  # fmt: skip
        assert "bass" not in playing or playing & {"harmony", "texture"}, (section.label, playing)
