"""``report.html``: the run on one page that needs nothing from outside and no script.

Everything on it comes from the report; timings and paths stay out, so the same
film, sheet and seed give the same page.
"""

from pathlib import Path
from typing import Any

from scorecut.delivery import palette
from scorecut.delivery.chart import LEFT, RIGHT, STRIP_HEIGHT, chart
from scorecut.delivery.export import Draft
from scorecut.delivery.film_strip import as_data_uri, read_strip
from scorecut.model.clock import timecode

TEMPLATE = Path(__file__).with_name("report.html.j2")


class ReportHtml:
    """``report.html``."""

    identity = "report.html/1"

    def write(self, draft: Draft) -> None:
        """Write the page."""
        film, picture = draft.record.film, draft.record.picture
        strip = read_strip(film, picture, width=RIGHT - LEFT, height=STRIP_HEIGHT) if picture else None
        page = report_html(
            draft.report,
            title=film.path.name,
            rate=film.frame_rate,
            strip="" if strip is None else as_data_uri(strip),
        )
        draft.write("report.html", page)


def report_html(told: Any, *, title: str, rate: Any, strip: str = "") -> str:
    """Return the page of a report. rate : the film's frame rate, for timecode; strip : the film strip as ``data:``."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    def at(seconds: float) -> str:
        return timecode(seconds, rate)

    shelf = Environment(
        loader=FileSystemLoader(TEMPLATE.parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    shelf.filters["timecode"] = at
    shelf.filters["clock"] = clock
    shelf.filters["signed_ms"] = signed_ms
    return shelf.get_template(TEMPLATE.name).render(
        told=told, title=title, chart=chart(told, with_strip=bool(strip)), strip=strip, palette=palette
    )


def signed_ms(value: float) -> str:
    """Return an error as people read it: late is positive, nothing has no sign.

    >>> signed_ms(-0.01), signed_ms(-0.0001)
    ('-0.010 ms', '0.000 ms')
    """
    return f"{value:+.3f} ms" if abs(value) >= 0.0005 else "0.000 ms"


def clock(seconds: float) -> str:
    """Return a time as people read it.

    >>> clock(75.04), clock(3661)
    ('1:15.0', '1:01:01.0')
    """
    tenths = round(seconds * 10)
    minutes, rest = divmod(tenths, 600)
    hours, minutes = divmod(minutes, 60)
    head = f"{hours}:{minutes:02d}" if hours else f"{minutes}"
    return f"{head}:{rest // 10:02d}.{rest % 10}"
