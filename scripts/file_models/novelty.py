"""Models of what benign files look like: not whether a file is malicious, but whether it is unlike anything known."""
import numpy as np
from sklearn.ensemble import IsolationForest

from . import learning, measures, neighbours, sources

SYSTEMS = {"PE": ("pe-novelty-1", "Windows (PE)"), "ELF": ("elf-novelty-1", "Linux (ELF)"),
           "MachO": ("macho-novelty-1", "macOS (Mach-O)")}
# Where the limit on files alone did not keep its rate on files of other projects, the limit on projects holds too. It costs most of what
# the model notices (docs/FileModels.md), so that it is not taken where the first one did.
BY_PROJECT = {"PE"}


def path_length(count):
    """The mean depth at which a search for nothing ends in a tree of so many points (Liu, Ting, Zhou 2008)."""
    if count <= 1:
        return 0.0
    if count == 2:
        return 1.0
    return 2 * (np.log(count - 1) + 0.5772156649015329) - 2 * (count - 1) / count


def text_model(forest, names, kept):
    """The forest as LightGBM's text: leaves hold −(depth + c(n)) / (trees · c(sample)), so that sums are minus the mean path length
    as a share of what is expected: 0 for what one cut isolates, below −1 for what is usual."""
    scale = len(forest.estimators_) * path_length(forest.max_samples_)
    lines = ["tree", "version=v4", "num_class=1", "num_tree_per_iteration=1", "label_index=0",
             f"max_feature_idx={len(names) - 1}", "objective=regression", "feature_names=" + " ".join(names),
             "feature_infos=" + " ".join(["none"] * len(names)), ""]
    columns = np.flatnonzero(kept)
    for number, estimator in enumerate(forest.estimators_):
        tree = estimator.tree_
        inner = {node: i for i, node in enumerate(n for n in range(tree.node_count) if tree.children_left[n] >= 0)}
        leaves = {node: i for i, node in enumerate(n for n in range(tree.node_count) if tree.children_left[n] < 0)}
        depth = np.zeros(tree.node_count)
        for node in inner:
            depth[tree.children_left[node]] = depth[tree.children_right[node]] = depth[node] + 1

        def child(node):
            return inner[node] if node in inner else ~leaves[node]

        values = [-(depth[n] + path_length(tree.n_node_samples[n])) / scale for n in leaves]
        fields = {"num_leaves": [len(leaves)], "num_cat": [0],
                  "split_feature": [columns[tree.feature[n]] for n in inner],
                  "split_gain": [0] * len(inner), "threshold": [repr(float(tree.threshold[n])) for n in inner],
                  "decision_type": [0] * len(inner), "left_child": [child(tree.children_left[n]) for n in inner],
                  "right_child": [child(tree.children_right[n]) for n in inner],
                  "leaf_value": [repr(float(v)) for v in values], "leaf_weight": [0] * len(leaves),
                  "leaf_count": [tree.n_node_samples[n] for n in leaves],
                  "internal_count": [tree.n_node_samples[n] for n in inner], "is_linear": [0], "shrinkage": [1]}
        lines += [f"Tree={number}", *(f"{name}={' '.join(map(str, cells))}" for name, cells in fields.items()), ""]
    return "\n".join(lines + ["end of trees", ""])


def score(forest, values):
    """Minus the mean path length as a share of what is expected."""
    return np.log2(-forest.score_samples(values))


def usable(rows, columns):
    """Columns that vary, and that neither appended bytes nor names of sections move."""
    free = np.array([not set(moved.split(", ")) & {"appending", "renaming"} for _, moved in columns])
    named = np.array([not name.startswith(("import.name.", "import.library.", "macho.command.")) for name, _ in columns])
    return free & named & (rows.values.std(axis=0) > 0)


def grow(rows, kept):
    return IsolationForest(n_estimators=90, max_samples=min(256, len(rows)), random_state=1, n_jobs=1).fit(rows.values[:, kept])


def build(settings, system, rate=0.01):
    name, platform = SYSTEMS[system]
    columns = sources.columns("shrike-1", settings.features)
    names = [column for column, _ in columns]
    rows = sources.corpus(settings.shrike, "shrike-1", settings.corpus, "train", system)
    parts = {"test": "a corpus of {} other projects", "later": "a second one of {}, that nothing was chosen by"}
    fresh = {part: sources.corpus(settings.shrike, "shrike-1", settings.corpus, part, system)
             for part in parts if (settings.corpus / part / system).is_dir()}
    kept = usable(rows, columns)
    fold, scores = learning.folds(rows.groups), np.zeros(len(rows))
    for number in range(5):
        scores[fold == number] = score(grow(rows[fold != number], kept), rows.values[fold == number][:, kept])
    _, usual, projects = rows.worst(scores)
    forest = grow(rows, kept)
    # The score is turned into its rank among benign files that were not learned from: 0.99 is more unusual than 99 % of them.
    shares = np.unique(np.r_[np.linspace(0, 0.9, 46), np.linspace(0.9, 0.99, 19), np.linspace(0.99, 1, 11)])
    steps = np.quantile(usual, shares)
    steps, first = np.unique(steps, return_index=True)
    map_ = {"kind": "isotonic", "scores": [float(s) for s in steps], "probabilities": [float(v) for v in shares[first]]}
    limits = {"files": measures.group_threshold(usual, projects, rate), "projects": measures.project_threshold(usual, projects, rate)}
    rank = {name: float(np.interp(limit, steps, shares[first])) for name, limit in limits.items()}
    threshold = max(value for limit, value in rank.items() if limit == "files" or system in BY_PROJECT)
    flagged, facts = [], []
    for part, files in fresh.items():
        _, found, where = files.worst(score(forest, files.values[:, kept]))
        ranks = np.interp(found, steps, shares[first])
        told = measures.share(int((ranks >= threshold).sum()), len(found)) + " of " + parts[part].format(len(set(where)))
        flagged.append(told)
        others = {name: int((ranks >= limit).sum()) for name, limit in rank.items()}
        strange, counts = np.unique(where[ranks >= threshold], return_counts=True)
        most = ", ".join(f"{strange[n]} {counts[n]}" for n in np.argsort(-counts)[:3])
        facts.append(f"- {name}, {part}: {told}; of these {most or 'none'}; by each limit {others}")
    known = f"{len(usual):,} benign files of {len(set(rows.groups))} projects"
    facts.append(f"- {name} learned from {known}; limits {rank}")
    card = [
        ("name", name), ("features", "shrike-1"), ("platform", platform), ("role", "novelty"),
        ("meaning", "not malicious or benign: a score at or above the threshold says that the file is unlike the benign files that were "
                    "learned from, so that no other model's verdict on it should be believed: unknown"),
        ("data", f"{known} (Debian 12 packages and PyPI wheels, November 2026); no malware was seen"),
        ("licence", "the packages' own; this file holds thresholds, and of known files a name, the beginning of a hash and the leaves that they "
                    "reach"),
        ("method", f"isolation forest, 90 trees of {forest.max_samples_} files over {int(kept.sum())} columns of shrike-1 that neither "
                   "appended bytes nor names of sections move"),
        ("split", "five folds by project; the score is the rank of a file among those that were not learned from"),
        ("threshold", f"at most {100 * rate:g} % of benign files like those with 95 % confidence (Clopper and Pearson's limit, and resampled "
                      "projects)" + (", and of the files of a project on average over projects, on 95 % of draws of whole projects"
                                     if system in BY_PROJECT else "")),
        ("false positives", "; ".join(flagged)),
        ("auroc", "not known: there is no malware with full vectors to measure it on"),
        ("known limits", "Software of kinds that no package has (installers, drivers, games, kernels) is unlike what is known. Malware "
                         "that is built as ordinary software is built is not"),
    ]
    settings.write(name, text_model(forest, names, kept), names, map_, threshold, card)
    neighbours.write(settings, name, rows)
    facts += neighbours.nearness(forest, rows, kept, fold, {part: files.values for part, files in fresh.items()})
    return facts
