"""The picture in the README: what ``spot --plot`` draws, with what was composed to it (``make picture``)."""

import argparse
import tempfile
from pathlib import Path

from scorecut.delivery.plot import check_plot, plot
from scorecut.delivery.report_json import report
from tests.run import compose_for


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("film", type=Path)
    options.add_argument("--prompt", default="")
    options.add_argument("-o", "--out", type=Path, required=True)
    given = options.parse_args()
    check_plot(given.out)
    with tempfile.TemporaryDirectory() as folder:
        record = compose_for(given.film, given.prompt, workdir=Path(folder))
    given.out.write_bytes(plot(record, report(record), suffix=given.out.suffix))
    print(given.out)


if __name__ == "__main__":
    main()
