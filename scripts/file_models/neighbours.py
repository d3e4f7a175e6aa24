"""The known rows of a model, of which explanations name the nearest: what is written for `shrike model neighbours`, and how far they can be
believed."""
import csv

import numpy as np

from . import learning, measures

TREES, MOST = 96, 2500


def packages(settings):
    """What is known of the files of the corpus, by SHA-256: the package with its version, and the name in it."""
    with (settings.corpus / "files.csv").open(newline="") as handle:
        return {row["sha256"]: (f"{row['project']} {row['version']}", row["name"].rsplit("/", 1)[-1])
                for row in csv.DictReader(handle)}


def described(file, known):
    """Source, name and identity of a row. Names and hashes are told, nothing of the contents."""
    file = str(file)
    if file in known:
        return (*known[file], f"sha256 {file[:16]}")
    if file.endswith(".json"):
        return "kimobu/lhtml", "packed by UPX" if ".packed." in file else "", f"sha256 {file[:16]}"
    collection, _, number = file.rpartition("-")
    return collection, "", f"row {int(number) + 1}"


def write(settings, name, rows):
    """NAME.rows.npy and NAME.known.csv: what the model learned from, for `shrike model neighbours`."""
    known = packages(settings)
    np.save(settings.output / f"{name}.rows.npy", np.asarray(rows.values, dtype=np.float32))
    with (settings.output / f"{name}.known.csv").open("w", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(["label", "source", "name", "identity"])
        for file, label in zip(rows.files, rows.labels):
            writer.writerow([int(label), *described(file, known)])


def chosen_trees(count):
    return [number * count // min(TREES, count) for number in range(min(TREES, count))]


def nearest(rows, others):
    """For each row the greatest share of trees that it shares with one of the others."""
    best = np.zeros(len(rows))
    for start in range(0, len(others), 256):
        part = others[start:start + 256]
        for first in range(0, len(rows), 512):
            some = rows[first:first + 512]
            share = (some[:, None, :] == part[None, :, :]).mean(axis=2, dtype=np.float32).max(axis=1)
            best[first:first + 512] = np.maximum(best[first:first + 512], share)
    return best


def kept(leaves, labels):
    """Which rows `shrike model neighbours` keeps: distinct ones of each class, those that are farthest from the ones before."""
    distinct = {label: np.flatnonzero(labels == label)[np.sort(np.unique(leaves[labels == label], axis=0, return_index=True)[1])]
                for label in (0, 1)}
    places = min(len(distinct[1]), max(MOST // 2, MOST - len(distinct[0])))
    result = []
    for label, most in ((0, MOST - places), (1, places)):
        index = distinct[label]
        if len(index) > most:
            own, near, chosen, last = leaves[index], np.full(len(index), -1), [], 0
            for _ in range(most):
                chosen.append(last)
                near = np.maximum(near, (own == own[last]).sum(axis=1))
                near[chosen] = leaves.shape[1] + 1
                last = int(np.argmin(near))
            index = index[np.sort(chosen)]
        result.append(index)
    return np.sort(np.concatenate(result))


def agreement(rows, parts, keep=None, monotone=None):
    """Out of fold, by group: how often the nearest known file has the label of the judged one, beside the classifier itself; of as many known
    rows as a packed model keeps. `parts` names a population of each row."""
    fold = learning.folds(rows.groups)
    good, bad, scores = np.zeros(len(rows)), np.zeros(len(rows)), np.zeros(len(rows))
    for number in range(5):
        test = fold == number
        model = learning.train(rows[~test], keep, monotone=monotone)
        leaves = model.predict(learning.hide(rows.values, keep), pred_leaf=True)
        leaves = leaves[:, chosen_trees(leaves.shape[1])].astype(np.uint8)
        known = np.flatnonzero(~test)
        known = known[kept(leaves[known], rows.labels[known])]
        good[test] = nearest(leaves[test], leaves[known[rows.labels[known] == 0]])
        bad[test] = nearest(leaves[test], leaves[known[rows.labels[known] == 1]])
        scores[test] = model.predict(learning.hide(rows.values[test], keep))
    lines = ["| files | n | nearest has their label | classifier at even odds has | AUROC of the difference of similarities | AUROC of the "
             "classifier |", "|---|---:|---|---|---|---|"]
    for part in dict.fromkeys(parts):
        for label, word in ((0, "benign"), (1, "malicious")):
            some = (parts == part) & (rows.labels == label)
            if not some.any():
                continue
            right = (bad > good)[some] if label else (good > bad)[some]
            judged = (scores[some] >= 0.5) == bool(label)
            areas = ["", ""]
            if label == 1 or not ((parts == part) & (rows.labels == 1)).any():
                against = ((parts == part) | (rows.labels == 1)) if label == 0 else parts == part
                if len(set(rows.labels[against])) == 2:
                    areas = ["{:.4f} [{:.4f}, {:.4f}]".format(*measures.area(rows.labels[against], values[against], rows.groups[against]))
                             for values in (bad - good, scores)]
            lines.append(f"| {part}, {word} | {int(some.sum()):,} | {measures.share(int(right.sum()), int(some.sum()))} | "
                         f"{measures.share(int(judged.sum()), int(some.sum()))} | {areas[0]} | {areas[1]} |")
    # What a similarity is worth: how often the nearer label is right, by how near it is.
    near = np.maximum(good, bad)
    right = np.where(rows.labels == 1, bad > good, good > bad)
    lines += ["", "| similarity of the nearest | files | nearest has their label |", "|---|---:|---|"]
    for low, high in ((0.0, 0.5), (0.5, 0.7), (0.7, 0.9), (0.9, 1.01)):
        some = (near >= low) & (near < high)
        if some.any():
            lines.append(f"| {low:g} to {min(high, 1):g} | {int(some.sum()):,} | {measures.share(int(right[some].sum()), int(some.sum()))} |")
    return lines


def nearness(forest, rows, kept, fold, others):
    """Of a model of novelty: how near the nearest known file is to files of other projects, in quartiles."""
    chosen = chosen_trees(len(forest.estimators_))

    def leaves(values):
        # Nodes are numbered through each tree; only whether they are equal matters.
        return np.column_stack([forest.estimators_[tree].apply(values.astype(np.float32)) for tree in chosen]).astype(np.uint16)

    own = leaves(rows.values[:, kept])
    outside = np.zeros(len(rows))
    for number in range(5):
        outside[fold == number] = nearest(own[fold == number], own[fold != number])
    tables = {"known files to those of other projects": outside,
              **{f"files of `{part}`": nearest(leaves(values[:, kept]), own) for part, values in others.items()}}
    return [f"- nearest known file of {name}, quartiles of the similarity: " + ", ".join(f"{q:.2f}" for q in np.quantile(values, [0.25, 0.5, 0.75]))
            for name, values in tables.items()]
