#!/usr/bin/env python3
"""Trains random models with XGBoost, LightGBM and scikit-learn and keeps what they predict, as an oracle for Learning.

usage: make-trees.py FOLDER [--configurations N] [--small] [--real FOLDER]

Each case is a folder: the model (model.json, model.ubj, model.txt, model.onnx or elastic.json), rows.npy, margins.npy where
the library tells margins, predictions.npy, contributions.npy where it explains, and interventional.npy with background.npy where
shap does. --small makes what is committed.
Needs: numpy scikit-learn xgboost lightgbm skl2onnx onnxmltools eland shap
"""
import argparse
import json
import pathlib
import warnings

import lightgbm
import numpy as np
import xgboost
from sklearn import ensemble, tree

warnings.filterwarnings("ignore")


def matrix(rng, rows, columns, missing, integers=0, zeros=False):
    x = rng.normal(size=(rows, columns)).astype(np.float32)
    x[:, : columns // 3] = np.round(x[:, : columns // 3] * 4) / 4  # ties with thresholds
    if zeros:
        x[rng.random(x.shape) < 0.3] = 0
    for column in range(columns - integers, columns):
        x[:, column] = rng.integers(0, 40, rows)
    if missing:
        x[rng.random(x.shape) < missing] = np.nan
    return x


def target(rng, x, kind, classes=3):
    z = np.nan_to_num(x)
    score = z[:, 0] + z[:, 1] * z[:, 2] + np.where(z[:, -1] > 20, 1, -1) + rng.normal(size=len(z)) * 0.3
    if kind == "binary":
        return (score > np.median(score)).astype(int)
    if kind == "multi":
        return np.digitize(score, np.quantile(score, np.arange(1, classes) / classes))
    if kind == "positive":
        return np.exp(score / 3)
    return score


class Writer:
    def __init__(self, folder, small):
        self.folder, self.small = folder, small

    def save(self, name, rows, margins=None, predictions=None, contributions=None, width=np.float64):
        path = self.folder / name
        path.mkdir(parents=True, exist_ok=True)
        np.save(path / "rows.npy", np.ascontiguousarray(rows))
        n = len(rows)
        if contributions is not None:
            contributions = np.asarray(contributions, np.float64).reshape(n, -1)[:30]
        for what, value in (("margins", margins), ("predictions", predictions), ("contributions", contributions)):
            if value is not None:
                np.save(path / f"{what}.npy", np.ascontiguousarray(np.asarray(value, np.float64).reshape(len(value), -1)))
        return path


def explain_with_shap(path, model, rows, background):
    """Interventional values of shap, with the background's expectation behind the features, as `pred_contrib` has it."""
    import shap
    if np.load(path / "margins.npy").shape[1] != 1:
        return  # several outputs, of which shap tells only one for some models of LightGBM
    try:
        explainer = shap.TreeExplainer(model, background, feature_perturbation="interventional")
        values = np.asarray(explainer.shap_values(rows), np.float64)
    except Exception as error:  # shap 0.51 does not know all objectives, nor sets of categories
        print(f"{path.name}: shap: {type(error).__name__}: {str(error)[:100]}")
        return
    if values.shape != rows.shape or np.size(explainer.expected_value) != 1:
        return
    values = np.hstack([values, np.full((len(rows), 1), np.ravel(explainer.expected_value)[0])])
    np.save(path / "interventional.npy", values)
    np.save(path / "background.npy", np.ascontiguousarray(background))


def xgboost_case(rng, index, out, shown):
    objective = ["binary:logistic", "reg:squarederror", "multi:softprob", "count:poisson", "reg:gamma", "binary:hinge",
                 "reg:tweedie", "reg:logistic", "binary:logitraw", "reg:absoluteerror"][index % 10]
    kind = {"binary:logistic": "binary", "multi:softprob": "multi", "binary:hinge": "binary", "reg:logistic": "binary",
            "binary:logitraw": "binary", "reg:squarederror": "real", "reg:absoluteerror": "real"}.get(objective, "positive")
    categorical = index % 4 == 3
    columns = int(rng.integers(4, 14))
    x = matrix(rng, 600, columns, [0, 0.2][index % 2], integers=2 if categorical else 0)
    y = target(rng, x, kind)
    types = ["q"] * (columns - 2) + ["c"] * 2 if categorical else None
    data = xgboost.DMatrix(x, y, feature_types=types, enable_categorical=categorical)
    parameters = dict(objective=objective, max_depth=int(rng.integers(2, 7)), eta=0.3, seed=index, nthread=1,
                      booster="dart" if index % 7 == 6 else "gbtree", rate_drop=0.2, tree_method="hist",
                      max_cat_to_onehot=int(rng.integers(1, 6)), grow_policy=["depthwise", "lossguide"][index % 2])
    if objective == "multi:softprob":
        parameters["num_class"] = 3
    if index % 5 == 1:
        parameters["num_parallel_tree"] = 3
        parameters["subsample"] = 0.7
    if index % 3 == 0 and objective == "binary:logistic":
        parameters["base_score"] = 0.3
    booster = xgboost.train(parameters, data, 3 if out.small else int(rng.integers(5, 40)))
    if categorical and not out.small:
        x[5, -1] = 99  # a category that training never saw
    x = x[:shown]
    data = xgboost.DMatrix(x, feature_types=types, enable_categorical=categorical)
    path = out.save(f"xgboost-{index:02}", x, booster.predict(data, output_margin=True), booster.predict(data),
                    booster.predict(data, pred_contribs=True) if parameters["booster"] == "gbtree" else None)
    booster.save_model(path / "model.json")
    booster.save_model(path / "model.ubj")
    # shap 0.51 does not read dart
    if not categorical and not out.small and parameters["booster"] == "gbtree":
        explain_with_shap(path, booster, x[:10], x[-40:])


def lightgbm_case(rng, index, out, shown):
    objective = ["binary", "regression", "multiclass", "poisson", "multiclassova", "cross_entropy", "tweedie", "huber",
                 "cross_entropy_lambda", "gamma", "regression"][index % 11]
    kind = {"binary": "binary", "multiclass": "multi", "multiclassova": "multi", "cross_entropy": "binary",
            "cross_entropy_lambda": "binary", "regression": "real", "huber": "real"}.get(objective, "positive")
    categorical = index % 4 == 2
    columns = int(rng.integers(4, 14))
    x = matrix(rng, 600, columns, [0.15, 0][index % 2], integers=2 if categorical else 0, zeros=index % 3 == 0)
    y = target(rng, x, kind)
    parameters = dict(objective=objective, num_leaves=int(rng.integers(3, 30)), learning_rate=0.2, verbose=-1, seed=index,
                      num_threads=1, min_data_in_leaf=5, zero_as_missing=index % 3 == 0, use_missing=index % 5 != 4,
                      boosting=["gbdt", "gbdt", "rf", "dart"][index % 4], bagging_freq=1, bagging_fraction=0.8,
                      feature_fraction=0.9, sigmoid=[1.0, 1.7][index % 2], reg_sqrt=index % 11 == 10,
                      min_data_per_group=5, cat_smooth=1.0)
    if kind == "multi":
        parameters["num_class"] = 3
    wide = x.astype(np.float64)
    if index % 2:  # thresholds that no float can be
        wide = wide + np.where(np.arange(columns) < columns - (2 if categorical else 0), rng.normal(size=x.shape) * 1e-9, 0)
    data = lightgbm.Dataset(wide, y, categorical_feature=[columns - 2, columns - 1] if categorical else [])
    booster = lightgbm.train(parameters, data, 3 if out.small else int(rng.integers(5, 40)))
    wide = wide[:shown]
    wide[:3, 0] = [1e-36, -1e-35, np.nan]
    if categorical:
        wide[:4, -1] = [np.nan, -1, 1e9, 5.5]
    raw = booster.predict(wide, raw_score=True)
    contributions = booster.predict(wide, pred_contrib=True)
    if parameters["boosting"] == "rf":
        raw = raw / booster.current_iteration()  # LightGBM averages in predictions only
        contributions = contributions / booster.current_iteration()
    path = out.save(f"lightgbm-{index:02}", wide, raw, booster.predict(wide), contributions)
    booster.save_model(path / "model.txt")
    if not categorical and not out.small and parameters["boosting"] == "gbdt" and not parameters["zero_as_missing"]:
        explain_with_shap(path, booster, wide[:10], wide[-40:])


def histogram_model(model):
    """A histogram model of scikit-learn as an ONNX tree ensemble with thresholds and leaves in double precision; skl2onnx 1.20 cannot
    write those of scikit-learn 1.9."""
    from onnx import TensorProto, helper
    numbers = {key: [] for key in ("nodes_treeids", "nodes_nodeids", "nodes_featureids", "nodes_truenodeids",
                                   "nodes_falsenodeids", "nodes_missing_value_tracks_true", "target_treeids",
                                   "target_nodeids", "target_ids")}
    modes, values, weights = [], [], []
    for number, predictors in enumerate(model._predictors):
        for index, node in enumerate(predictors[0].nodes):
            leaf = bool(node["is_leaf"])
            for key, value in (("nodes_treeids", number), ("nodes_nodeids", index),
                               ("nodes_featureids", 0 if leaf else node["feature_idx"]),
                               ("nodes_truenodeids", 0 if leaf else node["left"]),
                               ("nodes_falsenodeids", 0 if leaf else node["right"]),
                               ("nodes_missing_value_tracks_true", 0 if leaf else node["missing_go_to_left"])):
                numbers[key].append(int(value))
            modes.append("LEAF" if leaf else "BRANCH_LEQ")
            values.append(0.0 if leaf else float(node["num_threshold"]))
            if leaf:
                for key, value in (("target_treeids", number), ("target_nodeids", index), ("target_ids", 0)):
                    numbers[key].append(value)
                weights.append(float(node["value"]))
    def tensor(name, data):
        return helper.make_tensor(name, TensorProto.DOUBLE, [len(data)], data)
    node = helper.make_node(
        "TreeEnsembleRegressor", ["input"], ["output"], domain="ai.onnx.ml", nodes_modes=modes, n_targets=1,
        nodes_values_as_tensor=tensor("values", values), target_weights_as_tensor=tensor("weights", weights),
        base_values_as_tensor=tensor("base", [float(np.ravel(model._baseline_prediction)[0])]),
        post_transform="LOGISTIC" if hasattr(model, "predict_proba") else "NONE", **numbers)
    graph = helper.make_graph(
        [node], "histogram", [helper.make_tensor_value_info("input", TensorProto.DOUBLE, [None, model.n_features_in_])],
        [helper.make_tensor_value_info("output", TensorProto.DOUBLE, [None, 1])])
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17), helper.make_opsetid("ai.onnx.ml", 3)])


def sklearn_case(rng, index, out, shown):
    from skl2onnx import to_onnx
    makers = [
        ("real", lambda: ensemble.RandomForestRegressor(n, max_depth=d, random_state=index)),
        ("multi", lambda: ensemble.RandomForestClassifier(n, max_depth=d, random_state=index)),
        ("binary", lambda: ensemble.GradientBoostingClassifier(n_estimators=n, max_depth=3, random_state=index)),
        ("real", lambda: ensemble.GradientBoostingRegressor(n_estimators=n, max_depth=3, random_state=index)),
        ("multi", lambda: ensemble.GradientBoostingClassifier(n_estimators=n, max_depth=2, random_state=index)),
        ("binary", lambda: ensemble.ExtraTreesClassifier(n, max_depth=d, random_state=index)),
        ("binary", lambda: tree.DecisionTreeClassifier(max_depth=d, random_state=index)),
        ("real", lambda: tree.DecisionTreeRegressor(max_depth=d, random_state=index)),
        ("real", lambda: ensemble.HistGradientBoostingRegressor(max_iter=n, max_depth=4, random_state=index)),
        ("binary", lambda: ensemble.HistGradientBoostingClassifier(max_iter=n, max_depth=4, random_state=index)),
    ]
    kind, make = makers[index % len(makers)]
    n, d = (3 if out.small else int(rng.integers(5, 30))), int(rng.integers(2, 8))
    missing = 0.2 if "Hist" in type(make()).__name__ else 0
    x = matrix(rng, 500, int(rng.integers(4, 12)), missing)
    y = target(rng, x, kind)
    model = make().fit(x, y)
    shown_rows = x[:shown]
    predicted = model.predict_proba(shown_rows) if hasattr(model, "predict_proba") else model.predict(shown_rows)
    if hasattr(model, "_predictors"):
        path = out.save(f"sklearn-{index:02}", shown_rows, None,
                        predicted[:, 1] if hasattr(model, "predict_proba") else predicted)
        (path / "model.onnx").write_bytes(histogram_model(model).SerializeToString())
        return
    options = {id(model): {"zipmap": False}} if hasattr(model, "predict_proba") else None
    try:
        onnx = to_onnx(model, shown_rows[:1], options=options, target_opset={"": 17, "ai.onnx.ml": 3}).SerializeToString()
    except Exception as error:
        print(f"sklearn-{index:02}: {type(model).__name__} is not exported: {type(error).__name__}")
        return
    path = out.save(f"sklearn-{index:02}", shown_rows, None, predicted)
    (path / "model.onnx").write_bytes(onnx)


def elastic_case(rng, index, out, shown):
    from eland.ml.transformers import get_model_transformer
    columns = int(rng.integers(4, 10))
    x = matrix(rng, 500, columns, 0)
    kind = ["binary", "real", "multi"][index // 4 % 3]
    y = target(rng, x, kind)
    n, names, labels = (3 if out.small else 12), [f"f{i}" for i in range(columns)], None
    classify = kind != "real"
    if index % 4 == 0:
        # eland 9.2 loses the intercept that XGBoost 2 and later estimate, so it is fixed here
        model = (xgboost.XGBClassifier if classify else xgboost.XGBRegressor)(
            n_estimators=n, max_depth=4, n_jobs=1, base_score=0.5)
    elif index % 4 == 1:
        model = (lightgbm.LGBMClassifier if classify else lightgbm.LGBMRegressor)(n_estimators=n, num_leaves=9, verbose=-1)
    elif index % 4 == 2:
        model = (ensemble.RandomForestClassifier if classify else ensemble.RandomForestRegressor)(n, max_depth=5)
    else:
        model = (tree.DecisionTreeClassifier if classify else tree.DecisionTreeRegressor)(max_depth=4)
    model.fit(x, y)
    # Fresh rows: eland writes XGBoost's thresholds, which are values of the training rows, with nine digits
    rows = rng.normal(size=(shown, columns)).astype(np.float32)
    predicted = model.predict_proba(rows) if classify else model.predict(rows)
    if classify and index % 4 == 2:
        # eland turns a forest's mean of probabilities into votes: softmax over the number of trees for each class
        votes = np.array([each.predict(rows) for each in model.estimators_])
        counts = np.stack([(votes == c).sum(0) for c in range(len(model.classes_))], 1)
        raised = np.where(counts > 0, np.exp(counts - counts.max(1, keepdims=True)), 0)
        predicted = raised / raised.sum(1, keepdims=True)
    if classify:
        labels = [str(c) for c in model.classes_]
    try:
        weights = [1.0] * len(labels) if labels else None
        transformer = get_model_transformer(
            model, feature_names=names, classification_labels=labels, classification_weights=weights)
        text = transformer.transform().serialize_model()
    except Exception as error:
        print(f"elastic-{index:02}: {type(model).__name__}: {type(error).__name__}: {error}")
        return
    path = out.save(f"elastic-{index:02}", rows.astype(np.float64), None, predicted)
    (path / "elastic.json").write_text(text if isinstance(text, str) else json.dumps(text))


def real_cases(folder, out, shown):
    """Measured data (NumPy archives with X and y), a fifth of the values taken away from every other set."""
    for index, path in enumerate(sorted(folder.glob("*.npz"))):
        archive = np.load(path)
        x, y = archive["X"].astype(np.float32), archive["y"].astype(int).ravel()
        if len(x) > 20_000 or len(set(y)) != 2:
            continue
        rng = np.random.default_rng(index)
        if index % 2:
            x[rng.random(x.shape) < 0.2] = np.nan
        data = xgboost.DMatrix(x, y)
        booster = xgboost.train(dict(objective="binary:logistic", max_depth=5, nthread=1), data, 30)
        some = x[:shown]
        asked = xgboost.DMatrix(some)
        target_folder = out.save(f"real-xgboost-{path.stem}", some, booster.predict(asked, output_margin=True),
                                 booster.predict(asked), booster.predict(asked, pred_contribs=True))
        booster.save_model(target_folder / "model.json")
        model = lightgbm.train(dict(objective="binary", num_leaves=31, verbose=-1, num_threads=1), lightgbm.Dataset(x, y), 30)
        wide = some.astype(np.float64)
        target_folder = out.save(f"real-lightgbm-{path.stem}", some, model.predict(wide, raw_score=True), model.predict(wide),
                                 model.predict(wide, pred_contrib=True))
        model.save_model(target_folder / "model.txt")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--configurations", type=int, default=20)
    parser.add_argument("--small", action="store_true")
    parser.add_argument("--real", type=pathlib.Path, help="a folder of .npz files with X and y")
    options = parser.parse_args()
    out = Writer(options.folder, options.small)
    shown = 25 if options.small else 300
    for make in (xgboost_case, lightgbm_case, sklearn_case, elastic_case):
        for index in range(options.configurations):
            rng = np.random.default_rng([index, len(make.__name__)])
            try:
                make(rng, index, out, shown)
            except Exception as error:
                print(f"{make.__name__} {index}: {type(error).__name__}: {error}")
    if options.real:
        real_cases(options.real, out, shown)
    print(len(list(options.folder.iterdir())), "cases in", options.folder)


main()
