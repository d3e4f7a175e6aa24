#!/usr/bin/env python3
"""ADBench's protocol for unsupervised methods: adbench-peers.py SETS WORK PROGRAM [--seeds 1,2,3] [--only NAME] [--no-peers].

Sets of fewer than 1,000 points are drawn with replacement to 1,000, of more than 10,000 without to 10,000; split 70/30, stratified;
scaled to 0 … 1 by the training part; fitted without labels (MCD left out above 1,000 features); AUROC and average precision on the test part. Called by measure-adbench."""
import argparse
import csv
import json
import pathlib
import subprocess
import time
import warnings

import numpy as np
from scipy.stats import wilcoxon
from sklearn.metrics import average_precision_score, roc_auc_score

from adbench_protocol import split

warnings.filterwarnings("ignore")
parser = argparse.ArgumentParser()
parser.add_argument("sets", type=pathlib.Path)
parser.add_argument("work", type=pathlib.Path)
parser.add_argument("program")
parser.add_argument("--seeds", default="1,2,3")
parser.add_argument("--only", default="")
parser.add_argument("--no-peers", action="store_true")
parser.add_argument("--peers-only", action="store_true")
options = parser.parse_args()
seeds = [int(seed) for seed in options.seeds.split(",")]
files = sorted(path for path in options.sets.glob("*.npz") if options.only in path.stem)
options.work.mkdir(parents=True, exist_ok=True)


def peers(seed):
    """PyOD's defaults."""
    from pyod.models.copod import COPOD
    from pyod.models.ecod import ECOD
    from pyod.models.hbos import HBOS
    from pyod.models.iforest import IForest
    from pyod.models.knn import KNN
    from pyod.models.lof import LOF
    from pyod.models.mcd import MCD

    return {"PyOD IForest": IForest(random_state=seed), "PyOD MCD": MCD(random_state=seed), "PyOD ECOD": ECOD(),
            "PyOD COPOD": COPOD(), "PyOD KNN": KNN(), "PyOD LOF": LOF(), "PyOD HBOS": HBOS()}


results, seconds, labels, lines = {}, {}, {}, []


def measures(y, scores):
    scores = np.nan_to_num(np.asarray(scores), posinf=1e300)
    return roc_auc_score(y, scores), average_precision_score(y, scores)


def note(method, key, scores, cost):
    results.setdefault(method, {})[key] = measures(labels[key], scores)
    seconds[method] = seconds.get(method, 0) + cost


known_path = options.work / "peers.json"
known = json.loads(known_path.read_text()) if known_path.exists() else {}


def run_peers(name, seed, train, test):
    """Scores of the peers; those of an earlier run in this folder are kept, because some take minutes."""
    for method, model in peers(seed).items():
        key = f"{method}/{name}/{seed}"
        if method == "PyOD MCD" and train.shape[1] > 1000:
            continue  # it does not finish in minutes
        if key not in known:
            start = time.process_time()
            try:
                scores = model.fit(train).decision_function(test)
                auroc, precision = measures(labels[name, seed], scores)
                known[key] = [auroc, precision, time.process_time() - start]
            except Exception as error:  # MCD refuses some sets
                known[key] = None
                print(f"{method} on {name}: {error}", flush=True)
            known_path.write_text(json.dumps(known))
        if known[key]:
            results.setdefault(method, {})[name, seed] = known[key][:2]
            seconds[method] = seconds.get(method, 0) + known[key][2]


for seed in seeds:
    for path in files:
        train, test, labels[path.stem, seed] = split(path, seed)
        names = [options.work / f"{path.stem}-{seed}-{part}" for part in ("train.npy", "test.npy", "scores.csv")]
        np.save(names[0], train)
        np.save(names[1], test)
        lines.append((path.stem, seed, *names))
        if not options.no_peers:
            run_peers(path.stem, seed, train, test)
if options.peers_only:
    raise SystemExit
(options.work / "list").write_text("".join(f"{a} {b} {c} {seed}\n" for _, seed, a, b, c in lines))
costs = subprocess.run([options.program, str(options.work / "list")], check=True, capture_output=True, text=True).stdout
spent = {}
for line in costs.splitlines():
    method, target, fit, score = line.split("\t")
    spent[method, target] = float(fit) + float(score)
for name, seed, _, _, target in lines:
    rows = list(csv.reader(target.open()))
    for column, method in enumerate(rows[0]):
        note(method, (name, seed), [float(row[column]) for row in rows[1:]], spent[method, str(target)])

ours = results["ensemble"]


def interval(differences):
    """Bootstrap over sets, each set the mean over its seeds."""
    random = np.random.default_rng(0)
    means = random.choice(differences, (10000, len(differences))).mean(1)
    return np.percentile(means, [2.5, 97.5])


def per_set(method, metric):
    return {path.stem: np.mean([results[method][path.stem, s][metric] for s in seeds if (path.stem, s) in results[method]] or [np.nan])
            for path in files}


print(f"\n{len(files)} sets, seeds {options.seeds}; the ensemble less the method, 95 % interval over sets; wins over sets; p of Wilcoxon")
print(f"{'method':28} {'AUROC':>7} {'AP':>7} {'s':>7}   ensemble − method: AUROC, AP")
for method in sorted(results, key=lambda m: -np.nanmean(list(per_set(m, 0).values()))):
    auroc, ap = per_set(method, 0), per_set(method, 1)
    text = f"{method:28} {np.nanmean(list(auroc.values())):7.4f} {np.nanmean(list(ap.values())):7.4f} {seconds[method]:7.1f}"
    if method != "ensemble":
        for metric, values in ((0, auroc), (1, ap)):
            own = per_set("ensemble", metric)
            d = np.array([own[k] - values[k] for k in own if not np.isnan(values[k])])
            low, high = interval(d)
            text += f"   {d.mean():+.3f} [{low:+.3f}, {high:+.3f}] {int((d > 0).sum())}/{len(d)} p={wilcoxon(d).pvalue:.3f}"
    print(text)
if "PyOD IForest" in results:
    print("\nisolation forest, ours less PyOD's, by set (mean over seeds)")
    a, b = per_set("isolation-forest", 0), per_set("PyOD IForest", 0)
    for name in a:
        spread = np.std([results["PyOD IForest"][name, s][0] for s in seeds])
        print(f"  {name:20} {a[name]:.4f} {b[name]:.4f} {a[name] - b[name]:+.4f}   (PyOD's spread over seeds {spread:.4f})")
