"""``scorecut``: runs the command, and turns whatever happens into one line and an exit code."""

import os
import sys
from collections.abc import Sequence

from scorecut.cli.ending import INTERRUPTED, TERMINATED, Terminated, forget_interrupt, obey_signals

FAULT = 70


def main() -> None:
    """Run the command line of this process and exit with its code."""
    if hasattr(sys.stdout, "reconfigure"):  # names of files may hold what no terminal can show
        sys.stdout.reconfigure(errors="backslashreplace")
    obey_signals()
    code = run(sys.argv[1:])
    forget_interrupt()
    sys.exit(_flushed(code))


def run(args: Sequence[str]) -> int:
    """Run the command with ``args`` and return its exit code; errors are one line on stderr."""
    from scorecut.errors import ScorecutError

    try:
        from scorecut.cli.app import app

        code = app(args=list(args) or ["--help"], prog_name="scorecut", standalone_mode=False)
        if code == INTERRUPTED:  # some versions of the parser swallow the interrupt itself
            _say("interrupted; nothing was left behind", traceback=False)
        return code if isinstance(code, int) else 0
    except ScorecutError as why:
        _say(str(why))
        return why.exit_code
    except KeyboardInterrupt:
        _say("interrupted; nothing was left behind", traceback=False)
        return INTERRUPTED
    except Terminated:
        _say("terminated; nothing was left behind", traceback=False)
        return TERMINATED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as why:
        return _unexpected(why, args)


def _unexpected(why: Exception, args: Sequence[str] = ()) -> int:
    """A usage error of the command line's parser has its own code; all else is a fault of ours."""
    if type(why).__name__ == "Abort":
        _say("interrupted; nothing was left behind", traceback=False)
        return INTERRUPTED
    if type(why).__name__ == "Exit":
        return int(getattr(why, "exit_code", 0))
    told = getattr(why, "format_message", None)
    if told is not None:
        context = getattr(why, "ctx", None)
        where = f" (see {context.command_path} --help)" if context is not None else ""
        _say(f"{str(told()).rstrip('.')}{_hint(why, args)}{where}")
        return int(getattr(why, "exit_code", 2))
    if isinstance(why, OSError) and why.errno is not None:
        from scorecut.errors import OutputError

        _say(f"{why.filename or 'the output'}: {why.strerror}; is there room, and may it be written?")
        return OutputError.exit_code
    _say(f"a fault of ours ({type(why).__name__}: {why}); set SCORECUT_DEBUG=1 to see where, and please report it")
    return FAULT


def _hint(why: Exception, args: Sequence[str]) -> str:
    """What may have been meant by words that the parser could not place."""
    if type(why).__name__ == "NoSuchOption" and any(word[:1] == "-" and os.path.exists(word) for word in args):
        return "; a name that begins with a dash is given as ./-name"
    if str(getattr(why, "message", "")).startswith("Got unexpected extra argument"):
        return "; a name with spaces needs quotes, and several films go to `scorecut batch`"
    return ""


def _say(text: str, *, traceback: bool = True) -> None:
    if traceback and os.environ.get("SCORECUT_DEBUG") == "1":
        import traceback as tracing

        tracing.print_exc()
    print(f"scorecut: {' '.join(text.split())}", file=sys.stderr)


def _flushed(code: int) -> int:
    """Empty stdout; a full disk shows as our error, not as Python's at exit, and a closed pipe as nothing."""
    try:
        sys.stdout.flush()
    except OSError as why:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if not isinstance(why, BrokenPipeError):
            return code or _unexpected(why)
    return code


if __name__ == "__main__":
    main()
