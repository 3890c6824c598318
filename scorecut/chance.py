"""All randomness of scorecut, as named streams.

A stream belongs to a name, not to a position in the programme: a new draw in
one room, or a cue put in between, leaves every other stream as it was.
"""

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np


def stream(seed: int, *names: str | int) -> "np.random.Generator":
    """Return the independent random stream that belongs to ``seed`` and ``names``.

    >>> float(stream(1, "melody", "c1").random()) == float(stream(1, "melody", "c1").random())
    True
    >>> float(stream(1, "melody", "c1").random()) == float(stream(2, "melody", "c1").random())
    False
    """
    import numpy as np

    key = "\x1f".join([str(int(seed)), *(str(name) for name in names)])
    digest = hashlib.blake2b(key.encode(), digest_size=32).digest()
    return np.random.Generator(np.random.PCG64(int.from_bytes(digest, "little")))
