#!/usr/bin/env python3
"""Tail probabilities of scipy, as logarithms, for TailOracleTests. Where scipy's logarithms overflow, mpmath's."""
import json, os
import mpmath as mp
from scipy import stats

mp.mp.dps = 60


def log(value):
    return float(mp.log(value)) if value > 0 else None


def gamma_tails(shape, x):
    lower = mp.gammainc(shape, 0, x, regularized=True)
    upper = mp.gammainc(shape, x, mp.inf, regularized=True)
    return [log(lower), log(upper)]


def beta_tails(a, b, x):
    return log(mp.betainc(a, b, 0, x, regularized=True))


def normal_upper(z):
    return log(mp.erfc(mp.mpf(z) / mp.sqrt(2)) / 2)


result = {"poisson": [], "negativeBinomial": [], "student": [], "gamma": [], "logNormal": [], "normal": [], "scipy": []}
for mean in [0.01, 0.5, 3, 40, 1000, 25000]:
    for ratio in [0, 0.3, 0.9, 1, 1.2, 2, 5, 40]:
        k = int(round(mean * ratio))
        lower = gamma_tails(k + 1, mean)[1]
        upper = gamma_tails(k, mean)[0] if k > 0 else 0.0
        result["poisson"].append([k, mean, lower, upper])
        for size in [0.3, 4, 200]:
            # P(X <= k) = I_p(r, k + 1)
            p = mp.mpf(size) / (size + mp.mpf(mean))
            lo = beta_tails(size, k + 1, p)
            up = beta_tails(k, size, 1 - p) if k > 0 else 0.0
            result["negativeBinomial"].append([k, mean, size, lo, up])
for t in [-60, -8, -2, -0.1, 0, 0.5, 3, 10, 200]:
    for degrees in [2, 5, 30, 5000]:
        x = mp.mpf(degrees) / (degrees + mp.mpf(t) ** 2)
        half = mp.betainc(mp.mpf(degrees) / 2, 0.5, 0, x, regularized=True) / 2
        upper, lower = (half, 1 - half) if t >= 0 else (1 - half, half)
        result["student"].append([t, degrees, log(lower), log(upper)])
for shape in [0.4, 3, 50, 4000]:
    for ratio in [0.05, 0.7, 1, 1.5, 6]:
        result["gamma"].append([shape * 2 * ratio, shape, 2] + gamma_tails(shape, shape * ratio))
for value in [1e-6, 0.3, 1, 4, 1e9]:
    z = (mp.log(value) - 0.2) / mp.mpf("0.7")
    result["logNormal"].append([value, 0.2, 0.7, normal_upper(-z), normal_upper(z)])
for z in [-30, -3, 0, 1, 5, 24.9, 25.1, 38, 200]:
    result["normal"].append([z, normal_upper(z)])
# The same by scipy where a double holds it: an oracle of the oracle.
for k, mean in [(0, 0.5), (3, 0.5), (60, 40), (1100, 1000)]:
    result["scipy"].append([k, mean, float(stats.poisson.logcdf(k, mean)), float(stats.poisson.logsf(k - 1, mean))])

with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "tails.json"), "w") as file:
    json.dump(result, file)
    file.write("\n")
