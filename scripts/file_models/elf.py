"""What the labelled set of ELF files (ELF-Miner) can say. No model is shipped: its columns are those of a tool of its own, which cannot be
computed alike from files, and the processor is nearly the label."""
import hashlib

import numpy as np

from . import learning, measures, sources

SKIPPED = {"Name", "label"}


def read(folder, part):
    table = sources.table(folder / f"elfminer-{part}_after_feature_selection.csv.xz")
    names = [name for name in table[0] if name not in SKIPPED]
    return table, names


def number(cell, base=10):
    try:
        return float(int(cell, 16)) if base == 16 else float(cell)
    except ValueError:
        # Words (types, flags, the identification) become numbers that mean nothing but themselves.
        return float(int(hashlib.sha256(cell.encode()).hexdigest()[:6], 16)) if cell else np.nan


def build(settings):
    tables = {part: read(settings.labelled, part) for part in ("train", "test")}
    names = tables["train"][1]
    rows = []
    for part, (table, _) in tables.items():
        values = np.array([[number(row[name], 16 if name == "EntryPointAddress" else 10) for name in names] for row in table],
                          dtype=np.float32)
        groups = [hashlib.sha256(value.tobytes()).hexdigest()[:16] for value in values]
        found = sources.Rows(values, [f"{part}-{n}" for n in range(len(table))], groups, [int(row["label"] == "M") for row in table])
        found.machines = np.array([row["MachineType"] for row in table])
        rows.append(found)
    machines = np.r_[rows[0].machines, rows[1].machines]
    both = rows[0] + rows[1]
    lines = [measures.HEAD]
    scores = learning.train(rows[0]).predict(rows[1].values)
    lines.append(measures.row("published split", rows[1].labels, scores, rows[1].groups))
    fresh = ~np.isin(rows[1].groups, rows[0].groups)
    lines.append(measures.row("published split, rows that were not learned from", rows[1].labels[fresh], scores[fresh],
                              rows[1].groups[fresh]))
    by_machine = np.array([np.mean(both.labels[machines == machine]) for machine in machines])
    lines.append(measures.row("the processor alone", both.labels, by_machine, both.groups))
    for machine in ("Advanced Micro Devices X86-64",):
        some = both[machines == machine]
        _, first = np.unique(some.groups, return_index=True)
        some = some[np.sort(first)]
        lines.append(measures.row("x86-64 only, equal rows once, five folds", some.labels, learning.out_of_fold(some)))
    return lines
