#!/usr/bin/env python3
"""Writes oracles.json: values that scipy, randomgen and a direct sum computed. Needs: scipy, numpy, randomgen."""
import json, sys
import numpy as np
from scipy import integrate, stats
from randomgen import Xoshiro256
from collections import Counter

rng = np.random.default_rng(20261122)
out = {}

out["evalue"] = []
for p in [1e-12, 1e-6, 1e-3, 0.01, 0.05, 0.3, 0.9]:
    # substitute k = exp(u) near zero is not needed: the integrand is smooth on [0, 1]
    value, _ = integrate.quad(lambda k: k * p ** (k - 1), 0, 1, epsabs=0, epsrel=1e-12, limit=500)
    out["evalue"].append([p, float(np.log(value))])

out["fdr"] = []
for n in [1, 2, 7, 40]:
    p = np.round(rng.beta(0.4, 2.0, n), 9)
    out["fdr"].append({
        "p": p.tolist(),
        "bh": stats.false_discovery_control(p, method="bh").tolist(),
        "by": stats.false_discovery_control(p, method="by").tolist(),
    })

generator = Xoshiro256(0)
state = generator.state
words = [0x0123456789ABCDEF, 0xFEDCBA9876543210, 0xDEADBEEFCAFEBABE, 0x0F1E2D3C4B5A6978]
state["s"] = np.array(words, dtype=np.uint64)
generator.state = state
out["xoshiro"] = {"state": [str(w) for w in words], "draws": [str(int(x)) for x in generator.random_raw(12)]}

def pitman_yor(counts, value, theta, pooled, s, leave):
    counts = Counter(counts)
    if leave:
        counts[value] -= 1
        if counts[value] == 0: del counts[value]
    n, k = sum(counts.values()), len(counts)
    once = sum(1 for c in counts.values() if c == 1)
    d = (once + s * pooled) / (k + s)
    r = counts.get(value, 0)
    p = (theta + d * k) / (n + theta)
    p += sum((c - d) / (n + theta) for c in counts.values() if c <= r)
    return min(1.0, p)

out["pitmanYor"] = []
for size, skew in [(30, 1.3), (200, 1.6), (900, 2.2)]:
    draws = [int(x) for x in rng.zipf(skew, size) if x < 10_000]
    counts = Counter(draws)
    picks = {}
    for category, count in counts.items(): picks.setdefault(count, category)
    cases = []
    for count, category in sorted(picks.items()):
        if count < 12:
            for leave in (False, True):
                cases.append([category, leave, pitman_yor(counts, category, 1.0, 0.4, 5.0, leave)])
    cases.append([-1, False, pitman_yor(counts, -1, 1.0, 0.4, 5.0, False)])
    out["pitmanYor"].append({"draws": draws, "cases": cases})

json.dump(out, open(sys.argv[1], "w"), separators=(",", ":"))
