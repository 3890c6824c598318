"""MusicXML read by music21: what a notation program finds in the file, part by part, in quarters of the whole film."""

from collections import defaultdict
from dataclasses import dataclass, replace
from xml.etree import ElementTree

from music21 import chord, converter, harmony, note, stream

from scorecut.delivery.notation.looks import players
from scorecut.delivery.notation.musicxml import written_xml
from scorecut.model.cue_sheet import CueSheet
from scorecut.model.pitch import Key
from scorecut.model.score import CueScore, Line, Note, Part, Score
from scorecut.model.tempo_map import TempoMap
from tests import nouns

Piece = tuple[Score, TempoMap, CueSheet]


@dataclass(frozen=True)
class Read:
    """A note as it was read, ties joined. ``pitch`` sounding MIDI number; of drums the place on the staff (``F4``)."""

    start: float
    length: float
    pitch: int | str

    @property
    def end(self) -> float:
        return self.start + self.length


@dataclass(frozen=True)
class Bar:
    """A bar as it was read: where it begins, its metre, how much it holds."""

    start: float
    meter: tuple[int, int]
    holds: float


def parse(text: str) -> stream.Score:
    """Return music21's score at sounding pitch."""
    return converter.parseData(text, format="musicxml").toSoundingPitch()


def staves(read: stream.Score, score: Score) -> dict[str, list[stream.Part]]:
    """Return the read staves of each player by its name: two where it has a grand staff."""
    rows = iter(read.parts)
    return {player.name: [next(rows) for _ in range(player.n_staves)] for player in players(score)}


def bars(part: stream.Part) -> list[Bar]:
    """Return all bars of a staff."""
    out, meter = [], (4, 4)
    for measure in part.getElementsByClass("Measure"):
        if measure.timeSignature:
            meter = (measure.timeSignature.numerator, measure.timeSignature.denominator)
        out.append(Bar(float(measure.offset), meter, float(measure.duration.quarterLength)))
    return out


def notes(parts: list[stream.Part]) -> list[Read]:
    """Return the notes of a player's staves in order, ties joined; small notes and chord symbols are left out."""
    out: list[Read] = []
    for part in parts:
        waiting: dict[tuple[int | str, float], list[Read]] = defaultdict(list)
        found = [one for one in part.recurse().notes if not isinstance(one, harmony.ChordSymbol)]
        rows = [(float(one.getOffsetInHierarchy(part)), one) for one in found if not one.duration.isGrace]
        for start, one in sorted(rows, key=lambda row: row[0]):
            length = float(one.duration.quarterLength)
            for member in one.notes if isinstance(one, chord.ChordBase) else [one]:
                drum = isinstance(member, note.Unpitched)
                pitch = f"{member.displayStep}{member.displayOctave}" if drum else member.pitch.midi
                tie = member.tie.type if member.tie else ""
                whole = Read(start, length, pitch)
                if tie in ("stop", "continue"):
                    begun = waiting[pitch, round(start, 6)].pop()
                    whole = Read(begun.start, begun.length + length, pitch)
                if tie in ("start", "continue"):
                    waiting[pitch, round(start + length, 6)].append(whole)
                else:
                    out.append(whole)
        assert not any(waiting.values()), "a tie leads nowhere"
    return sorted(out, key=lambda one: (one.start, str(one.pitch)))


def alone(*written: Note, instrument: str = "cello", key: Key | None = None, swells=()) -> Piece:
    """The first hand-made cue with one part of our own."""
    part = Part(id=f"melody: {instrument}", function="melody", instrument=instrument)
    cue = nouns.score().cues[0]
    mine = CueScore(
        cue_id=cue.cue_id, style="elegy", key=key or Key(2, "minor"), theme="A", chords=(),
        lines=(Line(part=part.id, notes=written, swells=swells),),
    )  # fmt: skip
    score = Score(parts=(part,), cues=(mine,))
    tempo_map, sheet = nouns.tempo_map(), nouns.sheet()
    return score, replace(tempo_map, cues=tempo_map.cues[:1]), replace(sheet, cues=sheet.cues[:1], hits=())


def tree(piece: Piece) -> ElementTree.Element:
    return ElementTree.fromstring(written_xml(*piece))
