#!/usr/bin/env python3
"""Writes cluster-oracles.json beside this file: small sets of points, and the labels scikit-learn gives them."""
import json
import pathlib

import numpy as np
from sklearn.cluster import DBSCAN, HDBSCAN, KMeans
from sklearn.datasets import make_blobs, make_moons

rng = np.random.default_rng(7)


def moons():
    points, _ = make_moons(240, noise=0.06, random_state=1)
    return np.vstack([points, rng.uniform(-1.5, 2.5, (24, 2))])


def densities():
    tight, _ = make_blobs(100, centers=[(0, 0, 0)], cluster_std=0.2, random_state=2)
    loose, _ = make_blobs(120, centers=[(5, 5, 5)], cluster_std=1.2, random_state=3)
    near, _ = make_blobs(60, centers=[(1.5, 0, 0)], cluster_std=0.25, random_state=4)
    return np.vstack([tight, loose, near, rng.uniform(-3, 9, (20, 3))])


def grid():
    """Repeated and equally distant points."""
    square = np.array([(x, y) for x in range(6) for y in range(6)], float)
    return np.vstack([square, square[:10], square + 30, [[100, 100]]])


def wide():
    points, _ = make_blobs(200, n_features=12, centers=4, cluster_std=1.5, random_state=5)
    return points


sets = []
for name, points, radius, clusters in [
    ("moons", moons(), 0.2, 2), ("densities", densities(), 0.6, 3), ("grid", grid(), 1.1, 3), ("wide", wide(), 6.0, 4)
]:
    points = points.astype(np.float32).astype(float)
    hdbscan = []
    for size, samples in [(5, None), (10, None), (15, 5), (5, 12)]:
        model = HDBSCAN(min_cluster_size=size, min_samples=samples, algorithm="brute", copy=True).fit(points)
        hdbscan.append({"size": size, "samples": samples or size, "labels": model.labels_.tolist(),
                        "strengths": [round(float(p), 6) for p in model.probabilities_]})
    dbscan = DBSCAN(eps=radius, min_samples=5).fit(points)
    kmeans = KMeans(clusters, n_init=300, random_state=1).fit(points)
    sets.append({"name": name, "columns": points.shape[1], "points": points.ravel().tolist(), "hdbscan": hdbscan,
                 "radius": radius, "dbscan": dbscan.labels_.tolist(), "clusters": clusters,
                 "kmeans": kmeans.labels_.tolist(), "inertia": kmeans.inertia_})
target = pathlib.Path(__file__).with_name("cluster-oracles.json")
target.write_text(json.dumps({"sets": sets}, separators=(",", ":")) + "\n")
