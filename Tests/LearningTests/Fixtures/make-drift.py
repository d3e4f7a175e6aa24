#!/usr/bin/env python3
"""Writes drift.json: what scipy says of two samples and river's ADWIN of streams. Needs numpy, scipy and river."""
import json
import pathlib

import numpy as np
from river import drift
from scipy import special, stats

samples = []
for seed in range(5):
    rng = np.random.default_rng(seed)
    a = np.round(rng.normal(0, 1, [30, 80, 200, 50, 120][seed]), 2)
    b = np.round(rng.normal([0, 0.3, 0.2, 1, 0][seed], [1, 1, 1.5, 1, 1][seed], [40, 60, 150, 20, 300][seed]), 2)
    result = stats.ks_2samp(a, b, method="asymp")
    samples.append(dict(a=a.tolist(), b=b.tolist(), statistic=result.statistic, pValue=result.pvalue))
limits = [dict(x=x, survival=float(special.kolmogorov(x))) for x in (0.2, 0.5, 0.8, 1.0, 1.17, 1.19, 1.5, 2.0, 3.0)]
streams = []
for seed, (before, after, at, length) in enumerate(
    [(0.2, 0.6, 800, 1600), (0.5, 0.5, 800, 1600), (0.1, 0.25, 1200, 2400), (0.9, 0.5, 300, 900)]):
    rng = np.random.default_rng(100 + seed)
    bits = (rng.random(length) < np.where(np.arange(length) < at, before, after)).astype(int)
    adwin = drift.ADWIN()
    changes = []
    for i, bit in enumerate(bits):
        adwin.update(float(bit))
        if adwin.drift_detected:
            changes.append(i)
    streams.append(dict(bits="".join(map(str, bits)), changes=changes, width=int(adwin.width), mean=adwin.estimation))
counts = [dict(count=k, confidence=c, lower=float(stats.chi2.ppf(1 - c, 2 * k) / 2) if k else 0.0,
               upper=float(stats.chi2.ppf(c, 2 * k + 2) / 2)) for k, c in [(0, 0.95), (1, 0.95), (7, 0.99), (40, 0.999), (900, 0.95)]]
pathlib.Path(__file__).with_name("drift.json").write_text(
    json.dumps(dict(samples=samples, limits=limits, streams=streams, counts=counts)))
