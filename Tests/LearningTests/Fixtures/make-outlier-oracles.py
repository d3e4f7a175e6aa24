"""Writes outlier-oracles.json with what scikit-learn and PyOD say of the same points. Needs numpy, scikit-learn, pyod."""

import json
import pathlib

import numpy as np
from pyod.models.ecod import ECOD
from pyod.models.knn import KNN
from sklearn.covariance import LedoitWolf
from sklearn.ensemble import IsolationForest
from sklearn.metrics import roc_auc_score
from sklearn.neighbors import LocalOutlierFactor

random = np.random.RandomState(7)
usual = np.vstack([random.normal(0, 1, (110, 4)), random.normal(5, 0.4, (80, 4))])
strange = random.uniform(-9, 12, (10, 4))
points = np.round(np.vstack([usual, strange]), 4)
labels = [0] * len(usual) + [1] * len(strange)

factor = LocalOutlierFactor(n_neighbors=20, algorithm="brute").fit(points)
novelty = LocalOutlierFactor(n_neighbors=20, novelty=True, algorithm="brute").fit(points[:150])
shrunk = LedoitWolf().fit(points)
forests = [
    roc_auc_score(labels, -IsolationForest(n_estimators=100, random_state=seed).fit(points).score_samples(points))
    for seed in range(20)
]
result = {
    "columns": 4,
    "points": points.ravel().tolist(),
    "labels": labels,
    "localOutlierFactor": (-factor.negative_outlier_factor_).tolist(),
    "localOutlierFactorOfOthers": (-novelty.score_samples(points[150:])).tolist(),
    "meanNeighbourDistance": KNN(n_neighbors=10, method="mean").fit(points).decision_scores_.tolist(),
    "ecod": ECOD().fit(points).decision_scores_.tolist(),
    "shrinkage": shrunk.shrinkage_,
    "covariance": shrunk.covariance_.ravel().tolist(),
    "isolationForestAUROC": forests,
}
target = pathlib.Path(__file__).with_name("outlier-oracles.json")
target.write_text(json.dumps(result) + "\n")
