"""Figures with intervals: AUROC (bootstrap over groups), TPR at a false-positive rate and rates (Clopper and Pearson, 95 %)."""
import numpy as np
from scipy.stats import beta
from sklearn.metrics import roc_auc_score


def interval(count, total, confidence=0.95):
    """The two-sided exact interval of a share."""
    tail = (1 - confidence) / 2
    low = 0.0 if count == 0 else beta.ppf(tail, count, total - count + 1)
    high = 1.0 if count == total else beta.ppf(1 - tail, count + 1, total - count)
    return low, high


def upper_limit(count, total, confidence=0.95):
    return 1.0 if count >= total else beta.ppf(confidence, count + 1, total - count)


def threshold(benign, rate, confidence=0.95):
    """The lowest threshold for which at most `rate` of scores like these exceed it, with confidence; None when too few."""
    ordered = np.sort(np.asarray(benign))[::-1]
    allowed = [k for k in range(len(ordered)) if upper_limit(k, len(ordered), confidence) <= rate]
    return float(np.nextafter(ordered[allowed[-1]], np.inf)) if allowed else None


def group_threshold(benign, groups, rate, confidence=0.95, resamples=500):
    """As `threshold`, but files of a group stand or fall together: whole groups are drawn, and the threshold holds the rate on so
    many draws as the confidence says. The stricter of both is taken."""
    benign, groups = np.asarray(benign), np.unique(groups, return_inverse=True)[1]
    members = np.split(np.argsort(groups, kind="stable"), np.cumsum(np.bincount(groups))[:-1])
    random = np.random.default_rng(1)
    limits = [np.quantile(benign[np.concatenate([members[g] for g in random.integers(0, len(members), len(members))])],
                          1 - rate, method="higher") for _ in range(resamples)]
    exact = threshold(benign, rate, confidence)
    drawn = float(np.nextafter(np.quantile(limits, confidence), np.inf))
    return None if exact is None else max(exact, drawn)


def project_threshold(benign, groups, rate, confidence=0.95, resamples=500):
    """The lowest threshold for which at most `rate` of the files of a group exceed it, on average over groups, on so many draws of whole
    groups as the confidence says: a large group counts no more than a small one, since a new file may come from either."""
    benign, groups = np.asarray(benign), np.unique(groups, return_inverse=True)[1]
    sizes = np.bincount(groups)
    order = np.argsort(-benign, kind="stable")
    random, limits = np.random.default_rng(1), []
    for _ in range(resamples):
        weight = np.bincount(random.integers(0, len(sizes), len(sizes)), minlength=len(sizes)) / sizes
        over = np.cumsum(weight[groups[order]])
        first = int(np.searchsorted(over, rate * len(sizes) + 1e-12, side="right"))
        limits.append(benign[order[min(first, len(order) - 1)]])
    return float(np.nextafter(np.quantile(limits, confidence, method="higher"), np.inf))


def area(labels, scores, groups=None, resamples=200):
    labels, scores = np.asarray(labels), np.asarray(scores)
    groups = np.arange(len(labels)) if groups is None else np.unique(groups, return_inverse=True)[1]
    random = np.random.default_rng(1)
    members = np.split(np.argsort(groups, kind="stable"), np.cumsum(np.bincount(groups))[:-1])
    values = []
    for _ in range(resamples):
        rows = np.concatenate([members[g] for g in random.integers(0, len(members), len(members))])
        if 0 < labels[rows].sum() < len(rows):
            values.append(roc_auc_score(labels[rows], scores[rows]))
    return roc_auc_score(labels, scores), *np.quantile(values, [0.025, 0.975])


def recall(labels, scores, rate):
    """TPR at a false-positive rate on these rows, with its interval; marked when the negatives cannot resolve the rate."""
    labels, scores = np.asarray(labels), np.asarray(scores)
    benign, bad = np.sort(scores[labels == 0])[::-1], scores[labels == 1]
    limit = benign[int(rate * len(benign))]
    found = int((bad > limit).sum())
    return found / len(bad), *interval(found, len(bad)), len(benign) * rate >= 1


def row(name, labels, scores, groups=None):
    """A row of a table in Markdown."""
    labels = np.asarray(labels)
    cells = [name, f"{int((labels == 0).sum()):,} / {int((labels == 1).sum()):,}"]
    value, low, high = area(labels, scores, groups)
    cells.append(f"{value:.4f} [{low:.4f}, {high:.4f}]")
    for rate in (0.01, 0.001):
        value, low, high, resolved = recall(labels, scores, rate)
        cells.append(f"{value:.3f} [{low:.3f}, {high:.3f}]" + ("" if resolved else " †"))
    return "| " + " | ".join(cells) + " |"


HEAD = "| judged | benign / malicious | AUROC | TPR at 1 % FPR | TPR at 0.1 % FPR |\n|---|---|---|---|---|"


def share(count, total):
    low, high = interval(count, total)
    return f"{count} of {total:,} ({100 * count / total:.2f} % [{100 * low:.2f}, {100 * high:.2f}])"
