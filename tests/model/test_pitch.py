"""Keys and note names as a musician writes them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorecut.model.pitch import MODES, Key, note_name, pitch_class


@pytest.mark.parametrize(
    ("tonic", "mode", "fifths"),
    [("C", "major", 0), ("G", "major", 1), ("F", "major", -1), ("A", "minor", 0), ("D", "minor", -1),
     ("Bb", "major", -2), ("E", "minor", 1), ("D", "dorian", 0), ("F", "lydian", 0), ("C", "minor", -3)],
)  # fmt: skip
def test_key_signatures(tonic, mode, fifths):
    assert Key(pitch_class(tonic), mode).fifths == fifths


def test_tonics_are_spelt_by_their_key():
    assert str(Key(10, "major")) == "Bb major"
    assert str(Key(6, "minor")) == "F# minor"


@given(st.integers(0, 127), st.booleans())
def test_a_notes_name_names_its_pitch_class(pitch, flats):
    name = note_name(pitch, flats=flats).rstrip("-0123456789")
    assert pitch_class(name) == pitch % 12


@pytest.mark.parametrize("name", ["H", "", "Cx", "c major"])
def test_what_is_no_note_is_refused(name):
    with pytest.raises(ValueError, match="no such note"):
        pitch_class(name)


def test_every_mode_has_its_scale_on_every_tonic():
    for mode in MODES:
        for tonic in range(12):
            assert Key(tonic, mode).scale[0] == tonic
            assert -6 <= Key(tonic, mode).fifths <= 6
