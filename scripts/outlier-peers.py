#!/usr/bin/env python3
"""Processor time of fitting and scoring outlier models beside scikit-learn and PyOD: outlier-peers.py FOLDER PROGRAM.

100,000 points of 10 and of 30 features, least of three, one thread; neighbours on the first 10,000 of 10. Called by measure-adbench."""
import pathlib
import subprocess
import sys
import time

import numpy as np
from pyod.models.knn import KNN
from pyod.models.lof import LOF
from sklearn.ensemble import IsolationForest

folder, program = pathlib.Path(sys.argv[1]), sys.argv[2]
points = np.random.default_rng(1).normal(size=(100_000, 10))


def least(work, repeats=3):
    best = float("inf")
    for _ in range(repeats):
        start = time.process_time()
        result = work()
        best = min(best, time.process_time() - start)
    return best, result


def shrike(method, table):
    np.save(folder / "speed.npy", table)
    line = f"{folder / 'speed.npy'} {folder / 'speed.npy'} {folder / 'speed.csv'} 1\n"
    (folder / "speed-list").write_text(line * 3)
    out = subprocess.run([program, str(folder / "speed-list"), method], check=True, capture_output=True, text=True).stdout
    times = [line.split("\t")[2:] for line in out.splitlines()]
    return min(float(t[0]) for t in times), min(float(t[1]) for t in times)


def compare(title, ours, theirs):
    for part, a, b in zip(("fit", "score"), ours, theirs):
        print(f"{title:32} {part:6} Shrike {a:8.4f} s   peer {b:8.4f} s   {b / max(a, 1e-9):6.1f} x", flush=True)


for table in (points, np.random.default_rng(2).normal(size=(100_000, 30))):
    fit, forest = least(lambda: IsolationForest(n_estimators=100, max_samples=256, random_state=1).fit(table))
    score, _ = least(lambda: forest.score_samples(table))
    compare(f"isolation forest, 100,000 x {table.shape[1]}", shrike("isolation-forest", table), (fit, score))
few = points[:10_000]
for title, method, make in (
    ("50 neighbours, 10,000 x 10", "nearest-neighbours", lambda: KNN(n_neighbors=50, method="mean")),
    ("LOF of 20, 10,000 x 10", "local-outlier-factor", lambda: LOF(n_neighbors=20)),
):
    fit, model = least(lambda: make().fit(few), 1)
    score, _ = least(lambda: model.decision_function(few), 1)
    compare(title, shrike(method, few), (fit, score))
