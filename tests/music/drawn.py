"""Tiny hand-made pieces whose craft is known."""

from dataclasses import replace

from scorecut.model.performance import PlayedCue, PlayedLine, PlayedNote
from scorecut.model.score import Chord, Line, Note, Part
from tests.music.piece import Piece, voices_of
from tests.performance.scenes import Film, play

TRIAD = (0, 4, 7)


def note(start: float, length: float, pitch: int, **more) -> Note:
    return Note(start_beat=float(start), length_beats=float(length), pitch=pitch, **more)


def run(pitches, length: float = 1.0, start: float = 0.0) -> list[Note]:
    """Notes one after the other; None is a rest."""
    return [note(start + i * length, length, pitch) for i, pitch in enumerate(pitches) if pitch is not None]


def chord(start: float, root: int, *, bass: int | None = None, length: float = 4.0) -> Chord:
    tones = tuple((root + step) % 12 for step in TRIAD)
    return Chord(
        start_beat=start, length_beats=length, root=root, bass=root if bass is None else bass, tones=tones, symbol="", numeral="",
    )  # fmt: skip


def piece(*lines: tuple[str, str, list[Note]], chords: list[Chord] | None = None, **film) -> Piece:
    """Return a piece played by (function, instrument, notes) in bars of four at 90 bpm, a chord a bar (C F G C)."""
    scored = []
    for function, name, notes in lines:
        part = Part(id=f"{function}: {name}", function=function, instrument=name)
        scored.append((part, Line(part=part.id, notes=tuple(notes))))
    made = Film(lines=tuple(scored), **film)
    music = made.cue_score if chords is None else replace(made.cue_score, chords=tuple(chords))
    played = PlayedCue(
        cue_id=made.cue_id, start_s=made.start_s, end_s=made.end_s, style=made.style, lines=play(made), accents=()
    )
    parts = {part.id: part for part, _ in scored}
    return Piece(
        film="drawn",
        prompt="",
        cue=made.cue,
        music=music,
        tempo=made.tempo,
        played=played,
        voices=voices_of(music, parts),
    )


def as_played(piece: Piece, notes: list[PlayedNote], expression=((0.0, 0.0),)) -> Piece:
    """Return the piece with its first line played in this very way."""
    line = piece.played.lines[0]
    mine = PlayedLine(part=line.part, cue_id=line.cue_id, notes=tuple(notes), expression=expression, bend=line.bend)
    return replace(piece, played=replace(piece.played, lines=(mine, *piece.played.lines[1:])))


def struck(times_s, velocities, *, pitch: int = 60, length_s: float = 0.2) -> list[PlayedNote]:
    return [
        PlayedNote(heard_s=t, length_s=length_s, pitch=pitch, velocity=v)
        for t, v in zip(times_s, velocities, strict=True)
    ]
