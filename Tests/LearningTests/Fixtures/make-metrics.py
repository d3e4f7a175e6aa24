#!/usr/bin/env python3
"""Writes metrics.json: what scikit-learn and scipy say of random scores. Needs numpy, scipy and scikit-learn."""
import json
import pathlib

import numpy as np
from scipy import stats
from sklearn import isotonic, linear_model, metrics

cases = []
for seed in range(6):
    rng = np.random.default_rng(seed)
    n = [40, 200, 500, 60, 300, 150][seed]
    labels = rng.random(n) < [0.5, 0.2, 0.1, 0.4, 0.5, 0.3][seed]
    scores = np.clip(rng.beta(2, 3, n) + labels * 0.25, 0, 1)
    if seed % 2:
        scores = np.round(scores, 1)  # ties
    second = np.clip(scores + rng.normal(0, 0.15, n), 0, 1)
    weights = rng.integers(0, 4, n).astype(float)
    fpr, tpr, _ = metrics.roc_curve(labels, scores, drop_intermediate=False)
    at = lambda rate: float(tpr[fpr <= rate].max())
    clipped = np.clip(scores, 1e-12, 1 - 1e-12)
    platt = linear_model.LogisticRegression(C=1e10, tol=1e-12, max_iter=10_000).fit(
        np.stack([np.log(clipped), -np.log1p(-clipped)], 1), labels)
    fitted = isotonic.IsotonicRegression(out_of_bounds="clip").fit(scores, labels)
    grid = np.linspace(-0.1, 1.1, 25)
    edges = np.minimum((scores * 15).astype(int), 14)
    ece = sum(abs(labels[edges == b].mean() - scores[edges == b].mean()) * (edges == b).mean() for b in set(edges))
    cases.append(dict(
        scores=scores.tolist(), second=second.tolist(), labels=labels.tolist(), weights=weights.tolist(),
        auroc=metrics.roc_auc_score(labels, scores), weightedAUROC=metrics.roc_auc_score(labels, scores, sample_weight=weights),
        averagePrecision=metrics.average_precision_score(labels, scores),
        partial=metrics.roc_auc_score(labels, scores, max_fpr=0.1), tpr10=at(0.1), tpr1=at(0.01),
        brier=metrics.brier_score_loss(labels, scores), logLoss=metrics.log_loss(labels, np.clip(scores, 1e-15, 1 - 1e-15)),
        ece=ece, betaCoefficients=[*platt.coef_[0].tolist(), float(platt.intercept_[0])],
        grid=grid.tolist(), isotonic=fitted.predict(grid).tolist()))
limits = [dict(k=k, n=n, confidence=c, upper=float(stats.beta.ppf(c, k + 1, n - k)) if k < n else 1.0,
               lower=float(stats.beta.ppf(1 - c, k, n - k + 1)) if k else 0.0)
          for k, n, c in [(0, 10, 0.95), (3, 10, 0.95), (10, 10, 0.9), (0, 2995, 0.95), (5, 100_000, 0.99), (250, 500, 0.95)]]


def delong(labels, a, b):
    """From the definition: all pairs, without ranks."""
    labels = np.asarray(labels)
    out = []
    for s in (np.asarray(a), np.asarray(b)):
        kernel = (s[labels][:, None] > s[~labels]) + 0.5 * (s[labels][:, None] == s[~labels])
        out.append((kernel.mean(), kernel.mean(1), kernel.mean(0)))
    (aa, a1, a0), (bb, b1, b0) = out
    cov = lambda x1, y1, x0, y0: np.cov(x1, y1)[0, 1] / len(x1) + np.cov(x0, y0)[0, 1] / len(x0)
    single = cov(a1, a1, a0, a0)
    var = single + cov(b1, b1, b0, b0) - 2 * cov(a1, b1, a0, b0)
    return dict(standardError=float(np.sqrt(single)), pValue=float(2 * stats.norm.sf(abs(aa - bb) / np.sqrt(var))))


for case in cases:
    case.update(delong(case["labels"], case["scores"], case["second"]))
path = pathlib.Path(__file__).with_name("metrics.json")
path.write_text(json.dumps(dict(cases=cases, limits=limits)))
