"""Figures in a prompt: tempi, metres, keys, and places in the film's time.

Each reader looks for one notation in the folded text and gives spans; of spans
that overlap the earlier, then the longer one stands.
"""

import re
from dataclasses import dataclass

from scorecut.model.pitch import MODES, Key, pitch_class

SLOWEST_BPM, FASTEST_BPM = 30.0, 240.0
#: A number without "bpm" is a tempo from here on.
SLOWEST_BARE_BPM = 40.0

_SPELT = {
    "a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "ninety": 90,
    "half a": 0.5, "couple of": 2, "few": 4,
}  # fmt: skip
_N = r"\d+(?:\.\d+)?"
_CLOCK = r"\d{1,3}(?::\d{2}){1,3}(?:[.,]\d+)?"
_UNIT = r"(?:seconds?|secs?|s|minutes?|mins?|m(?=\d))"
_LONG_UNIT = r"(?:seconds?|secs|minutes?|mins)"
_SAID = "|".join(sorted(_SPELT, key=len, reverse=True))
_LENGTH = rf"(?:{_N}[\s-]*{_UNIT}|\b(?:{_SAID})[\s-]+{_LONG_UNIT})(?:\s*(?:and\s+)?{_N}[\s-]*(?:seconds?|secs?|s))?"
_TIME = rf"(?:{_CLOCK}|{_LENGTH})(?![\w:])"
_ABOUT = r"(?:about |around |roughly |approximately |exactly |ca\.? )?"
_THE = r"(?:the )?"
_MODE_WORDS = sorted([*MODES, "maj", "min", "aeolian", "ionian", "dur", "moll", "natural minor"], key=len, reverse=True)
_MODE_NAMES = {"maj": "major", "min": "minor", "aeolian": "minor", "ionian": "major", "dur": "major", "moll": "minor", "natural minor": "minor"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Span:
    """Where in the film words hold: seconds; ``end_s`` None is until something else is said.

    loose : from words such as "at first", which the next mood may cut short or draw out
    """

    start_s: float
    end_s: float | None = None
    loose: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """One notation found: ``kind`` is ``bpm`` ``weight`` ``meter`` ``key`` ``tonic`` ``when`` ``length`` or ``refused``.

    start, end : characters of the text; value : what it says (for ``refused`` the reason)
    """

    kind: str
    start: int
    end: int
    value: object


def figures(text: str, folded: str, film_length_s: float) -> list[Figure]:
    """Return all figures of the prompt in order; ``text`` has the capitals that tell "A minor" from "a minor key"."""
    tempi = _tempi(folded) or _bare_tempi(folded)
    weights = [Figure("weight", *match.span(), float(match[1]) / 100) for match in _WEIGHT.finditer(folded)]
    found = [*tempi, *weights, *_meters(folded), *_keys(text, folded), *_times(folded, film_length_s)]
    found.sort(key=lambda figure: (figure.start, -figure.end))
    kept: list[Figure] = []
    for figure in found:
        if not kept or figure.start >= kept[-1].end:
            kept.append(figure)
    return kept


# ---- tempo and metre

_BPM = re.compile(
    rf"(?:\btempo(?: of| at| is|:|=)?\s*|[♩♪]\s*=\s*|\bat\s+{_ABOUT})?(?:\bbetween\s+)?(?<![\w.:])({_N})(?:\s*(?:-|to|and)\s*({_N}))?[\s-]*"
    rf"(?:bpm|b\.p\.m\.?|beats per minute|beats a minute)(?!\w)"
    rf"|\b(?:bpm|tempo)(?: of| at| is|:|=| around| about)*\s*({_N})(?:\s*(?:-|to)\s*({_N}))?(?![\w:])"
    rf"|[♩♪]\s*=\s*({_N})"
)
_BARE = re.compile(
    rf"(?:^|[,;(\n])\s*(?:{_ABOUT}|~ ?|c\. ?|tempo )(\d{{2,3}})(?=\s*(?:$|[,;)\n!]|\.(?!\d)))", re.MULTILINE
)
_METER = re.compile(r"(?<![\d/:])(\d{1,2})/(2|4|8|16)(?:\s*(?:time|meter|metre|signature|feel))?(?![\d/])")


def _tempi(folded: str) -> list[Figure]:
    found = []
    for match in _BPM.finditer(folded):
        numbers = [float(group) for group in match.groups() if group]
        low, high = min(numbers), max(numbers)
        if low >= SLOWEST_BPM and high <= FASTEST_BPM:
            found.append(Figure("bpm", *match.span(), (low, high)))
        else:
            why = f"a tempo lies between {SLOWEST_BPM:.0f} and {FASTEST_BPM:.0f} bpm"
            found.append(Figure("refused", *match.span(), why))
    return found


def _bare_tempi(folded: str) -> list[Figure]:
    """Return a number that stands alone in its clause and can be a tempo ("drums, bass, 160", "around 80")."""
    found = []
    for match in _BARE.finditer(folded):
        bpm = float(match[1])
        if SLOWEST_BARE_BPM <= bpm <= FASTEST_BPM:
            found.append(Figure("bpm", match.start(1), match.end(1), (bpm, bpm)))
    return found[:1]


def _meters(folded: str) -> list[Figure]:
    found = []
    for match in _METER.finditer(folded):
        beats, unit = int(match[1]), int(match[2])
        if 2 <= beats <= 15:
            found.append(Figure("meter", *match.span(), (beats, unit)))
        else:
            found.append(Figure("refused", *match.span(), "a bar has 2 to 15 beats"))
    return found


# ---- keys

_KEY = re.compile(
    rf"\b(in (?:the key of )?|key of |key ?[:=] ?)?([a-g])(b|#|♯|♭| ?-?flat| ?-?sharp)?[ -]({'|'.join(_MODE_WORDS)})\b"
)
_SHORT_KEY = re.compile(
    r"\b(?:in|key of|key ?[:=]|key) ?([A-G])([b#♯♭]?)(m|min|maj)?(?=\s*(?:[,.;!?)]|$|\swith\b|\sat\b|\sand\b))"
)
_CHORD = re.compile(r"(?:^|[,;(]\s*)([A-G])([b#♯♭]?)m(?=\s*(?:[,.;!)]|$))")
_TONIC = re.compile(r"\bkey of ([a-g])(b|#|♯|♭| ?-?flat| ?-?sharp)?(?!\w)")
#: After "a minor" these tell that no key is meant ("a minor key", "a major change").
_NO_KEY = re.compile(
    r"[ -](?:key|mode|scale|mood|feel|feeling|tonality|chord|chords|vibe|sound|shift|event|change|part|[a-z]+)\b"
)


def _accidental(sign: str | None) -> str:
    text = (sign or "").strip(" -")
    return {"flat": "b", "sharp": "#", "♭": "b", "♯": "#"}.get(text, text)


def _is_alone(folded: str, match: re.Match[str]) -> bool:
    """Whether nothing else stands in the clause: ", a minor," can only be a key."""
    before, after = folded[: match.start()].rstrip(), folded[match.end() :].lstrip()
    return (not before or before[-1] in ",;.(:\n") and (not after or after[0] in ",;.)!\n")


def _keys(text: str, folded: str) -> list[Figure]:
    found = []
    for match in _KEY.finditer(folded):
        lead, letter, sign, mode = match.groups()
        written = text[match.start(2) : match.end(2)]
        article = letter == "a" and written == "a" and not sign
        if article and not _is_alone(folded, match) and (_NO_KEY.match(folded, match.end()) or not lead):
            continue
        tonic = pitch_class(letter + _accidental(sign))
        found.append(Figure("key", *match.span(), Key(tonic, _MODE_NAMES.get(mode, mode))))
    for match in _SHORT_KEY.finditer(text):
        tonic = pitch_class(match[1] + _accidental(match[2]))
        if match[3]:
            found.append(Figure("key", *match.span(), Key(tonic, "major" if match[3] == "maj" else "minor")))
        else:
            found.append(Figure("tonic", *match.span(), tonic))
    for match in _CHORD.finditer(text):
        tonic = pitch_class(match[1] + _accidental(match[2]))
        found.append(Figure("key", match.start(1), match.end(), Key(tonic, "minor")))
    for match in _TONIC.finditer(folded):
        found.append(Figure("tonic", *match.span(), pitch_class(match[1] + _accidental(match[2]))))
    return found


#: "70% baroque, 30% techno"; shares of the film's length begin with "at" and are found as times.
_WEIGHT = re.compile(r"(?<![\w.])(\d{1,2}) ?(?:%|percent\b|per cent\b)(?! (?:mark|of the))(?:of )?")

# ---- time

_SHARE = r"(\d{1,3}) ?(?:%|percent|per cent)"
_WHEN: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        ("last", rf"\b(?:(?:in|for|during|over|within|only in) )?{_THE}(?:very )?(?:last|final|closing) {_ABOUT}({_LENGTH}|minute)(?!\w)"),
        ("first", rf"\b(?:(?:in|for|during|over|within|only in) )?{_THE}(?:very )?(?:first|opening|initial) {_ABOUT}({_LENGTH}|minute)(?!\w)"),
        ("between", rf"\b(?:from|between) {_ABOUT}{_THE}({_TIME})(?: mark)?\s*(?:to|and|-|until|till|through)\s*{_THE}({_TIME})(?: mark)?"),
        ("between", rf"(?:\bat )?(?<![\w:])({_CLOCK})\s*(?:-|to|until)\s*({_CLOCK})(?![\w:])"),
        ("from", rf"\b(?:from|after|past|starting at|starting from|starting around|beginning at|as of) {_ABOUT}{_THE}(?:first )?({_TIME})(?: mark)?(?: on| onwards?)?\b"),
        ("until", rf"\b(?:until|till|up to|before|up until|to) {_ABOUT}{_THE}({_TIME})(?: mark)?"),
        ("from", rf"\b(?:at|around|on|near|by) {_ABOUT}{_THE}({_TIME})(?: (?:mark|in|point))?(?: on| onwards?)?"),
        ("from", rf"@ ?({_TIME})"),
        ("from", rf"(?<![\w:])({_TIME}) (?:mark|in|onwards?)\b"),
        ("from", rf"(?<![\w:])({_CLOCK})(?![\w:])"),
        ("share", rf"\b(?:at|from|after|around|by) {_ABOUT}{_THE}{_SHARE}(?: mark)?(?: of (?:the )?(?:film|clip|video))?"),
        ("lasting", rf"\bfor {_ABOUT}({_LENGTH})(?!\w)"),
        ("length", rf"(?<![\w:])(?!(?:19|20)?\d0s|\d{{3,4}}s)({_LENGTH})(?:[ -]long)?(?!\w)"),
    )
)  # fmt: skip


def _times(folded: str, film_length_s: float) -> list[Figure]:
    found = []
    for name, pattern in _WHEN:
        for match in pattern.finditer(folded):
            if name in ("length", "lasting"):
                found.append(Figure(name, *match.span(), seconds(match[1])))
                continue
            span = _span(name, match, film_length_s)
            if span.start_s >= film_length_s > 0:
                found.append(Figure("refused", *match.span(), f"the film ends at {_clock(film_length_s)}"))
            else:
                found.append(Figure("when", *match.span(), span))
    return found


def _span(name: str, match: re.Match[str], film_length_s: float) -> Span:
    if name == "last":
        return Span(max(0.0, film_length_s - seconds(match[1])), film_length_s)
    if name == "first":
        return Span(0.0, seconds(match[1]))
    if name == "between":
        first, second = sorted((seconds(match[1]), seconds(match[2])))
        return Span(first, second)
    if name == "until":
        return Span(0.0, seconds(match[1]))
    if name == "share":
        return Span(min(100.0, float(match[1])) / 100.0 * film_length_s)
    return Span(seconds(match[1]))


def seconds(text: str) -> float:
    """Return a time as people write it, in seconds.

    Of a timecode with frames (``01:02:03:12``) the frames are left away: a mood needs no frame.

    >>> seconds("1:32.5"), seconds("2 minutes"), seconds("1 min 20 sec"), seconds("half a minute")
    (92.5, 120.0, 80.0, 30.0)
    """
    text = text.strip().replace(",", ".")
    if ":" in text:
        fields = [float(field) for field in text.split(":")[:3]]
        return sum(field * 60.0**power for power, field in enumerate(reversed(fields)))
    if text == "minute":
        return 60.0
    total = 0.0
    for count, unit in re.findall(rf"({_N}|\b(?:{_SAID}))[\s-]*({_UNIT})", text):
        number = float(_SPELT[count]) if count in _SPELT else float(count)
        total += number * (60.0 if unit.startswith("m") else 1.0)
    return total


def _clock(time_s: float) -> str:
    return f"{int(time_s // 60)}:{int(time_s % 60):02d}"
