#!/usr/bin/env python3
"""Isolation forests of ours beside scikit-learn's on the same splits: forest-parity.py SETS WORK PROGRAM [--splits N] [--forests N] [--ours N].

ADBench's splits (as adbench-peers.py) of seeds 1 … N; on each, forests of 100 trees of 256 points with different seeds, and the AUROC and average
precision of each on the test part. No seed serves twice, or forests on different splits would choose alike. PyOD's IForest is scikit-learn's with
the same defaults. The standard error of a difference is that of the forests' means, the splits being the same. Called by
measure-forest-parity; what scikit-learn gave is kept in WORK for the next run."""
import argparse
import json
import pathlib
import subprocess

import numpy as np
from sklearn.ensemble import IsolationForest
from sklearn.metrics import average_precision_score, roc_auc_score

from adbench_protocol import split

parser = argparse.ArgumentParser()
parser.add_argument("sets", type=pathlib.Path)
parser.add_argument("work", type=pathlib.Path)
parser.add_argument("program")
parser.add_argument("--splits", type=int, default=10)
parser.add_argument("--forests", type=int, default=20)
parser.add_argument("--ours", type=int, default=100)
parser.add_argument("--only", default="")
options = parser.parse_args()
files = sorted((p for p in options.sets.glob("*.npz") if options.only in p.stem), key=lambda p: int(p.stem.split("_")[0]))
options.work.mkdir(parents=True, exist_ok=True)


def measures(y, scores):
    return [roc_auc_score(y, scores), average_precision_score(y, scores)]


def theirs(path, seed, train, test, y):
    kept = options.work / f"parity-{path.stem}-{seed}.json"
    known = json.loads(kept.read_text()) if kept.exists() else []
    for number in range(len(known), options.forests):
        forest = IsolationForest(n_estimators=100, max_samples="auto", random_state=1000 * seed + number).fit(train)
        known.append(measures(y, -forest.score_samples(test)))
    kept.write_text(json.dumps(known))
    return np.array(known[: options.forests])


def ours(seed, train, test, y):
    names = [options.work / f"parity-{part}" for part in ("train.npy", "test.npy")]
    np.save(names[0], train)
    np.save(names[1], test)
    targets = [options.work / f"parity-{number}.csv" for number in range(options.ours)]
    lines = "".join(f"{names[0]} {names[1]} {target} {1000 * seed + number}\n" for number, target in enumerate(targets))
    (options.work / "parity-list").write_text(lines)
    subprocess.run([options.program, options.work / "parity-list", "isolation-forest"], check=True, capture_output=True)
    return np.array([measures(y, np.array(target.read_text().split()[1:], float)) for target in targets])


def compare(a, b, metric):
    """Difference of the means over splits, its standard error, and the spread of one of their forests on one split."""
    a, b = [[v[:, metric] for v in side] for side in (a, b)]
    difference = np.mean([np.mean(x) - np.mean(z) for x, z in zip(a, b)])
    variance = [np.var(x, ddof=1) / len(x) + np.var(z, ddof=1) / len(z) for x, z in zip(a, b)]
    spread = np.sqrt(np.mean([np.var(z, ddof=1) for z in b]))
    return np.mean([np.mean(x) for x in a]), np.mean([np.mean(z) for z in b]), difference, np.sqrt(np.sum(variance)) / len(a), spread


print(f"{options.splits} splits; {options.ours} forests of ours, {options.forests} of scikit-learn's on each")
print(f"{'set':20} {'ours':>7} {'theirs':>7} {'AUROC difference':>20} {'one forest':>10}   {'ours':>7} {'theirs':>7} {'AP difference':>20}")
rows = []
for path in files:
    a, b = [], []
    for seed in range(1, options.splits + 1):
        train, test, y = split(path, seed)
        b.append(theirs(path, seed, train, test, y))
        a.append(ours(seed, train, test, y))
    auroc, ap = compare(a, b, 0), compare(a, b, 1)
    rows.append((auroc, ap))
    print(f"{path.stem:20} {auroc[0]:7.4f} {auroc[1]:7.4f} {auroc[2]:+10.4f} ± {auroc[3]:.4f}   {auroc[4]:8.4f}   "
          f"{ap[0]:7.4f} {ap[1]:7.4f} {ap[2]:+10.4f} ± {ap[3]:.4f}", flush=True)
for name, part in (("AUROC", 0), ("AP", 1)):
    difference, error = (np.array([row[part][k] for row in rows]) for k in (2, 3))
    print(f"{name}: mean difference {difference.mean():+.4f} ± {np.sqrt((error**2).sum()) / len(error):.4f}; |difference| <= 0.005 in "
          f"{(abs(difference) <= 0.005).sum()} of {len(rows)} sets, within two standard errors of 0 in {(abs(difference) <= 2 * error).sum()}, "
          f"chi-squared {((difference / error) ** 2).sum():.1f}")
