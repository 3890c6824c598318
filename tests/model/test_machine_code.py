"""Machine code on first use."""

from scorecut.model.machine_code import compiled


def test_a_kernel_is_compiled_where_nothing_can_be_kept_on_disk() -> None:
    space: dict = {}
    exec("def twice(x):\n    return 2 * x", space)  # a function without a file: numba finds no place for its cache
    assert compiled(space["twice"])(21) == 42
