"""Makes torchvision importable where it was built for another torch.

open_clip imports torchvision for a few helpers. With a CPU build of torch beside
the common build of torchvision, that import fails: torchvision's own library cannot
be loaded, so its operators do not exist, and it stops on registering stand-ins for
them (``operator torchvision::nms does not exist``). Declaring those operators,
without a body, is enough: nobody calls them. Where the library loads, nothing is
touched.
"""

import ast
import sys
from importlib.util import find_spec
from pathlib import Path

from scorecut.errors import MissingError

NAMESPACE = "torchvision"


def make_importable() -> tuple[str, ...]:
    """Prepare the import of torchvision; return the operators that had to be declared (none on a healthy install).

    Raises MissingError if torchvision is not installed.
    """
    if NAMESPACE in sys.modules:
        return ()
    spec = find_spec(NAMESPACE)
    if spec is None or not spec.submodule_search_locations:
        raise MissingError("torchvision is not installed, and open_clip needs it: pip install torchvision")
    folder = Path(spec.submodule_search_locations[0])
    if library_loads(folder):
        return ()
    return declare(folder / "_meta_registrations.py")


def library_loads(folder: Path) -> bool:
    """Return whether torchvision's compiled library can be loaded by the torch that is here."""
    import torch

    for library in sorted(path for path in folder.glob("_C.*") if path.suffix in (".so", ".pyd", ".dylib")):
        try:
            torch.ops.load_library(str(library))
        except (OSError, ImportError, RuntimeError):
            continue
        return True
    return False


def declare(registrations: Path) -> tuple[str, ...]:
    """Declare the operators that ``registrations`` gives stand-ins for; return their names."""
    import torch

    if not registrations.is_file():
        return ()
    declared = []
    for name, schema in wanted_operators(registrations.read_text(encoding="utf-8")):
        if not hasattr(getattr(torch.ops, NAMESPACE), name):
            torch.library.define(f"{NAMESPACE}::{name}", schema)
            declared.append(name)
    return tuple(declared)


def wanted_operators(source: str) -> list[tuple[str, str]]:
    """Return (name, schema) of every operator that the source registers a stand-in for.

    >>> wanted_operators('@torch.library.register_fake("torchvision::nms")\\ndef f(dets, scores, iou_threshold): ...')
    [('nms', '(Tensor dets, Tensor scores, float iou_threshold) -> Tensor')]
    """
    found = []
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.FunctionDef):
            continue
        for mark in node.decorator_list:
            if not isinstance(mark, ast.Call) or not mark.args or not isinstance(mark.args[0], ast.Constant):
                continue
            name = str(mark.args[0].value)
            if not ast.unparse(mark.func).endswith(("register_fake", "impl_abstract")) or "::" not in name:
                continue
            arguments = ", ".join(
                f"{'float' if arg.arg.endswith(('threshold', 'scale')) else 'Tensor'} {arg.arg}"
                for arg in node.args.args
            )
            found.append((name.split("::")[1], f"({arguments}) -> Tensor"))
    return found
