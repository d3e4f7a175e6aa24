#!/usr/bin/env python3
"""Writes assignment-oracles.json beside this file: new points for the sets of cluster-oracles.json, and where they belong.

By hdbscan's approximate_predict, by the nearest of scikit-learn's DBSCAN core points, and by KMeans.predict. The package hdbscan does not
count a point among its own neighbours, so its min_samples is ours less one. When it predicts, it measures the density of fitted points
by one neighbour fewer than when it fitted them; here they keep the density that they were fitted with. What is printed says for how many
points the unchanged package has another label, and by how much strengths differ.
"""
import json
import pathlib

import hdbscan
import numpy as np
from sklearn.cluster import DBSCAN, KMeans
from sklearn.neighbors import NearestNeighbors

here = pathlib.Path(__file__)
rng = np.random.default_rng(11)
sets = []
for known in json.loads(here.with_name("cluster-oracles.json").read_text())["sets"]:
    points = np.array(known["points"]).reshape(-1, known["columns"])
    low, high = points.min(axis=0), points.max(axis=0)
    spread = (high - low) * 0.04
    near = points[rng.integers(0, len(points), 110)] + rng.normal(0, 1, (110, points.shape[1])) * spread
    anywhere = rng.uniform(low - 0.2 * (high - low), high + 0.2 * (high - low), (40, points.shape[1]))
    fresh = np.vstack([near, anywhere, points[:10]]).astype(np.float32).astype(float)
    hierarchies = []
    for expected in known["hdbscan"]:
        samples = expected["samples"]
        model = hdbscan.HDBSCAN(min_cluster_size=expected["size"], min_samples=samples - 1, prediction_data=True,
                                algorithm="generic", approx_min_span_tree=False).fit(points)
        unchanged, other = hdbscan.approximate_predict(model, fresh)
        data = model.prediction_data_
        data.core_distances = data.tree.query(points, k=samples)[0][:, -1]
        labels, strengths = hdbscan.approximate_predict(model, fresh)
        hierarchies.append({"size": expected["size"], "samples": samples, "fitted": model.labels_.tolist(),
                            "labels": labels.tolist(), "strengths": [round(float(p), 6) for p in strengths]})
        print(known["name"], int((unchanged != labels).sum()), round(float(np.abs(other - strengths).max()), 4))
    dbscan = DBSCAN(eps=known["radius"], min_samples=5).fit(points)
    distances, nearest = NearestNeighbors(n_neighbors=1).fit(dbscan.components_).kneighbors(fresh)
    cores = dbscan.labels_[dbscan.core_sample_indices_]
    kmeans = KMeans(known["clusters"], n_init=300, random_state=1).fit(points)
    sets.append({"name": known["name"], "points": fresh.ravel().tolist(), "hdbscan": hierarchies,
                 "dbscan": np.where(distances[:, 0] <= known["radius"], cores[nearest[:, 0]], -1).tolist(),
                 "kmeansFitted": kmeans.labels_.tolist(), "kmeans": kmeans.predict(fresh).tolist()})
here.with_name("assignment-oracles.json").write_text(json.dumps({"sets": sets}, separators=(",", ":")) + "\n")
