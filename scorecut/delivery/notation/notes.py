"""One sign as MusicXML: pitch or drum, length, ties, tuplet, beams, and what hangs on it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scorecut.delivery.notation.quantise import Raw
from scorecut.delivery.notation.rhythm import Sign
from scorecut.delivery.notation.voices import Chord
from scorecut.model.spelling import Spelling, spell

if TYPE_CHECKING:
    from scorecut.delivery.notation.page import Page

ARTICULATIONS = {
    "staccato": "<staccato/>", "spiccato": "<staccato/>", "tenuto": "<tenuto/>", "portato": "<detached-legato/>",
    "marcato": '<strong-accent type="up"/>', "accent": "<accent/>",
}  # fmt: skip
ORNAMENTS = {"turn": "<turn/>"}

#: A note that sounds for less than this share of its sign gets a dot.
STACCATO = 0.55

#: How far (dB) above the cue's usual level a drum stroke is marked as an accent.
LOUDER_DB = 4.0


@dataclass(frozen=True, slots=True)
class Drawn:
    """A sign of a voice: ``at`` in units of the film; no chord is a rest, ``hidden`` where it is only room."""

    sign: Sign
    chord: Chord | None
    at: int
    hidden: bool = False
    first: bool = False

    @property
    def last(self) -> bool:
        return self.chord is not None and self.at + self.sign.length == self.chord.end


def note_xml(
    one: Drawn, page: "Page", staff: int, voice: int, two: bool, accidentals: dict[tuple[int, int], str],
    joined: tuple[str, ...],
) -> str:  # fmt: skip
    """Return the note elements of one sign: the notes of its chord, highest first, or its rest."""
    sign = one.sign
    number = voice + 4 * (staff - 1)
    if one.chord is None:
        if one.hidden and voice == 2:
            return f"<forward><duration>{sign.length}</duration><voice>{number}</voice>{_staff(page, staff)}</forward>"
        shown = ' print-object="no"' if one.hidden else ""
        whole = ' measure="yes"' if sign.whole_bar else ""
        kind = "" if sign.whole_bar else _kind(sign)
        bracket = _bracket(sign)
        bracket = f"<notations>{bracket}</notations>" if bracket else ""
        return (
            f"<note{shown}><rest{whole}/><duration>{sign.length}</duration><voice>{number}</voice>{kind}"
            f"{_staff(page, staff)}{bracket}</note>"
        )
    out = []
    chord = one.chord
    for i, note in enumerate(chord.notes):
        raw = note.raw
        if one.first and i == 0 and raw.ornament in ("grace", "mordent") and not page.part.player.is_unpitched:
            out.append(_graces(raw, page, number, staff))
        ties = ("" if one.first else '<tie type="stop"/>') + ("" if one.last else '<tie type="start"/>')
        stem = f"<stem>{'up' if voice == 1 else 'down'}</stem>" if two else ""
        if page.part.player.is_unpitched:
            where, head = page.unpitched_at(raw.pitch)
            what = f"<unpitched><display-step>{where[0]}</display-step><display-octave>{where[1:]}</display-octave></unpitched>"
            who = f'<instrument id="{page.part.player.id}-I{raw.pitch}"/>'
            accidental, stem = "", "<stem>up</stem>"
            head = f"<notehead>{head}</notehead>" if head else ""
        else:
            what, who, head = _pitch(page.spelled[staff, chord.start, raw.pitch]), "", ""
            printed = accidentals.get((chord.start, raw.pitch), "") if one.first else ""
            accidental = f"<accidental>{printed}</accidental>" if printed else ""
        rays = "".join(f'<beam number="{k + 1}">{beam}</beam>' for k, beam in enumerate(joined)) if i == 0 else ""
        out.append(
            f"<note>{'<chord/>' if i else ''}{what}<duration>{sign.length}</duration>{ties}{who}<voice>{number}</voice>"
            f"{_kind(sign, accidental)}{stem}{head}{_staff(page, staff)}{rays}{_notations(one, raw, page, staff, i)}</note>"
        )
    return "".join(out)


def _kind(sign: Sign, accidental: str = "") -> str:
    three = "<time-modification><actual-notes>3</actual-notes><normal-notes>2</normal-notes></time-modification>"
    return f"<type>{sign.kind}</type>{'<dot/>' * sign.dots}{accidental}{three if sign.tuplet else ''}"


def _staff(page: "Page", staff: int) -> str:
    return f"<staff>{staff}</staff>" if page.part.player.n_staves == 2 else ""


def _pitch(way: Spelling) -> str:
    alter = f"<alter>{way.alter}</alter>" if way.alter else ""
    return f"<pitch><step>{way.step}</step>{alter}<octave>{way.octave}</octave></pitch>"


def _bracket(sign: Sign) -> str:
    return f'<tuplet type="{sign.bracket}"/>' if sign.bracket else ""


def _graces(raw: Raw, page: "Page", number: int, staff: int) -> str:
    """The small notes before a note, as they are played: a semitone below, or a mordent written out.

    A mordent's sign is not used: MuseScore up to 3.2 reads nothing that comes after one.
    """
    key = page.key_of(raw.cue)
    if raw.ornament == "grace":
        pitches = [raw.pitch - 1]
    else:
        pitches = [raw.pitch, next(p for p in range(raw.pitch - 1, raw.pitch - 5, -1) if p % 12 in key.scale)]
    slash, kind = (' slash="yes"', "eighth") if len(pitches) == 1 else ("", "16th")
    out = ""
    for i, pitch in enumerate(pitches):
        way = spell(pitch + 12 * page.part.player.octaves, key, (), 1)
        beam = f'<beam number="1">{"begin" if i == 0 else "end"}</beam>' if len(pitches) > 1 else ""
        beam += beam.replace('"1"', '"2"')
        out += f"<note><grace{slash}/>{_pitch(way)}<voice>{number}</voice><type>{kind}</type>{_staff(page, staff)}{beam}</note>"
    return out


def _notations(one: Drawn, raw: Raw, page: "Page", staff: int, i: int) -> str:
    chord = one.chord
    assert chord is not None
    out = ("" if one.first else '<tied type="stop"/>') + ("" if one.last else '<tied type="start"/>')
    if i == 0:
        slurs = page.part.slurs.get((staff, chord.voice, chord.start), [])
        if one.first:
            out += '<slur type="start" number="1"/>' if "start" in slurs else ""
        if one.last:
            out += '<slur type="stop" number="1"/>' if "stop" in slurs else ""
        out += _bracket(one.sign)
    if one.first and i == 0:
        ornaments = ORNAMENTS.get(raw.ornament, "")
        ornaments += "<trill-mark/>" if raw.articulation == "trill" else ""
        ornaments += _tremolo(one, raw)
        out += f"<ornaments>{ornaments}</ornaments>" if ornaments else ""
        sign = _articulation(chord, page)
        out += f"<articulations>{sign}</articulations>" if sign else ""
    elif i == 0 and raw.articulation == "tremolo":
        out += f"<ornaments>{_tremolo(one, raw)}</ornaments>"
    if one.first and chord.notes[0].raw.ornament == "roll":
        out += "<arpeggiate/>"
    return f"<notations>{out}</notations>" if out else ""


def _tremolo(one: Drawn, raw: Raw) -> str:
    if raw.articulation != "tremolo":
        return ""
    strokes = {"16th": 1, "32nd": 0, "eighth": 2}.get(one.sign.kind, 3)
    return f'<tremolo type="single">{strokes}</tremolo>' if strokes else ""


def _articulation(chord: Chord, page: "Page") -> str:
    """The sign over a note, unless a word says it for the whole passage; of drums only what stands out is marked."""
    raw = chord.notes[0].raw
    if page.part.player.is_struck and page.part.player.part:
        loud = any(n.raw.level_db > page.medians[n.raw.cue, n.raw.pitch] + LOUDER_DB for n in chord.notes)
        return ARTICULATIONS["accent"] if loud else ""
    sign = "" if (raw.cue, raw.articulation) in page.part.told else ARTICULATIONS.get(raw.articulation, "")
    short = raw.end - raw.start < STACCATO * (chord.end - chord.start)
    if short and raw.articulation in ("legato", "detache", "marcato", "accent", "portato"):
        return (sign if raw.articulation != "portato" else "") + ARTICULATIONS["staccato"]
    return sign
