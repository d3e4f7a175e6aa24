"""LightGBM with one protocol for every model: folds by group, out-of-fold scores, calibration and threshold on them."""
import lightgbm
import numpy as np

from . import measures

PARAMETERS = dict(objective="binary", learning_rate=0.05, num_leaves=31, min_data_in_leaf=10, feature_fraction=0.5,
                  bagging_fraction=0.8, bagging_freq=1, lambda_l2=1.0, max_bin=255, num_threads=1, deterministic=True,
                  force_row_wise=True, seed=1, verbose=-1)


def train(rows, keep=None, rounds=250, monotone=None, balance=None):
    """A model of rows; columns outside `keep` are constant, so that no tree asks for them."""
    parameters = dict(PARAMETERS)
    if monotone is not None:
        parameters["monotone_constraints"] = list(monotone)
    weights = rows.weights() * (balance if balance is not None else 1)
    data = lightgbm.Dataset(hide(rows.values, keep), rows.labels, weight=weights, free_raw_data=True)
    return lightgbm.train(parameters, data, rounds)


def hide(values, keep):
    if keep is None:
        return values
    hidden = values.copy()
    hidden[:, ~keep] = 0
    return hidden


def folds(groups, count=5, seed=1):
    """The fold of each row; rows of a group share it."""
    names, inverse = np.unique(groups, return_inverse=True)
    return (np.random.default_rng(seed).permutation(len(names)) % count)[inverse]


def out_of_fold(rows, keep=None, rounds=250, extra=None, monotone=None):
    """Scores of rows by models that saw none of their group. `extra` rows are learned from in every fold."""
    fold, scores = folds(rows.groups), np.zeros(len(rows))
    for number in range(5):
        learned = rows[fold != number] if extra is None else rows[fold != number] + extra
        model = train(learned, keep, rounds, monotone)
        scores[fold == number] = model.predict(hide(rows.values[fold == number], keep))
    return scores


def calibration(labels, scores):
    """Beta calibration (Kull, Silva Filho, Flach 2017) with both classes weighing the same: strictly rising, as thresholds want."""
    from sklearn.linear_model import LogisticRegression
    labels = np.asarray(labels)
    weight = np.where(labels == 1, 0.5 / labels.sum(), 0.5 / (len(labels) - labels.sum())) * len(labels)
    limited = np.clip(scores, 1e-12, 1 - 1e-12)
    inputs = np.column_stack([np.log(limited), -np.log1p(-limited)])
    used = [0, 1]
    while True:
        fit = LogisticRegression(C=1e6, max_iter=10000).fit(inputs[:, used], labels, sample_weight=weight)
        if min(fit.coef_[0]) >= 0 or len(used) == 1:
            break
        used = [1 - int(np.argmin(fit.coef_[0]))]
    weights = dict(zip(used, fit.coef_[0]))
    return {"kind": "beta", "a": float(weights.get(0, 0)), "b": float(weights.get(1, 0)), "c": float(fit.intercept_[0])}


def calibrated(map_, scores):
    limited = np.clip(scores, 1e-12, 1 - 1e-12)
    return 1 / (1 + np.exp(-(map_["a"] * np.log(limited) - map_["b"] * np.log1p(-limited) + map_["c"])))


def chosen(populations, rate):
    """The threshold that holds the rate on each population: benign scores and their groups."""
    limits = [measures.group_threshold(scores, groups, rate) for scores, groups in populations]
    return max(limit for limit in limits if limit is not None)
