"""The weak classifier of PE files by header fields, and what is known of it."""
import numpy as np

from . import learning, measures, neighbours, sources

NAME = "pe-1"
# What the loader does not care for: PEHeader1.isFree in the Swift source.
FREE = {"e_cblp", "e_cp", "e_cparhdr", "e_maxalloc", "e_sp", "MajorLinkerVersion", "MinorLinkerVersion", "SizeOfCode",
        "SizeOfInitializedData", "SizeOfUninitializedData", "BaseOfCode", "MajorOperatingSystemVersion",
        "MinorOperatingSystemVersion", "MajorImageVersion", "MinorImageVersion", "SizeOfStackReserve", "SizeOfStackCommit",
        "SizeOfHeapReserve", "SizeOfHeapCommit"} | {f"Characteristics.{b}" for b in (2, 3, 4, 7, 9, 10, 11, 14)}
# What tells old linkers from new ones, and thereby old malware from benign files of today: a base address and the flags beside it.
DATED = {"ImageBase", "Characteristics.0", "Characteristics.5", "MajorSubsystemVersion", "MinorSubsystemVersion"}
# What anyone can make larger without changing what the file does, and hardly smaller: sections, and room in headers and image.
RISING = {"NumberOfSections", "SizeOfImage", "SizeOfHeaders"}


def without(rows, others):
    """Rows that do not occur in others."""
    known = {value.tobytes() for value in others.values}
    return rows[np.array([value.tobytes() not in known for value in rows.values])]


def build(settings):
    names = [name for name, _ in sources.columns("pe-header-1", settings.features)]
    sets = {name: sources.headers(names, settings.labelled, name) for name in ("ClaMP", "maldata", "Brazil")}
    benign = sources.corpus(settings.shrike, "pe-header-1", settings.corpus, "train", "PE")
    fresh = sources.corpus(settings.shrike, "pe-header-1", settings.corpus, "test", "PE")
    later = sources.corpus(settings.shrike, "pe-header-1", settings.corpus, "later", "PE")
    bound = np.array([name not in FREE for name in names])
    dateless = np.array([name not in FREE | DATED for name in names])
    everything = np.ones(len(names), bool)
    lines = []
    for words, keep in (("all columns", everything), ("columns that the loader cares for", bound),
                        ("of these, columns that do not tell the year", dateless)):
        lines += [f"Header fields, {words} ({int(keep.sum())}):", "", measures.HEAD]
        for name in ("ClaMP", "maldata"):
            scores = learning.out_of_fold(sets[name], keep)
            lines.append(measures.row(f"{name}, five folds by equal rows", sets[name].labels, scores, sets[name].groups))
        for source, target in (("ClaMP", "maldata"), ("maldata", "ClaMP")):
            judged = without(sets[target], sets[source])
            for extra in (None, benign):
                learned = sets[source] if extra is None else sets[source] + extra
                scores = learning.train(learned, keep).predict(learning.hide(judged.values, keep))
                more = "" if extra is None else " and packages"
                lines.append(measures.row(f"{source}{more} → {target}", judged.labels, scores, judged.groups))
        lines.append("")

    rows = sets["ClaMP"] + sets["maldata"] + benign
    monotone = [int(name in RISING) for name in names]
    part = np.r_[np.repeat("labelled", len(sets["ClaMP"]) + len(sets["maldata"])), np.repeat("package", len(benign))]
    scores = learning.out_of_fold(rows, bound, monotone=monotone)
    map_ = learning.calibration(rows.labels, scores)
    usual = learning.calibrated(map_, scores)
    threshold = learning.chosen(
        [(usual[chosen], rows.groups[chosen])
         for chosen in ((part == "labelled") & (rows.labels == 0), part == "package")], 0.01)
    model = learning.train(rows, bound, monotone=monotone)
    judge = lambda some: learning.calibrated(map_, model.predict(learning.hide(some.values, bound)))  # noqa: E731
    found, found_later = judge(fresh), judge(later)
    missed = without(sets["Brazil"], rows)
    brazil = judge(missed)
    bad = usual[(part == "labelled") & (rows.labels == 1)]
    # The same rows without packages: what the published sets alone do to them.
    alone = learning.train(sets["ClaMP"] + sets["maldata"], bound)
    own = learning.out_of_fold(sets["ClaMP"] + sets["maldata"], bound)
    labels = np.r_[sets["ClaMP"].labels, sets["maldata"].labels]
    limit = learning.chosen([(own[labels == 0], np.flatnonzero(labels == 0))], 0.01)
    unseen = measures.share(int((alone.predict(learning.hide(fresh.values, bound)) >= limit).sum()), len(fresh))
    facts = {
        "recall": measures.share(int((bad >= threshold).sum()), len(bad)),
        "Brazil": measures.share(int((brazil >= threshold).sum()), len(brazil)),
        "fresh": measures.share(int((found >= threshold).sum()), len(found)),
        "later": measures.share(int((found_later >= threshold).sum()), len(found_later)), "unseen": unseen}
    lines += ["Learned from both sets and packages, in columns that the loader cares for, out of fold:", "", measures.HEAD,
              measures.row("both sets and packages", rows.labels, usual, rows.groups),
              measures.row("the same without constraints", rows.labels, learning.out_of_fold(rows, bound), rows.groups), "",
              *(f"- {name}: {value}" for name, value in facts.items())]
    area = measures.area(rows.labels, usual, rows.groups)
    card = [
        ("name", NAME), ("features", "pe-header-1"), ("platform", "Windows (PE)"), ("role", "weak classifier"),
        ("strength", "weak: header fields only, learned from old collections. Believe it where another sign agrees"),
        ("data", "ClaMP Integrated (2,488 benign, 2,722 malicious), maldata (2,518 benign, 3,998 malicious, VirusShare), both of unknown "
                 f"dates; {len(benign):,} benign files of {len(set(benign.groups))} projects (Debian 12 packages and PyPI "
                 "wheels, November 2026)"),
        ("licence", "ClaMP and maldata state none: their data are not part of this file, which holds thresholds, leaf values, and of known rows "
                    "their number or name and the leaves that they reach"),
        ("method", f"LightGBM 4.7.0, 250 rounds of 31 leaves, rate 0.05, over {int(bound.sum())} of {len(names)} columns; "
                   "the score can only rise with the number of sections and the sizes of image and headers; beta calibration with equal classes"),
        ("split", "five folds by equal rows and by project; the test corpus shares no project with them"),
        ("auroc", "out of fold {:.4f} [{:.4f}, {:.4f}]; between the two sources see docs/Models.md".format(*area)),
        ("tpr", f"at the threshold, out of fold {facts['recall']}; of malware of 2013 to 2020 from Brazil, which was not learned from and "
                f"lacks {int(np.isnan(missed.values[:, bound]).all(axis=0).sum())} of the columns, {facts['Brazil']}"),
        ("threshold", "at most 1 % of benign files with 95 % confidence, on labelled rows and on packages each, out of fold: the stricter "
                      "of Clopper and Pearson's limit and of resampled projects"),
        ("false positives", f"{facts['fresh']} of a corpus of {len(set(fresh.groups))} other projects; {facts['later']} of a second one of "
                            f"{len(set(later.groups))}; of the first {unseen} without packages in training"),
        ("known limits", "The base address and the flags beside it tell old linkers from new ones, and carry most of what was learned: "
                         "whoever sets them as today's linkers do is not found. Everything that a header says can be made to look "
                         "ordinary by whoever links the file. Contents, imports and signatures are not looked at"),
    ]
    settings.write(NAME, model, names, map_, threshold, card)
    neighbours.write(settings, NAME, sources.Rows(learning.hide(rows.values, bound), rows.files, rows.groups, rows.labels))
    lines += ["", "Nearest known rows, out of fold:", ""] + neighbours.agreement(rows, part, bound, monotone)
    return lines
