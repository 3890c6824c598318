"""Where the tune is silent: in a long cue for a quarter of it, so that its coming back says something (MUSIC.md 12)."""

from scorecut.catalog.instruments import instrument
from scorecut.composition.cast import Cast
from scorecut.composition.form import Stretch
from scorecut.composition.idiom import Lead, grooves, textures
from scorecut.composition.seats import register

LONG_CUE_S = 45.0
REST_SHARE, ALONE_SHARE = 0.27, 0.36
#: What each section keeps for the tune, and who gives first: a break before the others, a peak and an end never.
KEPT_BARS = {"break": 1, "A'": 2, "B": 2, "A": 2}

#: Who sings in the lead's place: from this share of silent bars on nobody need; which sections are given away first.
RELIEF_SHARE = 0.31
HANDED = {"break": 0, "A'": 1, "B": 2, "intro": 3, "A": 4, "build": 5}
SECOND_VOICES = ("counter", "call", "canon", "double")
UNPITCHED = ("drums", "fx")


def rests(stretches: list[Stretch], length_s: float, *, alone: bool = False) -> list[int]:
    """Return how many bars at the end of each section the tune leaves to the others; an opening rests by itself.

    alone : nobody else may sing (a person named the lead), so that short sections and the peak give a bar too
    """
    out = [0] * len(stretches)
    if length_s <= LONG_CUE_S:
        return out
    owed = round((ALONE_SHARE if alone else REST_SHARE) * sum(stretch.n_bars for stretch in stretches))
    owed -= sum(_opening_rest(stretch) for stretch in stretches)
    for room in (_room, _last_room) if alone else (_room,):
        while owed > 0:
            able = [i for i, stretch in enumerate(stretches) if room(stretch) > out[i]]
            if not able:
                break
            most = max(able, key=lambda i: (room(stretches[i]) - out[i], stretches[i].role == "break", i))
            out[most] += 1
            owed -= 1
    return out


def _opening_rest(stretch: Stretch) -> int:
    return max(0, stretch.n_bars - 2) if stretch.role == "intro" else 0


def _room(stretch: Stretch) -> int:
    """Return how many bars a section can spare."""
    kept = KEPT_BARS.get(stretch.role)
    return 0 if kept is None or stretch.n_bars < 3 else min(stretch.n_bars - kept, 1 + stretch.n_bars // 3)


def _last_room(stretch: Stretch) -> int:
    """Return how many bars a section gives where nobody takes over: half of a short one, the peak's last."""
    if stretch.role in ("climax", "build"):
        return int(stretch.n_bars >= 4)
    if stretch.role == "ending":
        return 0
    return max(_room(stretch), stretch.n_bars // 2)


def relieved(leads: list[Lead | None], cast: Cast, stretches: list[Stretch], length_s: float) -> list[Lead | None]:
    """Return the leads with another player in a section or two, where one alone would never put the instrument down.

    The lead keeps the opening statement, the peak and the end, and every section if a person named it; the relief is
    another lead of the style, or who answers or doubles the tune, or plays a second voice.
    """
    sung = [lead for lead in leads if lead is not None]
    if length_s <= LONG_CUE_S or not sung or cast.wishes.lead:
        return leads
    main = max(sung, key=lambda lead: sum(s.n_bars for s, x in zip(stretches, leads, strict=True) if x is lead))
    spare = rests(stretches, length_s)
    out, total = list(leads), sum(stretch.n_bars for stretch in stretches)
    silent = sum(
        stretch.n_bars if lead is None or lead.player != main.player else free + _opening_rest(stretch)
        for stretch, lead, free in zip(stretches, leads, spare, strict=True)
    )
    relief = _relief(main, cast)
    if relief is None:
        return out
    for i in sorted(range(len(out)), key=lambda i: (HANDED.get(stretches[i].role, 9), i)):
        if silent >= RELIEF_SHARE * total:
            break
        lead, stretch = out[i], stretches[i]
        if stretch.role not in HANDED or lead is None or lead.player != main.player or (stretch.role == "A" and not i):
            continue
        out[i] = relief
        silent += stretch.n_bars - spare[i] - _opening_rest(stretch)
    return out


def _relief(main: Lead, cast: Cast) -> Lead | None:
    """Return who may sing for a while in the lead's place, of several one who has the lead's notes.

    The tune then keeps its one summit, whoever sings it.
    """
    by_kind = [(textures()[s.layer.texture].kind, s) for s in cast.seats if s.layer.texture not in grooves()]
    names = [lead.player for lead in cast.leads]
    names += [player for _, seat in by_kind if seat.layer.function == "melody" for player in seat.players]
    names += main.double
    for kinds in (SECOND_VOICES, ("figure",)):
        names += [p for kind, s in by_kind if kind in kinds and s.layer.function != "bass" for p in s.players]
    able = [
        name
        for name in dict.fromkeys(names)
        if name != main.player and instrument(name).family not in UNPITCHED and name not in cast.wishes.background
    ]
    low, high = main.register
    same = [name for name in able if instrument(name).low <= low and high <= instrument(name).high]
    if same:
        return Lead(player=same[0], register=main.register)
    return Lead(player=able[0], register=register(instrument(able[0]), main.register)) if able else None
