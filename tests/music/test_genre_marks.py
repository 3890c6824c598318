"""Each genre by its mark: what a player of it would listen for first, read from the notes of a drawn film."""

from collections import Counter
from functools import cache
from itertools import pairwise

import numpy as np
import pytest

from scorecut.catalog.instruments import instrument
from scorecut.catalog.styles import style
from scorecut.composition.blend import blended
from scorecut.composition.cast import cast_of
from scorecut.composition.compose import compose
from scorecut.composition.idiom import idiom_of
from scorecut.model.cue_sheet import Wishes
from scorecut.model.score import Note
from scorecut.tempo.fit import fit_tempo
from tests.composition.spotted import cue, sheet, steady
from tests.music.manner import Manner

NEW = (
    "metal", "punk", "soul", "trap", "techno", "funk", "blues", "jazz", "big band", "reggae", "bossa nova", "post rock",
    "waltz", "classical", "chamber", "celtic", "medieval", "march", "lullaby", "new age",
)  # fmt: skip
#: A film's length; a blues wants more than its twelve bars.
LENGTH_S, CHORUS_S = 30.0, 44.0
#: How bright the film is where the mark is one of dark or of light music.
VALENCE = {"metal": -0.3, "soul": 0.4, "jazz": 0.3, "big band": 0.3, "classical": 0.4, "new age": 0.4}
#: A pattern's drums and chords where most, and nearly all, of the strokes are meant.
MOST, NEARLY_ALL = 0.6, 0.9


@cache
def scored(name: str) -> Manner:
    """A film whose energy rises to two thirds and falls again."""

    def curve(share: np.ndarray) -> np.ndarray:
        return np.interp(share, (0, 0.3, 0.66, 0.85, 1), (-0.9, 0.0, 0.8, 0.8, 0.0))

    length_s = CHORUS_S if name == "blues" else LENGTH_S
    film = sheet(cue(name, length_s=length_s, energy=curve, valence=VALENCE.get(name, 0.1)))
    tempo = fit_tempo(film)
    score = compose(film, tempo)
    return Manner(score, score.cues[0], tempo.cues[0])


def places(manner: Manner, notes: list[Note]) -> Counter[float]:
    """Count onsets by where they stand in the bar, to the sixteenth."""
    return Counter(round(manner.at(note) * 4) / 4 for note in notes)


def share(manner: Manner, notes: list[Note], *beats: float) -> float:
    """Return the share of notes that begin on these places of the bar."""
    found = places(manner, notes)
    return sum(found[beat] for beat in beats) / max(1, found.total())


def moves(notes: list[Note]) -> Counter[int]:
    """Count the semitones from each onset's lowest note to the next's."""
    lowest = {}
    for note in notes:
        lowest[note.start_beat] = min(note.pitch, lowest.get(note.start_beat, 127))
    pitches = [lowest[beat] for beat in sorted(lowest)]
    return Counter(b - a for a, b in pairwise(pitches))


@pytest.mark.parametrize("name", NEW)
def test_all_that_a_style_is_made_of_plays_within_its_tempo_and_grows(name: str) -> None:
    manner, rules = scored(name), style(name).tempo
    assert rules.low_bpm <= manner.tempo.target_bpm <= rules.high_bpm
    assert Counter(bar.meter for bar in manner.tempo.bars).most_common(1)[0][0] == rules.meters[0]
    sounding = {
        manner.bar_of(note.start_beat) for note in manner.notes("melody", "harmony", "bass", "texture", "rhythm")
    }
    last = manner.bar_of(manner.music.chords[-1].start_beat)
    assert set(range(last + 1)) <= sounding
    assert {"melody", "harmony", "bass"} <= {manner.score.part(line.part).function for line in manner.music.lines}
    for section in manner.music.sections[:-1]:  # no tune over a bass and drums alone
        playing = {
            manner.score.part(line.part).function
            for line in manner.music.lines
            if any(section.start_beat <= note.start_beat < section.end_beat for note in line.notes)
        }
        assert playing & {"harmony", "texture"}, section.label
    levels = [np.mean([n.level_db for n in notes]) for notes in halves(manner)]
    assert levels[1] > levels[0]


def halves(manner: Manner) -> tuple[list[Note], list[Note]]:
    """Return the notes of the first quarter and of the loud stretch."""
    notes, end = manner.notes("harmony", "bass", "melody"), manner.music.chords[-1].start_beat
    return (
        [n for n in notes if n.start_beat < 0.25 * end],
        [n for n in notes if 0.6 * end <= n.start_beat < 0.85 * end],
    )


@pytest.mark.parametrize("name", NEW)
def test_a_style_does_without_drums_and_lends_its_rhythm(name: str) -> None:
    idiom, forbidden = idiom_of(name), Wishes(style=name, without=("drums",), drums=False)
    cast = cast_of(forbidden, idiom)
    playing = {player for seat in cast.seats for player in seat.players} | {lead.player for lead in cast.leads}
    assert cast.leads and not any(instrument(player).family == "drums" for player in playing)
    assert {"bass", "harmony"} <= {seat.layer.function for seat in cast.seats}
    lent = {layer.texture for layer in idiom.layers if layer.function in ("bass", "rhythm")}
    for other in ("elegy", "house"):
        assert lent <= {layer.texture for layer in blended(idiom_of(other), idiom).layers}
        assert idiom.leads == blended(idiom, idiom_of(other)).leads


@pytest.mark.parametrize("name", ["metal", "trap", "waltz", "blues"])
def test_a_short_film_is_scored_in_a_blend_without_drums(name: str) -> None:
    film = sheet(cue(name, length_s=5.0, rhythm_style="reggae", without=("drums",), drums=False), marks=[])
    score = compose(film, steady(film, 120.0))
    assert not any(instrument(score.part(line.part).instrument).is_drums for line in score.cues[0].lines)
    assert {"melody", "bass"} <= {score.part(line.part).function for line in score.cues[0].lines}


def test_metal_is_damped_sixteenths_a_semitone_above_and_both_feet() -> None:
    manner = scored("metal")
    riff = manner.notes("harmony", player="distorted guitar")
    assert {n.articulation for n in riff} >= {"staccato"}
    assert sum(share(manner, riff, k + 0.25, k + 0.75) for k in range(4)) > 0.15
    assert moves(riff)[1] >= 3 and moves(riff)[-1] >= 3
    assert manner.music.key.mode in ("phrygian", "locrian") and any("bII" in c.numeral for c in manner.chords)
    assert all(len(c.tones) == 2 for c in manner.chords)
    feet = places(manner, manner.struck("kick"))
    assert len([beat for beat in feet if feet[beat] >= 3]) == 16


def test_punk_is_down_strokes_in_eighths_and_faster_than_rock() -> None:
    manner = scored("punk")
    chords = manner.notes("harmony", player="overdriven guitar")
    assert share(manner, chords, *np.arange(0, 4, 0.5)) > NEARLY_ALL
    assert min(places(manner, chords)[k / 2] for k in range(8)) >= 4
    assert style("punk").tempo.low_bpm > style("rock").tempo.high_bpm
    snare = places(manner, manner.struck("snare"))
    assert min(snare[k + 0.5] for k in range(4)) >= 3
    assert {c.numeral.split(": ")[-1].rstrip("5679").lower() for c in manner.chords} <= {
        "i",
        "iv",
        "v",
        "vi",
        "ii",
        "iii",
        "bvii",
        "vii",
    }


def test_soul_has_a_late_back_beat_and_chords_of_four_notes_and_more() -> None:
    manner = scored("soul")
    assert {beat for beat, _ in places(manner, manner.struck("snare")).most_common(2)} == {1.0, 3.0}
    assert np.mean([len(c.tones) >= 4 for c in manner.chords]) > MOST
    assert style("soul").players.late_ms >= 10
    bass = places(manner, manner.notes("bass"))
    assert bass[0.0] and sum(bass[beat] for beat in bass if beat % 1.0) > 0.3 * bass.total()


def test_trap_has_its_snare_on_three_and_a_hat_that_rolls() -> None:
    manner = scored("trap")
    snare = places(manner, manner.struck("snare"))
    assert snare.most_common(1)[0][0] == 2.0 and snare[1.0] + snare[3.0] < 0.2 * snare[2.0]  # a roll ends the cue
    hats = sorted(n.start_beat for n in manner.struck("hi-hat"))
    gaps = Counter(round(b - a, 3) for a, b in pairwise(hats))
    assert gaps[0.5] and gaps[0.125] >= 10
    low = manner.notes("bass")
    assert np.mean([n.length_beats for n in low]) > 0.7 and manner.tempo.target_bpm >= 130


def test_techno_is_four_on_the_floor_over_one_chord() -> None:
    manner = scored("techno")
    kick = places(manner, manner.struck("kick"))
    assert set(kick) == {0.0, 1.0, 2.0, 3.0}
    hats = places(manner, manner.struck("hi-hat"))
    assert len(hats) == 16
    home = sum(c.length_beats for c in manner.chords if c.root == manner.music.key.tonic)
    assert home > 0.5 * sum(c.length_beats for c in manner.chords)
    assert share(manner, manner.notes("bass"), 0.0, 1.0, 2.0, 3.0) < 0.3
    assert not scored("industrial techno").players & {"pluck synth", "sweep pad"}


def test_funk_scratches_sixteenths_over_a_ninth_and_begins_on_the_one() -> None:
    manner = scored("funk")
    guitar = manner.notes("harmony", player="funk guitar")
    assert sum(share(manner, guitar, k + 0.25, k + 0.75) for k in range(4)) > 0.3
    assert np.mean([n.length_beats for n in guitar]) < 0.2
    assert places(manner, manner.notes("bass", player="slap bass")).most_common(1)[0][0] == 0.0
    assert any("9" in c.numeral for c in manner.chords)
    pairs = list(pairwise(manner.chords))
    assert np.mean([a.root == b.root for a, b in pairs]) > 0.25


def test_blues_is_three_sevenths_in_their_bars_of_twelve_shuffled() -> None:
    manner = scored("blues")
    form = {0: 0, 1: 0, 2: 0, 3: 0, 4: 5, 5: 5, 6: 0, 7: 0, 8: 7, 9: 5, 10: 0, 11: 7}
    assert manner.bar_of(manner.chords[-1].start_beat) >= 12
    for chord in manner.chords[:-1]:
        bar = manner.bar_of(chord.start_beat) % 12
        assert (chord.root - manner.music.key.tonic) % 12 == form[bar], bar
        assert {(t - chord.root) % 12 for t in chord.tones} == {0, 4, 7, 10}
    assert {c.numeral for c in manner.chords} == {"I7", "IV7", "V7"}
    assert style("blues").players.swing > 0.6
    boogie = {(n.pitch - c.root) % 12 for c in manner.chords for n in manner.notes("bass")
              if c.start_beat <= n.start_beat < c.start_beat + c.length_beats}  # fmt: skip
    assert {0, 4, 7, 9} <= boogie


@pytest.mark.parametrize("name", ["jazz", "big band"])
def test_swing_rides_and_walks_through_two_five_one(name: str) -> None:
    manner = scored(name)
    ride = places(manner, manner.struck("ride"))
    assert min(ride[k] for k in (0.0, 1.0, 2.0, 3.0, 1.5, 3.5)) > 0.5 * ride[0.0] and not ride[0.5]
    assert share(manner, manner.struck("pedal hat"), 1.0, 3.0) == 1.0
    walk = places(manner, manner.notes("bass", player="upright bass"))
    assert min(walk[k] for k in (0.0, 1.0, 2.0, 3.0)) > MOST * walk[0.0]
    assert style(name).players.swing > 0.6
    assert {"ii", "V"} <= {c.numeral.split(": ")[-1].rstrip("0123456789maj") for c in manner.chords}
    assert np.mean([len(c.tones) >= 4 for c in manner.chords]) > MOST


def test_a_big_band_has_sections_of_brass_and_of_saxes() -> None:
    manner = scored("big band")
    assert len([who for who in manner.players if "sax" in who]) >= 3
    assert {"brass section", "low brass"} <= manner.players
    brass = manner.notes("texture", player="brass section")
    at_once = Counter(n.start_beat for n in brass)
    assert np.mean(list(at_once.values())) >= 3


def test_reggae_leaves_out_the_one_and_strikes_between_the_beats() -> None:
    manner = scored("reggae")
    skank = manner.notes("harmony", player="muted guitar")
    assert share(manner, skank, 0.5, 1.5, 2.5, 3.5) > NEARLY_ALL  # the last chord lies where it must
    kick = places(manner, manner.struck("kick"))
    assert kick[0.0] == 0 and kick[1.0] and kick[3.0]
    bass = manner.notes("bass", player="bass guitar")
    assert len({n.pitch for n in bass}) >= 5 and len(places(manner, bass)) >= 6


def test_bossa_nova_keeps_the_clave_over_two_bars() -> None:
    manner = scored("bossa nova")
    rim: dict[int, set[float]] = {}
    for note in manner.struck("side stick"):
        rim.setdefault(manner.bar_of(note.start_beat), set()).add(round(manner.at(note), 2))
    three = [bar for bar, hits in rim.items() if hits == {0.0, 1.5, 3.0}]
    two = [bar for bar, hits in rim.items() if hits == {1.0, 2.5}]
    assert len(three) >= 4 and len(two) >= 4
    assert {bar % 2 for bar in three} == {0} and {bar % 2 for bar in two} == {1}
    assert np.mean([len(c.tones) >= 4 for c in manner.chords]) > MOST
    assert "classical guitar" in manner.players and style("latin").name not in manner.music.style


def test_post_rock_builds_from_a_clean_guitar_to_a_wall() -> None:
    manner = scored("post rock")
    end = manner.music.chords[-1].start_beat
    loud = manner.notes("harmony", player="distorted guitar")
    assert loud and min(n.start_beat for n in loud) > 0.3 * end
    clean = manner.notes("harmony", player="electric guitar")
    assert clean and min(n.start_beat for n in clean) < 0.1 * end
    crash = manner.struck("crash")
    assert crash and min(n.start_beat for n in crash) > 0.3 * end


def test_a_waltz_has_its_bass_on_one_and_its_chords_on_two_and_three() -> None:
    manner = scored("waltz")
    assert manner.meter == (3, 4)
    assert share(manner, manner.notes("bass"), 0.0) > MOST
    chords = [
        n
        for n in manner.notes("harmony")
        if n.articulation == "portato" and n.start_beat < manner.chords[-1].start_beat
    ]
    assert share(manner, chords, 1.0, 2.0) > NEARLY_ALL
    roots = Counter((c.root - manner.music.key.tonic) % 12 for c in manner.chords)
    assert roots[0] and roots[7] and sum(roots[root] for root in (0, 2, 5, 7, 9)) > NEARLY_ALL * roots.total()


def test_a_classical_score_breaks_its_chords_and_asks_before_it_answers() -> None:
    manner = scored("classical")
    alberti = [n for n in manner.notes("harmony", player="violins ii") if n.start_beat < manner.chords[-1].start_beat]
    bars: dict[int, dict[float, int]] = {}
    for note in alberti:
        bars.setdefault(manner.bar_of(note.start_beat), {})[round(manner.at(note), 2)] = note.pitch
    full = [row for row in bars.values() if {0.0, 0.5, 1.0, 1.5} <= set(row)]
    assert len(full) >= 5
    assert np.mean([row[0.0] < row[1.0] < row[0.5] and row[0.5] == row[1.5] for row in full]) > MOST
    main = Counter((c.root - manner.music.key.tonic) % 12 for c in manner.chords)
    assert main[0] + main[7] > 0.4 * main.total()
    assert not manner.players & {"drum kit", "electric guitar", "synth bass"}


def test_chamber_music_gives_everybody_a_line() -> None:
    manner = scored("chamber")
    assert {"violin", "viola", "cello", "clarinet"} <= manner.players and len(manner.players) <= 6
    assert not manner.notes("rhythm")
    for who in ("viola", "cello"):
        assert len({n.pitch for _, notes in manner.lines("harmony", "bass", "texture", player=who) for n in notes}) >= 5


def test_celtic_music_is_a_jig_over_a_double_tonic() -> None:
    manner = scored("celtic")
    assert manner.meter == (6, 8)
    drum = places(manner, manner.notes("rhythm", player="bodhran"))
    assert drum[0.0] and drum[1.5]
    assert {"fiddle", "tin whistle"} <= manner.players
    assert manner.music.key.mode in ("dorian", "mixolydian", "minor")
    assert any(c.numeral.rstrip("56") in ("VII", "bVII") for c in manner.chords)


def test_medieval_music_sings_in_fifths_over_open_strings() -> None:
    manner = scored("medieval")
    assert manner.music.key.mode == "dorian"
    tune = {round(n.start_beat, 3): n.pitch for n in manner.notes("melody", player="recorder")}
    tune |= {round(n.start_beat, 3): n.pitch for n in manner.notes("melody", player="shehnai")}
    below = [(tune[round(n.start_beat, 3)] - n.pitch) % 12 for n in manner.notes("melody", player="viola")
             if round(n.start_beat, 3) in tune]  # fmt: skip
    assert len(below) > 10 and np.mean([apart == 7 for apart in below]) > MOST
    assert np.mean([len(c.tones) == 2 for c in manner.chords]) > MOST


def test_a_march_goes_left_and_right_with_chords_between() -> None:
    manner = scored("march")
    assert 105 <= manner.tempo.target_bpm <= 125
    tuba = [n for n in manner.notes("bass", player="tuba") if n.start_beat < manner.chords[-1].start_beat]
    assert share(manner, tuba, 0.0, 1.0, 2.0, 3.0) > NEARLY_ALL
    horns = [n for n in manner.notes("harmony", player="brass section") if n.start_beat < manner.chords[-1].start_beat]
    assert share(manner, horns, 0.5, 1.5, 2.5, 3.5, 1.0, 3.0) > NEARLY_ALL
    assert share(manner, manner.struck("kick"), 0.0, 1.0, 2.0, 3.0) == 1.0


def test_a_lullaby_rocks_softly_without_drums() -> None:
    manner = scored("lullaby")
    assert manner.meter == (6, 8) and not manner.notes("rhythm")
    assert max(n.level_db for n in manner.notes("melody", "harmony", "bass")) < 3.0
    harp = places(manner, manner.notes("harmony", player="harp"))
    assert len(harp) >= 4 and "music box" in manner.players


def test_new_age_music_is_consonant_and_flows() -> None:
    manner = scored("new age")
    assert manner.music.key.mode in ("major", "lydian") and not manner.notes("rhythm")
    assert manner.tempo.target_bpm < 76
    assert {"piano", "warm pad", "pan flute"} <= manner.players
    assert not any(c.numeral.split(": ")[-1].startswith(("vii", "V7")) for c in manner.chords[:-2])
