#!/usr/bin/env python3
"""Runs the models that TreeExportTests wrote (exported.onnx) with onnxruntime and compares them with the library's predictions,
and validates exported-elastic.json against Elastic's schema when that is given.

usage: check-exports.py FOLDER [SCHEMA.json]
"""
import json
import pathlib
import sys

import numpy as np
import onnxruntime

folder = pathlib.Path(sys.argv[1])
worst, count = 0.0, 0
for path in sorted(folder.glob("*/exported.onnx")):
    rows = np.load(path.parent / "rows.npy")
    expected = np.load(path.parent / "predictions.npy")
    if rows.dtype != np.float32 and (rows.astype(np.float32).astype(np.float64) != rows)[~np.isnan(rows)].any():
        continue  # doubles that no float can be: ONNX trees compare floats
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    found = np.asarray(session.run(None, {"input": rows.astype(np.float32)})[-1], np.float64).reshape(len(rows), -1)
    if found.shape[1] == 2 * expected.shape[1]:
        found = found[:, 1::2]
    difference = np.max(np.abs(found - expected) / np.maximum(1, np.abs(expected)))
    worst, count = max(worst, difference), count + 1
    if difference > 1e-5:
        print(f"{path.parent.name}: differs by {difference:g}")
print(f"{count} exported models in onnxruntime: largest difference {worst:g}")
if len(sys.argv) > 2:
    import jsonschema
    schema = json.load(open(sys.argv[2]))
    files = sorted(folder.glob("*/exported-elastic.json"))
    for path in files:
        jsonschema.validate(json.load(open(path)), schema)
    print(f"{len(files)} exported definitions satisfy Elastic's schema")
sys.exit(worst > 1e-5 or count == 0)
