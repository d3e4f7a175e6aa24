#!/usr/bin/env python3
"""Writes random-cut-oracles.json: collusive displacements of PyPI rrcf 0.4 over a stream with forgetting, its cuts drawn from the
same generator (xoshiro256**, seeded by SplitMix64) that the Swift code uses. Needs numpy and rrcf."""
import json
import pathlib

import numpy as np
import rrcf

MASK = (1 << 64) - 1


class Xoshiro:
    def __init__(self, seed):
        self.s = []
        for _ in range(4):
            seed = (seed + 0x9E3779B97F4A7C15) & MASK
            z = seed
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9 & MASK
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB & MASK
            self.s.append(z ^ (z >> 31))

    def uniform(self, low, high):
        def rotate(x, k):
            return (x << k | x >> (64 - k)) & MASK

        s = self.s
        out = rotate(s[1] * 5 & MASK, 7) * 9 & MASK
        t = s[1] << 17 & MASK
        s[2] ^= s[0]
        s[3] ^= s[1]
        s[1] ^= s[2]
        s[0] ^= s[3]
        s[2] ^= t
        s[3] = rotate(s[3], 45)
        return low + (out >> 11) * 2.0**-53 * (high - low)


class Tree(rrcf.RCTree):
    """rrcf 0.4 keeps the box of a leaf as one row where two are expected, so that a leaf is always cut along its first feature and
    never between the points; the paper's cut needs both rows."""

    def _insert_point_cut(self, point, bbox):
        return super()._insert_point_cut(point, np.vstack([bbox[0], bbox[-1]]))


rng = np.random.default_rng(3)
streams = []
for columns, window, seed in [(1, 20, 5), (3, 30, 6), (4, 64, 7)]:
    points = np.round(rng.normal(size=(150, columns)), 1 if columns == 1 else 3)
    points[100] += 9
    tree = Tree()
    tree.rng = Xoshiro(seed)
    scores = []
    for index, point in enumerate(points):
        if index >= window:
            tree.forget_point(index - window)
        tree.insert_point(point, index=index)
        scores.append(float(tree.codisp(index)))
    streams.append({"columns": columns, "window": window, "seed": seed, "points": points.ravel().tolist(), "scores": scores})
pathlib.Path(__file__).with_name("random-cut-oracles.json").write_text(
    json.dumps({"streams": streams}, separators=(",", ":")) + "\n")
