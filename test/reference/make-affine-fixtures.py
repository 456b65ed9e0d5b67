"""Writes affine.json: what SciPy makes of moved pictures, for `affine.test.ts` to hold ours against.

Run with numpy and scipy: python make-affine-fixtures.py > affine.json
"""

import json
import platform

import numpy as np
import scipy
from scipy.ndimage import affine_transform

rng = np.random.default_rng(7)


def matrix_of(rotate, zoom, shear, flips):
    """From old to new, in (x, y), y pointing down: flip, zoom, shear, then turn."""
    turn = np.deg2rad(rotate)
    rotation = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    sheared = np.array([[1, np.tan(np.deg2rad(shear))], [0, 1]])
    flip = np.diag([-1 if flips[0] else 1, -1 if flips[1] else 1])
    return rotation @ sheared @ (zoom * np.eye(2)) @ flip


def case(shape, shift, rotate, zoom, shear, flips, outside):
    height, width, channels = shape
    picture = rng.integers(0, 256, shape, dtype=np.uint8)
    inverse = np.linalg.inv(matrix_of(rotate, zoom, shear, flips))
    middle = np.array([(width - 1) / 2, (height - 1) / 2])
    offset = middle - inverse @ (middle + np.array(shift))
    # SciPy counts rows first.
    matrix, offset = inverse[::-1, ::-1], offset[::-1]
    mode = "grid-constant" if outside == "black" else "nearest"
    moved = np.stack(
        [
            affine_transform(picture[..., c].astype(np.float64), matrix, offset, order=1, mode=mode, cval=0)
            for c in range(channels)
        ],
        axis=-1,
    )
    return {
        "shape": shape,
        "shift": {"x": shift[0], "y": shift[1]},
        "rotate": rotate,
        "zoom": zoom,
        "shear": shear,
        "flipHorizontal": flips[0],
        "flipVertical": flips[1],
        "outside": outside,
        "picture": picture.ravel().tolist(),
        "moved": moved.ravel().round(3).tolist(),
    }


cases = []
for outside in ("black", "edge"):
    for shape in ([8, 8, 1], [7, 10, 3]):
        cases += [
            case(shape, (1.25, -0.5), 0, 1, 0, (False, False), outside),
            case(shape, (0, 0), 25, 1, 0, (False, False), outside),
            case(shape, (0, 0), 0, 1.4, 0, (True, False), outside),
            case(shape, (0, 0), 0, 0.7, 0, (False, True), outside),
            case(shape, (0, 0), 0, 1, 20, (False, False), outside),
        ]
        for _ in range(4):
            cases.append(
                case(
                    shape,
                    rng.uniform(-3, 3, 2).round(3).tolist(),
                    round(rng.uniform(-180, 180), 2),
                    round(rng.uniform(0.5, 1.6), 3),
                    round(rng.uniform(-40, 40), 2),
                    (bool(rng.integers(2)), bool(rng.integers(2))),
                    outside,
                )
            )

print(
    json.dumps(
        {
            "made": {"python": platform.python_version(), "numpy": np.__version__, "scipy": scipy.__version__},
            "cases": cases,
        }
    )
)
