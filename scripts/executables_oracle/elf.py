"""ELF: against pyelftools; imports and exports against LIEF."""
import collections
import math

import lief
from elftools.elf.constants import SH_FLAGS  # noqa: F401
from elftools.elf.dynamic import DynamicSection, DynamicSegment
from elftools.elf.elffile import ELFFile
from elftools.elf.enums import (ENUM_D_TAG_COMMON, ENUM_E_MACHINE, ENUM_E_TYPE, ENUM_EI_OSABI, ENUM_P_TYPE_BASE,
                                ENUM_SH_TYPE_BASE)
from elftools.elf.gnuversions import GNUVerDefSection, GNUVerNeedSection
from elftools.elf.relocation import RelocationSection
from elftools.elf.sections import NoteSection, SymbolTableSection

lief.logging.disable()


def number(value, table):
    """The number behind a name that pyelftools gives; None for a name of a machine's own table."""
    return value if isinstance(value, int) else table.get(value)


def entropy(data):
    counts, n = collections.Counter(data), len(data)
    return -sum(c / n * math.log2(c / n) for c in counts.values()) if n else 0.0


def compare(tally, counts, file, ours):
    counts["ELF files"] += 1
    try:
        with file.open("rb") as handle:
            theirs = ELFFile(handle)
            if "elf" not in ours:
                counts["ELF files that Shrike refuses and pyelftools reads"] += 1
                return tally.compare(file, "refused", ours.get("error"), None)
            inspect(tally, counts, file, ours["elf"], theirs, handle)
    except Exception as error:  # pyelftools gives up on damaged files in many ways
        counts[f"ELF files that pyelftools gives up on ({type(error).__name__})"] += 1
    with_lief(tally, counts, file, ours.get("elf"))


def inspect(tally, counts, file, ours, theirs, handle):
    header = ours["header"]
    h = theirs.header
    expected = {
        "class": theirs.elfclass, "order": "little" if theirs.little_endian else "big",
        "os_abi": number(h.e_ident.EI_OSABI, ENUM_EI_OSABI), "type": number(h.e_type, ENUM_E_TYPE),
        "machine": number(h.e_machine, ENUM_E_MACHINE), "entry": h.e_entry, "flags": h.e_flags,
        "phnum": theirs.num_segments(), "shnum": theirs.num_sections(),
        "shstrndx": theirs.get_shstrndx() if h.e_shoff else h.e_shstrndx,
    }
    for key, value in expected.items():
        if value is not None:
            tally.compare(file, f"header.{key}", header.get(key), value)
    sections = list(theirs.iter_sections())
    names, numbers = [], []
    for section in sections:
        s = section.header
        names.append(section.name[:256])
        numbers.append([s.sh_flags, s.sh_addr, s.sh_offset, s.sh_size, s.sh_link, s.sh_info, s.sh_addralign, s.sh_entsize])
    tally.sequence(file, "section names", [s[0] for s in ours["sections"]], names)
    tally.sequence(file, "sections", [s[2:10] for s in ours["sections"]], numbers)
    for mine, section in zip(ours["sections"], sections):
        kind = number(section.header.sh_type, ENUM_SH_TYPE_BASE)
        if kind is not None:
            tally.compare(file, "section type", mine[1], kind)
        if section.header.sh_type not in ("SHT_NOBITS", "SHT_NULL") and section.header.sh_size < 1 << 20:
            handle.seek(section.header.sh_offset)
            tally.compare(file, "section entropy (1e-9)", True,
                          abs(mine[10] - entropy(handle.read(section.header.sh_size))) < 1e-9)
    segments = list(theirs.iter_segments())
    tally.sequence(file, "segments", [s[1:] for s in ours["segments"]],
                   [[s.header.p_flags, s.header.p_offset, s.header.p_vaddr, s.header.p_paddr, s.header.p_filesz,
                     s.header.p_memsz, s.header.p_align] for s in segments])
    for mine, segment in zip(ours["segments"], segments):
        kind = number(segment.header.p_type, ENUM_P_TYPE_BASE)
        if kind is not None:
            tally.compare(file, "segment type", mine[0], kind)
        if segment.header.p_type == "PT_INTERP":
            tally.compare(file, "interpreter", ours.get("interpreter"), segment.get_interp_name())
    dynamic(tally, file, ours, sections, segments)
    symbols(tally, file, ours, sections)
    notes_and_versions(tally, file, ours, sections, segments)


def dynamic(tally, file, ours, sections, segments):
    table = next((s for s in segments if isinstance(s, DynamicSegment)), None) or next(
        (s for s in sections if isinstance(s, DynamicSection)), None)
    if table is None or any(s.name == ".dynamic" and s.header.sh_type == "SHT_NOBITS" for s in sections):
        return
    tags = [t for t in table.iter_tags() if t.entry.d_tag != "DT_NULL"]
    tally.sequence(file, "dynamic values", [int(e[1]) for e in ours.get("dynamic", [])], [t.entry.d_val for t in tags])
    for mine, tag in zip(ours.get("dynamic", []), tags):
        kind = number(tag.entry.d_tag, ENUM_D_TAG_COMMON)
        if kind is not None:
            tally.compare(file, "dynamic tag", int(mine[0]), kind)
    tally.compare(file, "needed", ours.get("needed"), [t.needed for t in tags if t.entry.d_tag == "DT_NEEDED"])
    for field, key in (("soname", "DT_SONAME"), ("rpath", "DT_RPATH"), ("runpath", "DT_RUNPATH")):
        tally.compare(file, field, ours.get(field), next((getattr(t, field) for t in tags if t.entry.d_tag == key), None))


def symbols(tally, file, ours, sections):
    for field, kind in (("dynsym", "SHT_DYNSYM"), ("symtab", "SHT_SYMTAB")):
        table = next((s for s in sections if isinstance(s, SymbolTableSection) and s.header.sh_type == kind), None)
        if table is None:
            continue
        expected = []
        special = {"SHN_UNDEF": 0, "SHN_ABS": 0xFFF1, "SHN_COMMON": 0xFFF2, "SHN_XINDEX": 0xFFFF}
        for symbol in table.iter_symbols():
            e = symbol.entry
            expected.append([symbol.name, e.st_value, e.st_size,
                             e.st_shndx if isinstance(e.st_shndx, int) else special.get(e.st_shndx)])
        tally.sequence(file, field, [[s[0], s[1], s[2], s[5]] for s in ours.get(field) or []], expected)
    relocations = sum(s.num_relocations() for s in sections
                      if isinstance(s, RelocationSection) and s.header.sh_type in ("SHT_REL", "SHT_RELA"))
    tally.compare(file, "relocations", ours["relocations"][3], relocations)


def notes_and_versions(tally, file, ours, sections, segments):
    build = next((n.n_desc for s in sections if isinstance(s, NoteSection) and s.header.sh_type != "SHT_NOBITS"
                  for n in s.iter_notes() if n.n_type == "NT_GNU_BUILD_ID"), None)
    tally.compare(file, "build id", ours.get("build_id"), build)
    for section in sections:
        if isinstance(section, GNUVerNeedSection):
            expected = [[need.name, [aux.name for aux in chain]] for need, chain in section.iter_versions()]
            tally.sequence(file, "version needs", ours["version_needs"], expected)
        elif isinstance(section, GNUVerDefSection):
            expected = [next(iter(aux.name for aux in chain), "") for _, chain in section.iter_versions()]
            tally.sequence(file, "version definitions", ours["version_definitions"], expected)


def with_lief(tally, counts, file, ours):
    """Imports and exports by name, and what protects the file."""
    binary = lief.ELF.parse(str(file))
    if binary is None or ours is None:
        counts["ELF files that LIEF or Shrike refuses"] += 1
        return
    counts["ELF files that LIEF reads"] += 1
    tally.compare(file, "LIEF needed", ours.get("needed", []), list(binary.libraries))
    if "dynsym" in ours:
        mine = sorted(s[0] for s in ours["dynsym"])
        tally.compare(file, "LIEF dynamic symbols", mine, sorted(str(s.name) for s in binary.dynamic_symbols))
    # Without a PT_GNU_STACK the answer depends on the machine's and the kernel's default; LIEF then guesses.
    if any(s.type == lief.ELF.Segment.TYPE.GNU_STACK for s in binary.segments):
        tally.compare(file, "LIEF nx", ours["mitigations"]["nx"], binary.has_nx)
