"""The score as a notation program reads it: bars, written notes, voices, signs, and MusicXML of them."""
