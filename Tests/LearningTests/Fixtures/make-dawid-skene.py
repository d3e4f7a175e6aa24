"""Writes dawid-skene.json: votes of five judges who err, and what crowd-kit's Dawid-Skene makes of them. Needs crowd-kit."""

import json
import pathlib

import numpy as np
import pandas as pd
from crowdkit.aggregation import DawidSkene

random = np.random.default_rng(5)
truth = random.random(60) < 0.35
votes = []
for item in range(60):
    for judge, (sensitivity, specificity) in enumerate([(0.9, 0.8), (0.7, 0.95), (0.6, 0.6), (0.85, 0.85), (0.2, 0.3)]):
        if random.random() < 0.75:
            votes.append((item, judge, int(random.random() < (sensitivity if truth[item] else 1 - specificity))))
model = DawidSkene(n_iter=500, tol=1e-12)
found = model.fit_predict_proba(pd.DataFrame(votes, columns=["task", "worker", "label"]))
result = {
    "items": 60,
    "judges": 5,
    "votes": votes,
    "probability": [float(found.loc[item].get(1, 0)) for item in range(60)],
    "prior": float(model.priors_.loc[1]),
    "confusion": [
        [[float(model.errors_.loc[(judge, said)][true]) for said in (0, 1)] for true in (0, 1)] for judge in range(5)
    ],
}
path = pathlib.Path(__file__).with_name("dawid-skene.json")
path.write_text(json.dumps(result, separators=(",", ":")))
