"""Where rows come from: vectors that `shrike features` computes, and published tables of labelled header fields."""
import csv
import hashlib
import io
import json
import lzma
import pathlib
import subprocess
import tempfile

import numpy as np


class Rows:
    """Vectors with what is known of each: the file, its group (never divided between parts), and its label."""

    def __init__(self, values, files, groups, labels):
        self.values, self.files = values, np.asarray(files)
        self.groups, self.labels = np.asarray(groups), np.asarray(labels)

    def __getitem__(self, chosen):
        return Rows(self.values[chosen], self.files[chosen], self.groups[chosen], self.labels[chosen])

    def __add__(self, other):
        return Rows(np.vstack([self.values, other.values]), np.r_[self.files, other.files],
                    np.r_[self.groups, other.groups], np.r_[self.labels, other.labels])

    def __len__(self):
        return len(self.files)

    def worst(self, scores):
        """Labels, scores and groups of files: a file is as bad as its worst image."""
        names, first, inverse = np.unique(self.files, return_index=True, return_inverse=True)
        best = np.full(len(names), -np.inf)
        np.maximum.at(best, inverse, scores)
        return self.labels[first], best, self.groups[first]

    def weights(self):
        """The images of a file share its weight."""
        _, inverse, counts = np.unique(self.files, return_inverse=True, return_counts=True)
        return 1 / counts[inverse]


def vectors(shrike, feature_set, folder):
    """The vectors of the files below a folder: values and paths."""
    with tempfile.TemporaryDirectory() as place:
        array = pathlib.Path(place) / "x.npy"
        lines = subprocess.run([shrike, "features", "--set", feature_set, "--format", "npy", "--output", array, folder],
                               stdout=subprocess.PIPE, text=True, check=True).stdout.splitlines()
        return np.load(array), [json.loads(line)["path"] for line in lines]


def corpus(shrike, feature_set, folder, part, system):
    """Benign files of `scripts/gather-benign`: groups are projects."""
    values, paths = vectors(shrike, feature_set, pathlib.Path(folder) / part / system)
    parts = [pathlib.Path(path).parts for path in paths]
    return Rows(values, [p[-1] for p in parts], [p[-2] for p in parts], np.zeros(len(parts), int))


def macholibre(shrike, folder):
    """The labelled Mach-O corpus: `packed` tells UPX-packed twins. Groups join twins, and files with an image of one vector."""
    values, paths = vectors(shrike, "macho-structure-1", folder)
    names = [pathlib.Path(path).name for path in paths]
    base = [name.split(".")[0] for name in names]
    parent = {}

    def root(name):
        while parent.setdefault(name, name) != name:
            parent[name] = name = parent[parent[name]]
        return name

    seen = {}
    for name, value in zip(base, values):
        key = hashlib.sha256(value.tobytes()).digest()
        parent[root(name)] = root(seen.setdefault(key, name))
    labels = np.array(["malware_data" in path for path in paths]).astype(int)
    rows = Rows(values, names, [root(name) for name in base], labels)
    return rows, np.array([".packed." in name for name in names])


def columns(feature_set, documentation):
    """Names and the `moved by` of a set's columns, from the table in docs/Features.md."""
    section = documentation.read_text().split(f"## `{feature_set}`")[1].split("\n## ")[0]
    result = []
    for line in section.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == 4 and line.startswith("| ") and cells[0][:1].isdigit():
            first, _, last = cells[0].partition("–")
            stem = cells[1].split("`")[1]
            for number in range(int(last or first) - int(first) + 1):
                result.append((stem[:-1] + str(number) if last else stem, cells[3]))
    return result


def table(path):
    with lzma.open(path, "rt", newline="") as handle:
        return list(csv.DictReader(io.StringIO(handle.read())))


def headers(names, folder, source):
    """Rows of `pe-header-1` from ClaMP, maldata or the Brazilian collection (malware only; fields that it lacks are missing)."""
    file, label = {"ClaMP": ("clamp-ClaMP_Integrated-5184.csv.xz", lambda row: int(row["class"])),
                   "maldata": ("maldata-PEpppp.csv.xz", lambda row: 1 - int(row["Label"])),
                   "Brazil": ("brazilian-malware-2013-2020.csv.xz", lambda row: 1)}[source]
    values, labels = [], []
    for row in table(pathlib.Path(folder) / file):
        vector = []
        for name in names:
            if name.startswith("Characteristics."):
                bit = int(name.split(".")[1])
                cell = row[f"FH_char{bit}"] if source == "ClaMP" else row["Characteristics"]
                vector.append(float(cell) if source == "ClaMP" else float(int(float(cell)) >> bit & 1) if cell else np.nan)
            else:
                cell = row.get(name)
                vector.append(float(cell) if cell not in (None, "") else np.nan)
        values.append(vector)
        labels.append(label(row))
    values = np.array(values, dtype=np.float32)
    # Equal rows are one group.
    groups = [source + hashlib.sha256(value.tobytes()).hexdigest()[:16] for value in values]
    return Rows(values, [f"{source}-{n}" for n in range(len(values))], groups, labels)
