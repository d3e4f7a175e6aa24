#!/usr/bin/env python3
"""Runs detectors from PyPI over NAB as a stream: nab-peers.py FOLDER RESULTS [DETECTOR...]. Called by measure-nab.

One configuration for all series, each point scored before or while it is learnt, no value known in advance (ranges are those so far).
Writes RESULTS/DETECTOR/SERIES with one anomaly score a line after a header."""
import csv
import json
import pathlib
import sys
import time

import numpy as np
import rrcf
from river import anomaly, preprocessing

folder, results = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])


def half_space_trees(values):
    scaler = preprocessing.MinMaxScaler()
    trees = anomaly.HalfSpaceTrees(seed=1)
    scores = []
    for value in values:
        point = {"value": value}
        scaler.learn_one(point)
        point = scaler.transform_one(point)
        scores.append(trees.score_one(point))
        trees.learn_one(point)
    return scores


def random_cut_forest(values, trees=10, window=256, shingle=4):
    np.random.seed(1)
    forest = [rrcf.RCTree() for _ in range(trees)]
    scores = [0.0] * len(values)
    for index in range(shingle - 1, len(values)):
        point = np.array(values[index - shingle + 1 : index + 1])
        total = 0.0
        for tree in forest:
            if len(tree.leaves) > window:
                tree.forget_point(index - window - 1)
            tree.insert_point(point, index=index)
            total += tree.codisp(index)
        scores[index] = total / trees
    return scores


peers = {"river-half-space-trees": half_space_trees, "rrcf": random_cut_forest}
wanted = sys.argv[3:] or list(peers)
names = sorted(json.loads((folder / "labels/combined_windows.json").read_text()))
for peer in wanted:
    points, start = 0, time.process_time()
    for name in names:
        path = folder / "data" / name
        if not path.exists():
            continue
        values = [float(row[1]) for row in list(csv.reader(path.open()))[1:]]
        scores = peers[peer](values)
        points += len(values)
        target = results / peer / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text("anomaly_score\n" + "".join(f"{score}\n" for score in scores))
    print(f"{peer}\t{(time.process_time() - start) / points * 1e6:.1f} µs a point", flush=True)
