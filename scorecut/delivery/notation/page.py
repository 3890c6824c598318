"""A part as MusicXML: bar by bar, voice by voice."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from scorecut.delivery.notation.bars import QUARTER, Measure
from scorecut.delivery.notation.drums import place_of
from scorecut.delivery.notation.looks import CLEFS
from scorecut.delivery.notation.marks import Mark
from scorecut.delivery.notation.notes import Drawn, note_xml
from scorecut.delivery.notation.parts import Harmony, Part, spelled
from scorecut.delivery.notation.rhythm import Sign, beams, signs
from scorecut.delivery.notation.voices import Chord
from scorecut.model.pitch import Key
from scorecut.model.spelling import Spelling

#: MusicXML's names for modes; others go without.
MODES = {
    "major": "major", "minor": "minor", "harmonic minor": "minor", "dorian": "dorian", "phrygian": "phrygian",
    "lydian": "lydian", "mixolydian": "mixolydian", "locrian": "locrian",
}  # fmt: skip
SHARPS = "FCGDAEB"
ACCIDENTALS = {-2: "flat-flat", -1: "flat", 0: "natural", 1: "sharp", 2: "double-sharp"}

Span = tuple[int, int, Chord | None]


class Page:
    """Writes the bars of one part. ``keys`` : (unit, key) of each change; ``marks`` : of the system, for the top part."""

    def __init__(
        self,
        part: Part,
        bars: Sequence[Measure],
        known: Harmony,
        keys: Sequence[tuple[int, Key]],
        marks: Sequence[Mark] = (),
    ) -> None:
        self.part, self.bars = part, bars
        self.keys = list(keys)
        self.key_of = known.keys.__getitem__
        self.spelled: dict[tuple[int, int, int], Spelling] = {} if part.player.is_unpitched else spelled(part, known)
        self.marks = self._by_bar([*marks, *part.marks])
        self.rows = self._rows()
        self.sounding = {(number, staff) for number, staff, _ in self.rows}
        self.clefs: dict[int, str] = {}
        self.key: Key | None = None
        self.meter: tuple[int, int] | None = None
        self.medians = self._medians()

    def measures(self) -> Iterator[str]:
        """Yield each bar."""
        for bar in self.bars:
            yield f'<measure number="{bar.number}">'
            yield self._attributes(bar)
            yield from self._voices(bar)
            if bar is self.bars[-1]:
                yield '<barline location="right"><bar-style>light-heavy</bar-style></barline>'
            yield "</measure>\n"

    def _by_bar(self, marks: Sequence[Mark]) -> dict[int, list[Mark]]:
        found: dict[int, list[Mark]] = {}
        for mark in sorted(marks, key=lambda mark: (mark.at, mark.rank)):
            found.setdefault(self.part.grid.bar_at(mark.at).number, []).append(mark)
        return found

    def _rows(self) -> dict[tuple[int, int, int], list[Span]]:
        """What each voice has in each bar: by (bar, staff, voice), (from, to, chord) in units of the film."""
        found: dict[tuple[int, int, int], list[Span]] = {}
        edges = [bar.start for bar in self.bars]
        for staff, chords in self.part.staves.items():
            for chord in chords:
                i = max(0, bisect_right(edges, chord.start) - 1)
                at = chord.start
                while at < chord.end and i < len(self.bars):
                    end = min(chord.end, self.bars[i].end)
                    found.setdefault((self.bars[i].number, staff, chord.voice), []).append((at, end, chord))
                    at, i = end, i + 1
        return found

    def _medians(self) -> dict[tuple[str, int], float]:
        """The usual level of each drum in each cue, from which a drummer's accents stand out."""
        found: dict[tuple[str, int], list[float]] = {}
        for note in self.part.notes:
            found.setdefault((note.raw.cue, note.raw.pitch), []).append(note.raw.level_db)
        return {drum: sorted(levels)[len(levels) // 2] for drum, levels in found.items()}

    def _attributes(self, bar: Measure) -> str:
        player = self.part.player
        first = bar.number == 1
        out = [f"<divisions>{QUARTER}</divisions>"] if first else []
        key = self._key_at(bar)
        if key is not None and (key.fifths, key.mode) != (self.key and (self.key.fifths, self.key.mode)):
            mode = f"<mode>{MODES[key.mode]}</mode>" if key.mode in MODES else ""
            fifths = 0 if player.is_unpitched else key.fifths
            if not player.is_unpitched or first:
                out.append(f"<key><fifths>{fifths}</fifths>{'' if player.is_unpitched else mode}</key>")
            self.key = key
        if bar.meter != self.meter:
            beats, unit = bar.meter
            out.append(f"<time><beats>{beats}</beats><beat-type>{unit}</beat-type></time>")
            self.meter = bar.meter
        if first and player.n_staves == 2:
            out.append("<staves>2</staves>")
        for staff in range(1, player.n_staves + 1):
            clef = self._clef(bar, staff)
            if clef != self.clefs.get(staff):
                sign, line, _ = CLEFS[clef]
                number = f' number="{staff}"' if player.n_staves == 2 else ""
                lines = "" if sign == "percussion" else f"<line>{line}</line>"
                out.append(f"<clef{number}><sign>{sign}</sign>{lines}</clef>")
                self.clefs[staff] = clef
        if first and player.octaves and not player.is_unpitched:
            out.append(
                "<transpose><diatonic>0</diatonic><chromatic>0</chromatic>"
                f"<octave-change>{-player.octaves}</octave-change></transpose>"
            )
        return f"<attributes>{''.join(out)}</attributes>" if out else ""

    def _key_at(self, bar: Measure) -> Key | None:
        found = [key for at, key in self.keys if at <= bar.start]
        return found[-1] if found else self.keys[0][1] if self.keys else None

    def _clef(self, bar: Measure, staff: int) -> str:
        """The clef of a cue is chosen from its notes, where the cue begins."""
        now = self.clefs.get(staff, "")
        if now and all(at != bar.start for at, _ in self.keys):
            return now
        until = next((at for at, _ in self.keys if at > bar.start), self.bars[-1].end)
        above = 12 * self.part.player.octaves
        chords = self.part.staves[staff]
        here = [chord for chord in chords if bar.start - QUARTER * 4 <= chord.start < until] or ([] if now else chords)
        pitches = [note.raw.pitch + above for chord in here for note in chord.notes]
        return self.part.player.clef(pitches, staff, now)

    def _voices(self, bar: Measure) -> Iterator[str]:
        n_staves = self.part.player.n_staves
        written = False
        marks = self.marks.get(bar.number, [])
        for staff in range(1, n_staves + 1):
            accidentals = self._accidentals(bar, staff) if (bar.number, staff) in self.sounding else {}
            two = (bar.number, staff, 2) in self.rows
            for voice in (1, 2):
                spans = self.rows.get((bar.number, staff, voice), [])
                if voice == 2 and not spans:
                    continue
                if written:
                    yield f"<backup><duration>{bar.length}</duration></backup>"
                written = True
                drawn = self._drawn(bar, spans, voice, two)
                if marks:
                    starts = {one.at for one in drawn}
                    if any(mark.at not in starts for mark in marks):
                        yield from self._between(bar, marks)
                        marks = []
                yield from self._row(bar, drawn, staff, voice, two, accidentals, marks)
                marks = []

    def _drawn(self, bar: Measure, spans: list[Span], voice: int, two: bool) -> list[Drawn]:
        """The signs of a voice through a whole bar; gaps are rests, those of a second voice are left open."""
        if not spans:
            return [Drawn(Sign(0, bar.length, "whole", whole_bar=True), None, bar.start, hidden=two)]
        filled: list[Span] = []
        at = bar.start
        for begin, end, chord in spans:
            if begin > at:
                filled.append((at, begin, None))
            filled.append((begin, end, chord))
            at = end
        if at < bar.end:
            filled.append((at, bar.end, None))
        out: list[Drawn] = []
        for begin, end, chord in filled:
            hidden = chord is None and voice == 2
            for sign in signs(
                begin - bar.start, end - bar.start, bar, rest=chord is None, is_triplet=self.part.grid.is_triplet
            ):
                at = bar.start + sign.start
                out.append(Drawn(sign, chord, at, hidden=hidden, first=chord is not None and at == chord.start))
        return out

    def _row(
        self, bar: Measure, drawn: list[Drawn], staff: int, voice: int, two: bool, accidentals: dict, marks: list[Mark]
    ) -> Iterator[str]:
        joined = beams([(one.sign, one.chord is not None) for one in drawn], bar)
        for one, rays in zip(drawn, joined, strict=True):
            yield from (self._mark(mark) for mark in marks if mark.at == one.at)
            yield note_xml(one, self, staff, voice, two, accidentals, rays)

    def _between(self, bar: Measure, marks: list[Mark]) -> Iterator[str]:
        """A bar's marks where some stand between the notes: not every program reads an offset, but all walk to a place."""
        at = bar.start
        for mark in marks:
            where = min(mark.at, bar.end)
            yield f"<forward><duration>{where - at}</duration></forward>" if where > at else ""
            yield self._mark(mark)
            at = where
        yield f"<backup><duration>{at - bar.start}</duration></backup>" if at > bar.start else ""

    def _mark(self, mark: Mark) -> str:
        staff = f"<staff>{mark.staff}</staff>" if self.part.player.n_staves == 2 else ""
        sound = f'<sound tempo="{mark.tempo:g}"/>' if mark.tempo else ""
        if mark.kind == "harmony":
            return f"<harmony>{mark.body}{staff}</harmony>"
        return f'<direction placement="{mark.placement}">{mark.body}{staff}{sound}</direction>'

    def _accidentals(self, bar: Measure, staff: int) -> dict[tuple[int, int], str]:
        """The accidentals to be printed in a bar, by (start, pitch): what the signature and the bar do not yet say."""
        if self.part.player.is_unpitched:
            return {}
        fifths = self.key.fifths if self.key else 0
        signature = dict.fromkeys(SHARPS, 0)
        signature.update(
            dict.fromkeys(SHARPS[:fifths] if fifths > 0 else SHARPS[::-1][:-fifths], 1 if fifths > 0 else -1)
        )
        state: dict[tuple[str, int], int] = {}
        found = {}
        spans = [span for voice in (1, 2) for span in self.rows.get((bar.number, staff, voice), [])]
        for begin, _, chord in sorted(spans, key=lambda span: span[0]):
            if chord is None or begin != chord.start:
                continue
            for note in chord.notes:
                way = self.spelled[staff, chord.start, note.raw.pitch]
                place = (way.step, way.octave)
                if state.get(place, signature[way.step]) != way.alter:
                    found[chord.start, note.raw.pitch] = ACCIDENTALS[way.alter]
                state[place] = way.alter
        return found

    def unpitched_at(self, pitch: int) -> tuple[str, str]:
        """Return where a drum is written and with which head."""
        return place_of(self.part, pitch)
