"""The model of Mach-O files, and what is known of it."""
import numpy as np

from . import learning, measures, neighbours, sources

NAME = "macho-1"


def tells_the_collection(name):
    """Columns that tell how and when the labelled corpus was collected, and that anyone may change: the flag of symbols out of step is
    told of thin files only, and half of the benign files are universal; versions of the system, the SDK and the source tell the
    year of the malware. With them, writing versions of today into malware hid five sixths of it. The model does without."""
    return name == "flag.out_of_sync" or name.startswith(("build.", "source.")) or name in (
        "command.0x24", "command.0x2a", "command.0x32")


def rising(names):
    """Constraints: what anyone can add to a file without changing what it does (imports, libraries, run paths, symbols and the commands that
    name them) can only raise the score."""
    added = ("imports.", "libraries.", "run_paths.", "symbols.", "command.0xc", "command.0x18", "command.0x1c", "command.0x1f")
    return [int(name.startswith(added) and name != "symbols.indirect" or name in ("commands", "commands_size")) for name in names]


def transfer(lhtml, packed, names):
    """The labelled corpus alone: five folds by group; what a model of plain files says of packed twins, by protocol."""
    fold = learning.folds(lhtml.groups)
    programs = lhtml.values[:, names.index("kind.program")] == 1
    scores = {}

    def add(name, chosen, values):
        kept = scores.setdefault(name, np.full(len(lhtml), np.nan))
        kept[chosen] = values

    for number in range(5):
        plain, twins = (fold != number) & ~packed, (fold != number) & packed
        tests = {"plain": (fold == number) & ~packed, "packed": (fold == number) & packed}
        model = learning.train(lhtml[plain])
        for kind, chosen in tests.items():
            add(f"{kind}, learned from plain files", chosen, model.predict(lhtml.values[chosen]))
        kept = survivors(lhtml, plain, twins, programs)
        masked = sources.Rows(np.where(kept[programs.astype(int)], lhtml.values, np.nan), lhtml.files, lhtml.groups,
                              lhtml.labels)
        model = learning.train(masked[plain])
        add("packed, learned from plain files in columns that packing leaves to benign files of the other folds",
            tests["packed"], model.predict(masked.values[tests["packed"]]))
        model = learning.train(lhtml[plain | twins])
        for kind, chosen in tests.items():
            add(f"{kind}, learned from plain files and their packed twins", chosen, model.predict(lhtml.values[chosen]))
    lines = [measures.HEAD]
    for name, values in scores.items():
        known = ~np.isnan(values)
        lines.append(measures.row(name, *lhtml[known].worst(values[known])))
    return lines


def survivors(rows, plain, twins, programs):
    """Which columns keep their value in nine of ten pairs of a benign file and its packed twin: for libraries, for programs."""
    first = {}
    for index in np.flatnonzero(plain):
        first.setdefault(str(rows.files[index]).split(".")[0], index)
    result = np.zeros((2, rows.values.shape[1]), bool)
    for kind in (0, 1):
        pairs = [(first[name], index) for index in np.flatnonzero(twins & (programs == bool(kind)) & (rows.labels == 0))
                 if (name := str(rows.files[index]).split(".")[0]) in first]
        if len(pairs) >= 20:
            left, right = np.array(pairs).T
            result[kind] = np.isclose(rows.values[left], rows.values[right]).mean(axis=0) >= 0.9
    return result


def build(settings):
    names = [name for name, _ in sources.columns("macho-structure-1", settings.features)]
    lhtml, packed = sources.macholibre(settings.shrike, settings.labelled / "macho")
    benign = sources.corpus(settings.shrike, "macho-structure-1", settings.corpus, "train", "MachO")
    fresh = sources.corpus(settings.shrike, "macho-structure-1", settings.corpus, "test", "MachO")
    keep = np.array([not tells_the_collection(name) for name in names])
    lines = ["Five folds by group of the labelled corpus, all columns:", ""] + transfer(lhtml, packed, names)
    for rows in (lhtml, benign, fresh):
        rows.values = learning.hide(rows.values, keep)
    lines += ["", f"The same without the {int((~keep).sum())} columns that tell the collection:", ""] + transfer(lhtml, packed, names)

    monotone = rising(names)
    # What packages alone do to a model that never saw one, and to the one that is shipped.
    alone = learning.train(lhtml)
    own = learning.out_of_fold(lhtml)
    plain = lhtml[~packed].worst(own[~packed])
    limit = learning.chosen([(plain[1][plain[0] == 0], plain[2][plain[0] == 0])], 0.01)
    _, scores, _ = fresh.worst(alone.predict(fresh.values))
    unseen = measures.share(int((scores >= limit).sum()), len(scores))

    rows = lhtml + benign
    scores = learning.out_of_fold(rows, monotone=monotone)
    part = np.r_[np.where(packed, "packed", "plain"), np.repeat("package", len(benign))]
    sets = {name: rows[part == name].worst(scores[part == name]) for name in ("plain", "packed", "package")}
    labels = np.r_[sets["plain"][0], sets["package"][0]]
    map_ = learning.calibration(labels, np.r_[sets["plain"][1], sets["package"][1]])
    usual = {name: learning.calibrated(map_, values[1]) for name, values in sets.items()}
    good = sets["plain"][0] == 0
    threshold = learning.chosen(
        [(usual["plain"][good], sets["plain"][2][good]), (usual["package"], sets["package"][2])], 0.01)
    model = learning.train(rows, monotone=monotone)
    found = learning.calibrated(map_, model.predict(fresh.values))
    _, found, projects = fresh.worst(found)
    wrong = int((found >= threshold).sum())
    plain_bad = usual["plain"][sets["plain"][0] == 1]
    packed_bad = usual["packed"][sets["packed"][0] == 1]
    packed_good = usual["packed"][sets["packed"][0] == 0]
    both = np.r_[usual["plain"], usual["package"]]
    free = learning.out_of_fold(rows)
    unbound = {name: rows[part == name].worst(free[part == name]) for name in ("plain", "packed", "package")}
    lines += ["", "Without constraints, out of fold:", "", measures.HEAD,
              *(measures.row(f"{name} files", unbound[name][0], unbound[name][1]) for name in ("plain", "packed")),
              measures.row("plain files and packages", labels, np.r_[unbound["plain"][1], unbound["package"][1]])]
    lines += ["", "Learned from labelled files and packages, out of fold:", "", measures.HEAD,
              measures.row("plain files", sets["plain"][0], usual["plain"]),
              measures.row("packed files", sets["packed"][0], usual["packed"]),
              measures.row("plain files and packages", labels, both)]
    facts = {
        "recall": measures.share(int((plain_bad >= threshold).sum()), len(plain_bad)),
        "packed recall": measures.share(int((packed_bad >= threshold).sum()), len(packed_bad)),
        "packed benign": measures.share(int((packed_good >= threshold).sum()), len(packed_good)),
        "fresh": measures.share(wrong, len(found)), "projects": len(set(projects)), "unseen": unseen,
        "auroc": measures.area(*sets["plain"][:1], usual["plain"])}
    lines += ["", *(f"- {name}: {value}" for name, value in facts.items())]
    card = [
        ("name", NAME), ("features", "macho-structure-1"), ("platform", "macOS (Mach-O)"), ("role", "classifier"),
        ("data", "kimobu/lhtml (macholibre JSON): 820 benign and 968 malicious files of unknown dates, and 1,182 packed by "
                 f"UPX; {len(set(benign.files)):,} benign files of {len(set(benign.groups))} PyPI projects (November 2026)"),
        ("licence", "lhtml states none: its data are not part of this file, which holds thresholds, leaf values, and of known files a name, "
                    "the beginning of a hash and the leaves that they reach; packages have the licences of their projects"),
        ("method", "LightGBM 4.7.0, 250 rounds of 31 leaves, rate 0.05; in "
                   f"{sum(monotone)} columns (imports, libraries, run paths, symbols, load commands that name them) the score can only rise; "
                   "beta calibration with equal classes"),
        ("split", "five folds by group (twins, equal images, projects stay together); the test corpus shares no project with it. Not by "
                  "time or source: the collection says neither"),
        ("auroc", "plain files, out of fold {:.4f} [{:.4f}, {:.4f}]".format(*facts["auroc"])),
        ("tpr", f"at the threshold, out of fold: plain malware {facts['recall']}; packed malware {facts['packed recall']}"),
        ("threshold", "at most 1 % of benign files with 95 % confidence, on labelled files and on packages each, out of fold: the "
                      "stricter of Clopper and Pearson's limit and of resampled projects"),
        ("false positives", f"{facts['fresh']} of a fresh corpus of {facts['projects']} other projects; {facts['packed benign']} "
                            "of benign files packed by UPX"),
        ("known limits", f"Without packages in training, {unseen} of the fresh corpus are false positives: benign files of the labelled "
                         "corpus are applications. Columns that tell the collection (versions, a flag) are left out. "
                         "By its versions the malware is older than the packages; nothing says how the model fares on today's"),
    ]
    settings.write(NAME, model, names, map_, threshold, card)
    neighbours.write(settings, NAME, rows)
    lines += ["", "Nearest known files, out of fold:", ""] + neighbours.agreement(rows, part, monotone=monotone)
    return lines
