#!/usr/bin/env python3
"""Measures tree engines on one model: tree-peers.py FOLDER SHRIKE-BENCHMARK. Called by measure-tree-peers."""
import pathlib
import subprocess
import sys
import time

import lightgbm
import numpy as np
import xgboost

folder, program = pathlib.Path(sys.argv[1]), sys.argv[2]
text, tree_json, matrix = folder / "model.txt", folder / "model.json", folder / "rows.npy"


def train():
    """A third dense columns, a third counts, a third mostly zero, as in the EMBER vector; random labels with a signal."""
    rng = np.random.default_rng(1)
    n, columns = 6000, 2568
    third = columns // 3
    x = np.zeros((n, columns), np.float32)
    x[:, :third] = rng.random((n, third))
    x[:, third : 2 * third] = rng.poisson(3, (n, third))
    rest = (n, columns - 2 * third)
    x[:, 2 * third :] = np.where(rng.random(rest) < 0.1, rng.integers(1, 5, rest), 0)
    weights = rng.normal(size=columns) * (rng.random(columns) < 0.2)
    y = ((x - x.mean(0)) / x.std(0) @ weights + rng.normal(size=n) * 3 > 0).astype(int)
    np.save(matrix, x)
    lightgbm.train(dict(objective="binary", num_leaves=64, feature_fraction=0.9, max_bin=63, num_threads=1, verbose=-1,
                        seed=1), lightgbm.Dataset(x, y), 500).save_model(text)
    xgboost.train(dict(objective="binary:logistic", max_leaves=64, max_depth=0, grow_policy="lossguide", eta=0.1,
                       tree_method="hist", nthread=1, max_bin=63), xgboost.DMatrix(x, y), 500).save_model(tree_json)


def cost(work, rows, repeats=5):
    least = float("inf")
    for _ in range(repeats):
        start = time.process_time()
        work()
        least = min(least, time.process_time() - start)
    return least / rows * 1e6


def shrike(model, margins):
    np.save(folder / "margins.npy", np.asarray(margins, np.float64))
    lines = subprocess.run([program, model, matrix, folder / "margins.npy"], check=True, capture_output=True, text=True)
    return {name: float(value) for name, value in (line.split("\t") for line in lines.stdout.splitlines())}


def compare(title, ours, theirs):
    print(f"\n{title}: Shrike {ours:.2f} µs a row")
    for name, value in theirs.items():
        print(f"  {name:34} {value:9.2f} µs   {value / ours:6.1f} x")


if not tree_json.exists():
    print("training, which takes some minutes")
    train()
x = np.load(matrix)
few, wide = x[:2000], x[:2000].astype(np.float64)
booster = lightgbm.Booster(model_file=text)
other = xgboost.Booster(model_file=tree_json)
other.set_param({"nthread": 1})
ours = shrike(text, booster.predict(x, raw_score=True, num_threads=1))
ours_other = shrike(tree_json, other.predict(xgboost.DMatrix(x), output_margin=True))
batch = {
    "LightGBM": cost(lambda: booster.predict(wide, raw_score=True, num_threads=1), 2000),
}
single_rows = [wide[i : i + 1] for i in range(200)]
single = {"LightGBM": cost(lambda: [booster.predict(r, raw_score=True, num_threads=1) for r in single_rows], 200)}
try:
    import treelite
    model = treelite.frontend.load_lightgbm_model(text)
    batch["treelite interpreter"] = cost(lambda: treelite.gtil.predict(model, few[:500], nthread=1, pred_margin=True), 500, 3)
    import tl2cgen
    library = folder / "model.so"
    if not library.exists():
        tl2cgen.export_lib(model, toolchain="gcc", libpath=library, params={"parallel_comp": 8})
    compiled = tl2cgen.Predictor(library, nthread=1)
    rows = tl2cgen.DMatrix(few)
    batch["treelite compiled (tl2cgen)"] = cost(lambda: compiled.predict(rows, pred_margin=True), 2000)
    ones = [tl2cgen.DMatrix(few[i : i + 1]) for i in range(200)]
    single["treelite compiled (tl2cgen)"] = cost(lambda: [compiled.predict(r, pred_margin=True) for r in ones], 200)
except Exception as error:
    print(f"treelite: {type(error).__name__}: {error}")
compare("batch, LightGBM model, floats", ours["batch, floats"], batch)
compare("single row, LightGBM model", ours["single row, floats"], single)
compare("SHAP values, LightGBM model", ours["SHAP values"],
        {"LightGBM pred_contrib": cost(lambda: booster.predict(wide[:20], pred_contrib=True, num_threads=1), 20, 3)})
one_rows = [x[i : i + 1] for i in range(200)]
compare("batch, XGBoost model", ours_other["batch, floats"], {"XGBoost in place": cost(lambda: other.inplace_predict(few), 2000)})
compare("single row, XGBoost model", ours_other["single row, floats"],
        {"XGBoost in place": cost(lambda: [other.inplace_predict(r) for r in one_rows], 200)})
compare("SHAP values, XGBoost model", ours_other["SHAP values"],
        {"XGBoost pred_contribs": cost(lambda: other.predict(xgboost.DMatrix(x[:20]), pred_contribs=True), 20, 3)})
print(f"\nlargest difference of margins: LightGBM {ours['largest difference']:g}, XGBoost {ours_other['largest difference']:g}")
