"""The house: who may import whom, what may start processes, where chance comes from."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "scorecut"


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def imports(path: Path) -> Iterator[str]:
    """Every dotted name that the module imports, at the top or inside functions."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def calls(path: Path) -> Iterator[str]:
    """Every dotted name that the module calls."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func)


def test_an_upper_floor_imports_lower_ones_and_rooms_are_strangers():
    from importlinter.cli import lint_imports

    assert lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True) == 0


def test_only_media_starts_processes():
    starters = ("subprocess", "multiprocessing", "pty", "ffmpeg")
    guilty = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in modules()
        if "media" not in path.relative_to(PACKAGE).parts[:1]
        for name in imports(path)
        if name.split(".")[0] in starters
    ]
    assert guilty == []


def test_nobody_calls_a_shell():
    shells = ("os.system", "os.popen", "os.fork", "os.forkpty")
    guilty = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in modules()
        for name in calls(path)
        if name in shells or name.startswith(("os.exec", "os.spawn", "os.posix_spawn"))
    ]
    assert guilty == []


def test_only_media_opens_sound_and_film_files():
    readers = (
        "soundfile",
        "cv2.VideoCapture",
        "librosa.load",
        "scipy.io.wavfile",
        "torchaudio",
        "silero_vad.read_audio",
    )
    guilty = []
    for path in modules():
        if "media" in path.relative_to(PACKAGE).parts[:1]:
            continue
        used = {*imports(path), *calls(path)}
        guilty += [f"{path.relative_to(ROOT)}: {name}" for name in used if name.startswith(readers)]
    assert guilty == []


def test_all_chance_comes_from_named_streams():
    guilty = []
    for path in modules():
        if path.name == "chance.py":
            continue
        for name in imports(path):
            if name.split(".")[0] in ("random", "secrets", "uuid") or name.startswith("numpy.random"):
                guilty.append(f"{path.relative_to(ROOT)}: {name}")
        tree = ast.parse(path.read_text(encoding="utf-8"))
        notes = {id(part) for note in annotations(tree) for part in ast.walk(note)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and ast.unparse(node) in ("np.random", "numpy.random", "torch.rand"):
                guilty += [] if id(node) in notes else [f"{path.relative_to(ROOT)}: {ast.unparse(node)}"]
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "hash":
                guilty.append(f"{path.relative_to(ROOT)}: hash()")
    assert guilty == []


def annotations(tree: ast.AST) -> Iterator[ast.AST]:
    """Types that a module writes down: naming ``np.random.Generator`` there draws nothing."""
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.returns:
            yield node.returns
        if isinstance(node, (ast.arg, ast.AnnAssign)) and node.annotation:
            yield node.annotation


def test_no_module_is_a_drawer_for_odds_and_ends():
    assert [path for path in modules() if path.stem in ("utils", "util", "helpers", "misc", "common")] == []


def test_nothing_is_pickled():
    guilty = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in modules()
        for name in imports(path)
        if name.split(".")[0] in ("pickle", "shelve", "marshal", "dill", "joblib")
    ]
    assert guilty == []


def test_every_module_says_what_it_is_for():
    trees = {path: ast.parse(path.read_text(encoding="utf-8")) for path in modules()}
    assert [str(path) for path, tree in trees.items() if tree.body and not ast.get_docstring(tree)] == []
