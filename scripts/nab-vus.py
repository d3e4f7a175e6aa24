#!/usr/bin/env python3
"""VUS-PR (J. Paparrizos et al., VLDB 2022; PyPI vus) of the NAB series that TSB-AD uses, for each detector whose scores lie under
RESULTS: nab-vus.py FOLDER RESULTS. Called by measure-nab.

TSB-AD numbers its series; those of FOLDER are told by the row of their first anomaly, which is part of its file names."""
import csv
import json
import pathlib
import sys
import warnings

import numpy as np
from vus.analysis.robustness_eval import generate_curve
from vus.utils.slidingWindows import find_length

warnings.filterwarnings("ignore")
folder, results = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
series = """realAWSCloudwatch/ec2_network_in_257a54 artificialWithAnomaly/art_load_balancer_spikes realAdExchange/exchange-3_cpc_results
realAWSCloudwatch/ec2_cpu_utilization_825cc2 artificialWithAnomaly/art_daily_jumpsdown artificialWithAnomaly/art_daily_jumpsup
artificialWithAnomaly/art_daily_nojump realAdExchange/exchange-3_cpm_results artificialWithAnomaly/art_increase_spike_density
realAWSCloudwatch/ec2_cpu_utilization_5f5533 artificialWithAnomaly/art_daily_flatmiddle realAdExchange/exchange-2_cpm_results
realAWSCloudwatch/rds_cpu_utilization_cc0c53 realAWSCloudwatch/ec2_cpu_utilization_24ae8d""".split()
windows = json.loads((folder / "labels/combined_windows.json").read_text())
detectors = sys.argv[3:] or sorted(path.name for path in results.iterdir() if path.is_dir())
print(f"VUS-PR, mean over {len(series)} series")
for detector in detectors:
    values = []
    for name in series:
        rows = list(csv.reader((folder / "data" / f"{name}.csv").open()))[1:]
        label = np.zeros(len(rows))
        for first, last in windows[f"{name}.csv"]:
            label[[first[:19] <= row[0] <= last[:19] for row in rows]] = 1
        scores = np.array([float(line) for line in (results / detector / f"{name}.csv").read_text().split()[1:]])
        scores = (scores - scores.min()) / (np.ptp(scores) or 1)
        window = find_length(np.array([float(row[1]) for row in rows]))
        values.append(generate_curve(label, scores, window, "opt", 250)[7])
    print(f"{detector:28} {np.mean(values):.3f}   " + " ".join(f"{value:.2f}" for value in values), flush=True)
