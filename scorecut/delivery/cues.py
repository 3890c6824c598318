"""``cues.toml``: the cue sheet, with what scorecut decided beside it as comments."""

from typing import Any

from scorecut.delivery.export import Draft
from scorecut.sheetfile.rewrite import rewrite
from scorecut.sheetfile.write import write_sheet


class CuesToml:
    """``cues.toml``."""

    identity = "cues.toml/1"

    def write(self, draft: Draft) -> None:
        """Write the sheet, an edited one with its editor's comments. Decisions are comments, never wishes."""
        record, chosen = draft.record, decisions(draft.report)
        assert record.sheet is not None
        if record.sheet_text:
            text = rewrite(record.sheet_text, record.sheet, decisions=chosen)
        else:
            text = write_sheet(record.sheet, decisions=chosen)
        draft.write("cues.toml", text)


def decisions(report: Any) -> dict[str, dict[str, Any]]:
    """Return by id of a cue or hit what was chosen for it, as far as the report knows."""
    chosen: dict[str, dict[str, Any]] = {}
    for cue in report.get("cues", ()):
        if "key" in cue:
            chosen[cue["id"]] = {
                "style": cue["style"],
                "key": f"{cue['key']} {cue['mode']}",
                "meter": cue["meter"],
                "tempo": f"{cue['tempo_bpm']:.1f} bpm",
                "theme": cue["theme"],
            }
    for hit in report.get("hits", ()):
        if "place" in hit:
            where = {"place": hit["place"], "bar": hit["bar"], "beat": hit["beat"]}
            told = {name: value for name, value in where.items() if value is not None}
            chosen[hit["id"]] = {**told, "played by": ", ".join(hit.get("instruments", ())) or "nobody"}
    for hit in report.get("dropped_hits", ()):
        chosen[hit["id"]] = {"dropped": hit["why"]}
    return chosen
