"""Mach-O: against LIEF; code signatures, which LIEF does not open, against macholib's structures read by hand."""
import hashlib
import struct

import lief

lief.logging.disable()


def compare(tally, counts, file, ours):
    counts["Mach-O files"] += 1
    fat = lief.MachO.parse(str(file), config=lief.MachO.ParserConfig.deep)
    if "macho" not in ours:
        counts[f"Mach-O files that Shrike refuses ({ours.get('error')})"] += 1
        if fat is not None and fat.size:
            counts["  of these LIEF reads"] += 1
        return
    if fat is None or fat.size == 0:
        counts["Mach-O files that LIEF refuses"] += 1
        return
    slices = ours["macho"]["slices"]
    tally.compare(file, "architectures", len(slices), fat.size)
    data = file.read_bytes()
    for mine, theirs in zip(slices, fat):
        counts["images"] += 1
        if "image" not in mine:
            tally.compare(file, "image refused", True, False)
            continue
        tally.compare(file, "slice offset", mine["offset"], theirs.fat_offset)
        image(tally, counts, file, mine["image"], theirs, data[mine["offset"]:mine["offset"] + mine["size"]])


def image(tally, counts, file, ours, theirs, data):
    h, header = ours["header"], theirs.header
    for key, value in {
        "cpu": header.cpu_type.value & 0xFFFFFFFF, "subtype": header.cpu_subtype & 0xFFFFFFFF,
        "type": header.file_type.value, "commands": header.nb_cmds, "commands_size": header.sizeof_cmds,
        "flags": header.flags,
    }.items():
        tally.compare(file, f"header.{key}", h[key], value)
    tally.sequence(file, "command sizes", [c[1] for c in ours["commands"]], [c.size for c in theirs.commands])
    segments = list(theirs.segments)
    tally.sequence(file, "segments", [s[:8] for s in ours["segments"]],
                   [[s.name, s.virtual_address, s.virtual_size, s.file_offset, s.file_size, int(s.max_protection),
                     int(s.init_protection), int(s.flags)] for s in segments])
    for mine, segment in zip(ours["segments"], segments):
        sections = list(segment.sections)
        tally.sequence(file, "sections", [s[:9] for s in mine[8]],
                       [[s.name, s.segment_name, s.virtual_address, s.size, s.offset, s.alignment, s.relocation_offset,
                         s.numberof_relocations, int(s.type.value) | int(s.flags.value if hasattr(s.flags, "value") else s.flags)] for s in sections])
        for left, section in zip(mine[8], sections):
            if section.size < 1 << 20 and section.offset and section.type.name not in ("ZEROFILL", "THREAD_LOCAL_ZEROFILL"):
                tally.compare(file, "section entropy (1e-6)", True, abs(left[9] - section.entropy) < 1e-6)
    symbols(tally, file, ours, theirs)
    commands(tally, file, ours, theirs)
    signature(tally, counts, file, ours, theirs, data)


def symbols(tally, file, ours, theirs):
    # LIEF adds symbols that only the export trie or the bindings know: those have no place in the table.
    table = [s for s in theirs.symbols if s.origin == lief.MachO.Symbol.ORIGIN.SYMTAB]
    def text(name):
        return name if isinstance(name, str) else bytes(name).decode("utf-8", "replace")
    expected = sorted([text(s.name), s.raw_type, s.numberof_sections, s.description & 0xFFFF, s.value] for s in table)
    tally.sequence(file, "symbols", sorted(ours["symbols"]), expected)
    names = {s.name for s in theirs.symbols if s.has_binding_info}
    tally.compare(file, "bound symbols", sorted({b[0] for b in ours["bindings"]}), sorted(names))
    exports = sorted(e[0] for e in ours["exports"])
    tally.compare(file, "exported symbols", exports,
                  sorted(s.name for s in theirs.symbols if s.has_export_info))


def commands(tally, file, ours, theirs):
    identity = {lief.MachO.LoadCommand.TYPE.ID_DYLIB}
    libraries = [lib for lib in theirs.libraries if lib.command not in identity]
    version = lambda v: v[0] << 16 | v[1] << 8 | v[2]
    tally.sequence(file, "libraries", ours["libraries"],
                   [[lib.name, version(lib.current_version), version(lib.compatibility_version)] for lib in libraries])
    tally.compare(file, "identity", ours.get("identity"),
                  next((lib.name for lib in theirs.libraries if lib.command in identity), None))
    tally.compare(file, "run paths", ours["run_paths"], [r.path for r in theirs.rpaths])
    tally.compare(file, "uuid", ours.get("uuid"), bytes(theirs.uuid.uuid).hex() if theirs.has_uuid else None)
    if theirs.has_dylinker:
        tally.compare(file, "dynamic linker", ours.get("dynamic_linker"), theirs.dylinker.name)
    if theirs.has_main_command:
        tally.compare(file, "entry", ours.get("entry"), theirs.main_command.entrypoint)
    if theirs.has_source_version:
        parts = theirs.source_version.version
        packed = parts[0] << 40 | parts[1] << 30 | parts[2] << 20 | parts[3] << 10 | parts[4]
        tally.compare(file, "source version", ours.get("source_version"), packed)
    builds = []
    if theirs.has_build_version:
        build = theirs.build_version
        builds.append([build.platform.value, version(build.minos), version(build.sdk)])
    if theirs.has_version_min:
        builds.append([None, version(theirs.version_min.version), version(theirs.version_min.sdk)])
    tally.compare(file, "builds", [b[1:] for b in ours["builds"][:1]], [b[1:] for b in builds[:1]])
    if theirs.has_function_starts:
        tally.compare(file, "functions", ours.get("functions"), len(theirs.function_starts.functions))


def signature(tally, counts, file, ours, theirs, data):
    tally.compare(file, "signature present", "signature" in ours, theirs.has_code_signature)
    if not theirs.has_code_signature or "signature" not in ours:
        return
    counts["images with a signature"] += 1
    mine = ours["signature"]
    start = theirs.code_signature.data_offset
    magic, _, count = struct.unpack_from(">III", data, start)
    blobs = []
    for index in range(count):
        slot, offset = struct.unpack_from(">II", data, start + 12 + 8 * index)
        kind, size = struct.unpack_from(">II", data, start + offset)
        blobs.append((slot, kind, size, start + offset))
    tally.compare(file, "signature blobs", mine["blobs"], [list(b[:3]) for b in blobs])
    directories = [b for b in blobs if b[1] == 0xFADE0C02]
    for left, (_, _, size, at) in zip(mine["directories"], directories):
        version, flags, hashes, ident, _, slots, limit = struct.unpack_from(">7I", data, at + 8)
        hash_size, hash_type, _, page = data[at + 36:at + 40]
        tally.compare(file, "code directory", [left["version"], left["flags"], left["hash_type"], left["code_slots"]],
                      [version, flags, hash_type, slots])
        name = data[at + ident:data.index(b"\0", at + ident)].decode()
        tally.compare(file, "identifier", left["identifier"], name)
        good = 0
        algorithm = hashlib.sha1 if hash_type == 1 else hashlib.sha256
        for index in range(slots):
            piece = data[index << page:min((index + 1) << page, limit)]
            stored = data[at + hashes + index * hash_size:at + hashes + (index + 1) * hash_size]
            good += algorithm(piece).digest()[:hash_size] == stored
        counts["pages hashed"] += slots
        counts["pages that match"] += good
        tally.compare(file, "pages that match", left.get("pages", [None])[0], good)
