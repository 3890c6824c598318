"""How the command line is read: ``scorecut FILM`` is short for ``scorecut score FILM``.

Options may stand before the film too, and ``--package`` may go without its
folder. A film that is called like a command is given as ``./spot``.
"""

from pathlib import Path
from typing import Any

import typer.core

from scorecut.errors import UsageError

DEFAULT = "score"
OPTIONAL = "--package"

#: A word after ``--package`` with such a suffix is the film, not a folder.
FILMS = (
    ".mp4",
    ".m4v",
    ".mov",
    ".mkv",
    ".webm",
    ".avi",
    ".ts",
    ".mts",
    ".m2ts",
    ".mpg",
    ".mpeg",
    ".wmv",
    ".flv",
    ".mxf",
)


class ScorecutGroup(typer.core.TyperGroup):
    """The commands, one of them unspoken."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put the command's name first, then read on as usual."""
        return super().parse_args(ctx, self.with_command(list(args)))

    def with_command(self, args: list[str]) -> list[str]:
        """Return the arguments with the command's name in front.

        The first word that is neither option nor an option's value names the command, or else the film.
        """
        before = args[: args.index("--")] if "--" in args else args
        if "--version" in before:
            return ["--version"]
        filled = with_folder(args)
        first = self._first_word(filled)
        if first is None and (not args or "--help" in before):
            return args
        if first is not None and filled[first] in self.commands and "--" not in filled[:first]:
            words = filled if filled[first] == DEFAULT else args
            at = words.index(filled[first])
            return [words[at], *words[:at], *words[at + 1 :]]
        if first is not None and self._is_no_film(filled, first):
            known = ", ".join(self.commands)
            raise UsageError(f"there is no command and no film {filled[first]!r}; commands are {known}")
        return [DEFAULT, *filled]

    def _is_no_film(self, args: list[str], first: int) -> bool:
        """Whether the first word was rather meant as a command: a bare word, no file, with another word after it."""
        word = args[first]
        bare = word.isalpha() and not Path(word).exists() and "--" not in args[:first]
        return bare and self._first_word(args[first + 1 :]) is not None

    def _first_word(self, args: list[str]) -> int | None:
        """Where the first word stands that belongs to no option."""
        with_value = {
            name
            for param in self.commands[DEFAULT].params
            if not getattr(param, "is_flag", True) and not getattr(param, "count", False)
            for name in param.opts
        }
        skip = False
        for i, word in enumerate(args):
            if skip:
                skip = False
            elif word == "--":
                return i + 1 if i + 1 < len(args) else None
            elif word.startswith("-") and word != "-":
                skip = word in with_value and "=" not in word
            else:
                return i
        return None


def with_folder(args: list[str]) -> list[str]:
    """Return the arguments with the folder of ``--package`` joined to it, empty where none was given.

    >>> with_folder(["--package", "film.mp4"]), with_folder(["film.mp4", "--package", "out/score"])
    (['--package=', 'film.mp4'], ['film.mp4', '--package=out/score'])
    """
    out: list[str] = []
    words = iter(range(len(args)))
    for i in words:
        if args[i] == "--":
            return out + args[i:]
        if args[i] != OPTIONAL:
            out.append(args[i])
        elif i + 1 < len(args) and _is_folder(args[i + 1]):
            out.append(f"{OPTIONAL}={args[i + 1]}")
            next(words)
        else:
            out.append(f"{OPTIONAL}=")
    return out


def _is_folder(word: str) -> bool:
    """Whether the word after ``--package`` can be its folder."""
    return not word.startswith("-") and not word.lower().endswith(FILMS) and not Path(word).is_file()
