import pytest

from scorecut.catalog.tables import TableError
from scorecut.composition.numerals import chromatic_numeral, harmony, symbol
from scorecut.composition.tension import chord_tension
from scorecut.model.pitch import Key

C_MAJOR, C_MINOR, A_DORIAN = Key(0, "major"), Key(0, "minor"), Key(9, "dorian")


@pytest.mark.parametrize(
    ("numeral", "key", "name"),
    [
        ("I", C_MAJOR, "C"), ("vi", C_MAJOR, "Am"), ("V7", C_MAJOR, "G7"), ("V65", C_MAJOR, "G7/B"),
        ("V43", C_MAJOR, "G7/D"), ("V42", C_MAJOR, "G7/F"), ("ii65", C_MAJOR, "Dm7/F"), ("V7/V", C_MAJOR, "D7"),
        ("bVI", C_MAJOR, "Ab"), ("iv", C_MAJOR, "Fm"), ("viio7", C_MAJOR, "Bdim7"), ("Isus4", C_MAJOR, "Csus4"),
        ("i", C_MINOR, "Cm"), ("VI", C_MINOR, "Ab"), ("iv6", C_MINOR, "Fm/Ab"), ("bII6", C_MINOR, "Db/F"),
        ("iiø65", C_MINOR, "Dm7b5/F"), ("VI@1", C_MINOR, "Ab/C"), ("V", C_MINOR, "G"), ("i5", C_MINOR, "C5"),
        ("IV", A_DORIAN, "D"), ("VII", A_DORIAN, "G"), ("iadd9", C_MINOR, "Cmadd9"), ("VImaj7", C_MINOR, "Abmaj7"),
    ],
)  # fmt: skip
def test_a_numeral_means_its_chord(numeral, key, name):
    assert symbol(harmony(numeral, key), key) == name


def test_a_numeral_that_cannot_be_read_is_named():
    with pytest.raises(TableError, match="'XI'"):
        harmony("XI", C_MAJOR)


def test_an_inversion_over_another_bass_says_so():
    chord = harmony("iv", C_MINOR)
    assert chord.over(8).numeral == "iv6"
    assert harmony("V7", C_MINOR).over(11).numeral == "V65"


def test_chromatic_chords_are_named_from_the_key():
    assert chromatic_numeral(8, "major", C_MAJOR) == "bVI"
    assert chromatic_numeral(6, "minor", C_MINOR) == "#iv"


def test_tension_grows_from_home_to_far():
    home = harmony("I", C_MAJOR)
    rising = [chord_tension(harmony(n, C_MAJOR), C_MAJOR, home) for n in ("I", "vi", "V7", "bII", "viio7")]
    assert 0.0 <= rising[0] < rising[1] < rising[2] < rising[4]
    assert rising[3] > rising[1]
