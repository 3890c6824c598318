"""Places drawn from a seed and seen again: other framings, another light, noise, people who come and go."""

import numpy as np

from tests.picture.drawing import HEIGHT, WIDTH, texture

ROOM = 2.0


def place(seed: int) -> np.ndarray:
    """Return a place larger than the frame, YUV, float32, (3, h, w): ground, sky or walls, and what stands there."""
    import cv2

    rng = np.random.default_rng(seed)
    height, width = round(ROOM * HEIGHT), round(ROOM * WIDTH)
    level, tint = rng.uniform(60, 160), rng.uniform(-12, 12, 2)
    wall = np.stack([np.full((height, width), level), *(np.full((height, width), 128 + t) for t in tint)])
    wall = wall.astype(np.float32)
    floor = round(height * rng.uniform(0.5, 0.75))
    wall[0, floor:] += rng.uniform(-40, 40)
    wall[1:, floor:] += rng.uniform(-10, 10, (2, 1, 1))
    for _ in range(rng.integers(8, 16)):
        x, y = rng.uniform(0, width), rng.uniform(0, height)
        w, h = rng.uniform(0.04, 0.22, 2) * height
        colour = np.array([level, 128, 128]) + rng.normal(0, [40, 9, 9])
        for plane, value in zip(wall, colour, strict=True):
            if rng.random() < 0.6:
                cv2.rectangle(plane, (round(x - w), round(y - h)), (round(x + w), round(y + h)), float(value), -1)
            else:
                cv2.ellipse(plane, (round(x), round(y)), (round(w), round(h)), 0, 0, 360, float(value), -1)
    wall[0] += 6 * texture(seed, height, width, 3.0)
    return wall


def view(of: np.ndarray, n: int, seed: int, *, framing: float = 0.12, light: float = 0.25, mirrored: bool = False):
    """Give ``n`` frames of a place, yuv420p: framed anew (shift and zoom), lit anew, somebody in it, a slow pan.

    framing : shift as a share of the frame, and zoom; light : change of exposure
    """
    import cv2

    rng = np.random.default_rng(seed)
    zoom = 1 + rng.uniform(0, 2 * framing)
    width, height = WIDTH * 1.3 / zoom, HEIGHT * 1.3 / zoom
    left = (of.shape[2] - width) / 2 + rng.uniform(-framing, framing) * width
    top = (of.shape[1] - height) / 2 + rng.uniform(-framing, framing) * height
    pan = rng.uniform(-0.15, 0.15)
    gain = 1 + rng.uniform(-light, light)
    who_x, who_y, who_r = (
        rng.uniform(0.2, 0.8) * WIDTH,
        rng.uniform(0.5, 0.8) * HEIGHT,
        rng.uniform(0.05, 0.12) * HEIGHT,
    )
    who = rng.uniform(40, 190), *rng.uniform(115, 141, 2)
    for i in range(n):
        grid = np.array([[width / WIDTH, 0, left + pan * i], [0, height / HEIGHT, top]], np.float32)
        seen = [
            cv2.warpAffine(plane, grid, (WIDTH, HEIGHT), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP) for plane in of
        ]
        for plane, value in zip(seen, who, strict=True):
            cv2.ellipse(plane, (round(who_x), round(who_y)), (round(who_r), round(2 * who_r)), 0, 0, 360, value, -1)
        luma = 16 + gain * (seen[0] - 16) + rng.normal(0, 1.5, (HEIGHT, WIDTH))
        planes = [luma, *(128 + gain * (cv2.resize(plane, (WIDTH // 2, HEIGHT // 2)) - 128) for plane in seen[1:])]
        if mirrored:
            planes = [plane[:, ::-1] for plane in planes]
        frame = np.concatenate([plane.ravel() for plane in planes])
        yield np.clip(np.round(frame), 16, 240).astype(np.uint8).reshape(HEIGHT * 3 // 2, WIDTH)


def story(n_places: int, n_shots: int, seed: int) -> list[int]:
    """Return which place each shot shows: dialogues cut to and fro (A B A B), single views, and returns."""
    rng = np.random.default_rng(seed)
    order: list[int] = []
    while len(order) < n_shots:
        if rng.random() < 0.6:
            pair = rng.choice(n_places, 2, replace=False)
            order += [int(pair[k % 2]) for k in range(rng.integers(3, 7))]
        else:
            order.append(int(rng.integers(n_places)))
        if len(order) > 1 and order[-1] == order[-2]:
            order.pop()
    return order[:n_shots]
