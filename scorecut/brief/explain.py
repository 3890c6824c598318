"""What was understood, for people: ``--explain`` prints these lines."""

from scorecut.model.brief import Brief


def explain(brief: Brief) -> list[str]:
    """Return the lines that say what the prompt was taken to mean, and what it was not."""
    if not brief.prompt:
        return ["no prompt: the picture alone decides"]
    lines = [f"prompt: {' '.join(brief.prompt.split())}"]
    lines += [f"  {line}" for line in brief.understood] or ["  nothing in it speaks of the music; the picture decides"]
    if brief.mood is not None or brief.anchors:
        lines.append(f"  the words set {brief.mood_weight:.0%} of the level, the picture the rest")
    if brief.wishes.style is None:
        lines.append("  style: left to the picture")
    if brief.not_understood:
        lines.append("not understood:")
        lines += [f"  {line}" for line in brief.not_understood]
    return lines
