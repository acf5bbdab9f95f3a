"""Oracles served by the shim, one for each MODE: shim_child.py MODE."""
import array
import struct
import sys
from fractions import Fraction

import biasbound_oracle as shim

MODE = sys.argv[1]


class Buffer:
    """What numpy's arrays are to the shim: a buffer of doubles that is neither list nor array."""

    def __new__(cls, values):
        return memoryview(array.array("d", values))


def noisy(x, rng):
    print("a print of the user's", file=sys.stdout)
    return [v + rng.gauss(0, 1) for v in x]


def same(x):
    return x


if MODE == "full":
    shim.serve_oracle(noisy, same, dimension=3, name="full", claim={"M": Fraction(1, 3), "m": 0.5},
                      objective={"L": 1}, value=lambda x: sum(v * v for v in x) / 2, mean=tuple,
                      second_moment=lambda x: Fraction(7, 2),
                      outcomes=lambda x: [(Fraction(1, 3), Buffer(x)), ("2/3", [0] * len(x))],
                      inexact=lambda y: (0.25, y))
elif MODE == "compressor":
    def halve(x, rng):
        x[0] = rng.random()  # in place: harmless
        return array.array("d", x)

    shim.serve_compressor(
        halve, dimension=3, deterministic=False,
        encode=lambda x, rng: (struct.pack("<3d", *halve(x, rng)), 192),
        decode=lambda data: struct.unpack("<3d", data))
elif MODE == "raises":
    def broken(x, rng):
        return [1 / 0 for _ in x]

    shim.serve_compressor(broken, dimension=3)
elif MODE == "reads_stdin":
    shim.serve_compressor(lambda x, rng: [len(sys.stdin.read()) for _ in x], dimension=3)
else:
    result = {"wrong_length": [1.0], "text": ["one", "two", "three"], "none": None,
              "nan": [float("nan")] * 3, "matrix": [[1], [2], [3]]}[MODE]
    shim.serve_compressor(lambda x, rng: result, dimension=None if MODE == "none" else 3)
