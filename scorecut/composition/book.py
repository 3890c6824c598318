"""The parts as they fill up: the tune and its doublings, levels, hairpins, and what a player can do."""

from dataclasses import replace

import numpy as np

from scorecut.catalog.instruments import instrument
from scorecut.chance import stream
from scorecut.composition import arrivals, dynamics
from scorecut.composition.canvas import Canvas
from scorecut.composition.form import Stretch
from scorecut.composition.hands import playable
from scorecut.composition.idiom import Idiom, Lead
from scorecut.composition.melody import Sung
from scorecut.model.score import Line, Note, Part

#: Below the tune: doublings (same function, MUSIC.md 12: motion 4-6 dB under the foreground).
DOUBLE_DB = -4.0


class Book:
    """The parts as they fill up while a cue is written."""

    def __init__(self, canvas: Canvas, idiom: Idiom) -> None:
        self.canvas, self.idiom = canvas, idiom
        self._parts: dict[str, Part] = {}
        self._notes: dict[str, list[Note]] = {}
        self._owner: dict[str, str] = {}

    def add(self, function: str, player: str, owner: str, notes: list[Note], level_db: float) -> str:
        """Add a layer's notes to the part of its player; a second layer of one that cannot play both gets its own."""
        row = instrument(player)
        name = f"{function}: {player}"
        if not row.polyphonic and not row.is_drums:
            count = 1
            while self._owner.setdefault(name, owner) != owner:
                count += 1
                name = f"{function}: {player} {count}"
        self._parts.setdefault(name, Part(id=name, function=function, instrument=player))
        self._notes.setdefault(name, []).extend(dynamics.leveled(notes, self.canvas, self.idiom, level_db))
        return name

    def claim(self, function: str, player: str, owner: str) -> None:
        """Keep the player's own part for ``owner``: who leads anywhere doubles elsewhere from a second one."""
        self._owner.setdefault(f"{function}: {player}", owner)

    def lines(self, gaps: list[tuple[float, float]]) -> tuple[list[Line], list[Part]]:
        """Return every part's line as its player can play it, with its hairpins."""
        lines = []
        for number, (name, notes) in enumerate(self._notes.items()):
            part = self._parts[name]
            row = instrument(part.instrument)
            if part.function in ("rhythm", "texture"):
                notes = arrivals.thinned(notes, self.canvas, self.canvas.places)
            notes = playable(arrivals.silenced(notes, gaps), row, self.canvas)
            if not notes:
                continue
            long_notes = float(np.mean([note.length_beats for note in notes])) >= 1.4
            sustained = row.sustains and long_notes and part.function != "melody" and not row.is_drums
            swells = dynamics.swells_of(notes, self.canvas, self.idiom, sustained=sustained, phase=0.37 * number)
            lines.append(Line(part=name, notes=tuple(notes), swells=swells))
        return lines, list(self._parts.values())


def write_tune(
    book: Book, stretches: list[Stretch], leads: list[Lead | None], by_section: list[list[Sung]], seed: int
) -> None:
    idiom, canvas = book.idiom, book.canvas
    rng = stream(seed, "unevenness", canvas.cue.id)
    for lead in leads:
        if lead is not None:
            book.claim("melody", lead.player, "lead")
    for stretch, lead, line in zip(stretches, leads, by_section, strict=True):
        if lead is None or not line:
            continue
        notes = [_tune_note(note, idiom, canvas, rng) for note in line]
        book.add("melody", lead.player, "lead", notes, 0.0)
        if stretch.intensity < lead.double_above or stretch.spoken > 0.4:
            continue
        for name in lead.double[:2]:
            row = instrument(name)
            shift = 12 * lead.octave
            moved = []
            for note in notes:
                pitch = note.pitch + shift
                while pitch > row.sweet_high:
                    pitch -= 12
                while pitch < row.sweet_low:
                    pitch += 12
                if row.low <= pitch <= row.high:
                    moved.append(replace(note, pitch=pitch, ornament=""))
            book.add("melody", name, "double", moved, DOUBLE_DB)


def _tune_note(note: Sung, idiom: Idiom, canvas: Canvas, rng: np.random.Generator) -> Note:
    articulation = canvas.cue.wishes.articulation or idiom.articulation
    if articulation == "staccato" and note.length_beats >= 1.5:
        articulation = "tenuto"
    ornament = ""
    if note.goal and note.length_beats >= 0.75 and not note.leans:
        for name, share in idiom.ornaments.items():
            if float(rng.random()) < share:
                ornament = name
                break
    if ornament == "trill":
        articulation, ornament = "trill", ""
    level = (
        (1.0 if canvas.is_strong(note.start_beat) else 0.0) + (0.8 if note.leans else 0.0) + 0.25 * float(rng.normal())
    )
    return Note(
        start_beat=note.start_beat, length_beats=note.length_beats, pitch=note.pitch, level_db=level,
        articulation=articulation, phrase=note.phrase, slur=note.phrase * 8 + int(note.start_beat // 2) % 8, ornament=ornament,
    )  # fmt: skip
