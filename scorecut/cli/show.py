"""What a finished run tells on stdout, for people."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

WIDEST = 100


def summary(told: Mapping[str, Any], said: Collection[str] = ()) -> str:
    """Return the few lines that end a run: cues, hits and their proof, and what should be known.

    said : warnings that the user has read already, while the run went on
    """
    lines = []
    for cue in told.get("cues", ()):
        facts = [cue.get("style") or "the style is free"]
        if "key" in cue:
            facts += [f"{cue['key']} {cue['mode']}", cue["meter"], f"{cue['tempo_bpm']:.0f} bpm"]
        lines.append(f"  cue {cue['number']}  {clock(cue['start_s'])} to {clock(cue['end_s'])}  {', '.join(facts)}")
    if not told.get("cues"):
        lines.append("  no cues: this film has no music")
    lines.append(f"  {hits(told)}")
    if told.get("dropped_hits"):
        lines.append(
            f"  dropped: {', '.join(hit['id'] for hit in told['dropped_hits'])} (they leave no playable tempo)"
        )
    if told.get("brief", {}).get("not_understood"):
        lines.append(f"  not understood: {'; '.join(told['brief']['not_understood'])}")
    lines += [f"  note: {text}" for text in told.get("warnings", ()) if text not in said]
    return "\n".join(lines)


def hits(told: Mapping[str, Any]) -> str:
    """Return how many hits there are and how well they were measured to sit.

    >>> hits({"hits": [1, 2], "sync": {"n": 2, "max_abs_ms": 0.123, "transport_ms": 0.01}})
    '2 hits, the largest error is 0.123 ms, measured in the film'
    """
    n = len(told.get("hits", ()))
    text = f"{n} hit{'' if n == 1 else 's'}" if n else "no hits: no moment asked for one"
    if told.get("sync", {}).get("n"):
        text += f", the largest error is {told['sync']['max_abs_ms']:.3f} ms, measured in the film"
    return text


def clock(seconds: float) -> str:
    """Return a time as people read it: minutes and seconds.

    >>> clock(75.04)
    '1:15.0'
    """
    minutes, tenths = divmod(round(seconds * 10), 600)
    return f"{minutes}:{tenths // 10:02d}.{tenths % 10}"


def table(rows: Sequence[Sequence[str]]) -> str:
    """Return rows in columns of equal width, the last one as long as it likes."""
    if not rows:
        return ""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]) - 1)]
    lines = [
        "  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[-1]]) for row in rows
    ]
    return "\n".join(line.rstrip() for line in lines)
