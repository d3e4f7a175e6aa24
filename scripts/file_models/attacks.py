"""Changes of files that leave alone what a program does, as an attacker would make them to look harmless. LIEF adds imports and libraries; no
packer was to be had, so that `packed` puts in the place of code what a packer leaves there: compressed bytes. Such a file does not run."""
import copy
import random
import struct
import zlib

BENIGN_TEXT = (b"Copyright (c) The Authors. Licensed under the Apache License, Version 2.0. Usage: program [--help] [--version] "
               b"GNU General Public License. /usr/share/locale en_US.UTF-8 gettext All rights reserved.\0") * 400


def pe_layout(data):
    """Offsets of the COFF header, the optional header and the section table, and the number of sections; None for other files."""
    at = struct.unpack_from("<I", data, 60)[0]
    if data[at:at + 4] != b"PE\0\0":
        return None
    count, size = struct.unpack_from("<H", data, at + 6)[0], struct.unpack_from("<H", data, at + 20)[0]
    return at + 4, at + 24, at + 24 + size, count


def pe_append(data, text=None):
    return data + (text or bytes(65536))


def pe_append_noise(data):
    return data + random.Random(1).randbytes(262144)


def pe_text(data):
    return data + BENIGN_TEXT


def pe_slack(data):
    """Fills what is between the end of a section's content and the end of its bytes."""
    out = bytearray(data)
    _, _, table, count = pe_layout(data)
    for number in range(count):
        virtual, _, raw, start = struct.unpack_from("<IIII", data, table + 40 * number + 8)
        if 0 < virtual < raw and start + raw <= len(data):
            gap = raw - virtual
            out[start + virtual:start + raw] = (BENIGN_TEXT * (gap // len(BENIGN_TEXT) + 1))[:gap]
    return bytes(out)


def pe_free_fields(data):
    """Fields for which the loader does not care get the values of an ordinary linker."""
    out = bytearray(data)
    coff, optional, _, _ = pe_layout(data)
    wide = struct.unpack_from("<H", data, optional)[0] == 0x20B
    struct.pack_into("<BB", out, optional + 2, 14, 29)
    struct.pack_into("<HHHH", out, optional + 40, 6, 0, 0, 0)
    struct.pack_into("<I", out, optional + 64, 0)
    struct.pack_into("<QQQQ" if wide else "<IIII", out, optional + 72, 0x100000, 0x1000, 0x100000, 0x1000)
    struct.pack_into("<I", out, coff + 4, 1700000000)
    struct.pack_into("<HH", out, 2, 0x90, 3)
    return bytes(out)


def pe_rename(data):
    out = bytearray(data)
    _, _, table, count = pe_layout(data)
    for number in range(count):
        out[table + 40 * number:table + 40 * number + 8] = (b".text\0\0\0", b".rdata\0\0", b".data\0\0\0", b".rsrc\0\0\0")[number % 4]
    return bytes(out)


def pe_section(data, content=BENIGN_TEXT):
    """Adds a section with harmless content where the headers have room; None where they have not."""
    out = bytearray(data)
    coff, optional, table, count = pe_layout(data)
    first = min((struct.unpack_from("<I", data, table + 40 * n + 20)[0] or len(data) for n in range(count)), default=0)
    if table + 40 * (count + 1) > first or any(data[table + 40 * count:table + 40 * (count + 1)]):
        return None
    alignment, file_alignment = struct.unpack_from("<II", data, optional + 32)
    size, last = struct.unpack_from("<II", data, table + 40 * (count - 1) + 8)
    address = -(-(last + max(size, 1)) // alignment) * alignment
    start = -(-len(data) // file_alignment) * file_alignment
    raw = -(-len(content) // file_alignment) * file_alignment
    out += bytes(start - len(data)) + content + bytes(raw - len(content))
    struct.pack_into("<8sIIIIIIHHI", out, table + 40 * count, b".rdata2\0", len(content), address, raw, start, 0, 0, 0, 0, 0x40000040)
    struct.pack_into("<H", out, coff + 2, count + 1)
    struct.pack_into("<I", out, optional + 56, -(-(address + len(content)) // alignment) * alignment)
    return bytes(out)


def pe_strip_signature(data):
    out = bytearray(data)
    _, optional, _, _ = pe_layout(data)
    entry = optional + (144 if struct.unpack_from("<H", data, optional)[0] == 0x20B else 128)
    start, size = struct.unpack_from("<II", data, entry)
    if not size:
        return None
    struct.pack_into("<II", out, entry, 0, 0)
    return bytes(out[:start]) if start + size >= len(data) else bytes(out)


def elf_append(data):
    return data + BENIGN_TEXT


def elf_no_sections(data):
    """Section headers are for linkers and debuggers: the loader does not read them."""
    out = bytearray(data)
    if data[4] == 2:
        struct.pack_into("<Q", out, 40, 0)
        struct.pack_into("<HHH", out, 58, 0, 0, 0)
    else:
        struct.pack_into("<I", out, 32, 0)
        struct.pack_into("<HHH", out, 46, 0, 0, 0)
    return bytes(out)


def elf_header(data):
    """The ABI's version, the flags and the padding of the identification."""
    out = bytearray(data)
    out[8:16] = b"\1\2\3\4\5\6\7\0"
    return bytes(out)


def macho_append(data):
    return data + BENIGN_TEXT


def macho_images(data):
    if data[:4] == b"\xca\xfe\xba\xbe":
        count = struct.unpack_from(">I", data, 4)[0]
        return [struct.unpack_from(">5I", data, 8 + 20 * n)[2] for n in range(count)]
    return [0]


def macho_flags(data):
    """The flag that symbols are out of step with the source is turned off, and harmless ones on."""
    out = bytearray(data)
    for start in macho_images(data):
        if data[start:start + 4] not in (b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe"):
            return None
        flags = struct.unpack_from("<I", data, start + 24)[0]
        struct.pack_into("<I", out, start + 24, flags & ~(1 << 26) ^ 1 << 24)
    return bytes(out)


def dense(data, ranges):
    """The ranges of code hold compressed bytes, as far as those go, and noise of a compressor's kind behind them."""
    out, random_ = bytearray(data), random.Random(1)
    for start, end in ranges:
        if not 0 <= start < end <= len(data):
            continue
        stream = zlib.compress(data[start:end], 9)[:end - start]
        out[start:end] = stream + random_.randbytes(end - start - len(stream))
    return bytes(out) if ranges else None


def pe_packed(data):
    _, _, table, count = pe_layout(data)
    sections = [struct.unpack_from("<IIII", data, table + 40 * n + 8) + struct.unpack_from("<I", data, table + 40 * n + 36) for n in range(count)]
    return dense(data, [(start, start + raw) for _, _, raw, start, flags in sections if flags & 0x20000020 and raw >= 4096])


def pe_imports(data):
    """Ordinary functions of libraries that every program has are imported beside the others."""
    import lief
    binary = lief.PE.parse(data)
    if binary is None or not binary.has_imports:
        return None
    for library, names in (("USER32.dll", ("MessageBoxW", "GetDesktopWindow", "LoadStringW")), ("GDI32.dll", ("TextOutW", "GetStockObject")),
                           ("ADVAPI32.dll", ("RegCloseKey", "RegQueryValueExW")), ("KERNEL32.dll", ("GetTickCount64", "GetLocalTime"))):
        entry = binary.add_import(library)
        for name in names:
            entry.add_entry(name)
    configuration = lief.PE.Builder.config_t()
    configuration.imports = True
    try:
        return bytes(binary.write_to_bytes(configuration))
    except Exception:
        return None


def elf_ranges(data, wanted):
    """The ranges in the file of the loaded segments with these flags (1 executable)."""
    wide, order = data[4] == 2, "<" if data[5] == 1 else ">"
    start, = struct.unpack_from(order + ("Q" if wide else "I"), data, 32 if wide else 28)
    size, count = struct.unpack_from(order + "HH", data, 54 if wide else 42)
    result = []
    for n in range(count):
        at = start + n * size
        if wide:
            kind, flags, offset, _, _, length = struct.unpack_from(order + "IIQQQQ", data, at)
        else:
            kind, offset, _, _, length, _, flags = struct.unpack_from(order + "7I", data, at)
        if kind == 1 and (wanted is None or flags & wanted):
            result.append((offset, offset + length))
    return result


def elf_packed(data):
    # What stands before the code (headers, the procedure table's head) stays, as the parser needs it.
    return dense(data, [(max(first, 4096), last) for first, last in elf_ranges(data, 1) if last - max(first, 4096) >= 4096])


def elf_slack(data):
    """Fills what no loaded segment has between the first and the last one; files whose sections stand there are left out."""
    ranges = sorted(elf_ranges(data, None))
    out, end = bytearray(data), 0
    for first, last in ranges:
        if end and first > end:
            gap = first - end
            if any(data[end:first]):
                return None
            out[end:first] = (BENIGN_TEXT * (gap // len(BENIGN_TEXT) + 1))[:gap]
        end = max(end, last)
    return bytes(out) if out != data else None


def elf_lief(data, change):
    import lief
    binary = lief.ELF.parse(data)
    if binary is None or not binary.has_interpreter and not any(True for _ in binary.dynamic_entries):
        return None
    change(lief, binary)
    try:
        return bytes(binary.write_to_bytes())
    except Exception:
        return None


def elf_section(data):
    def change(lief, binary):
        section = lief.ELF.Section(".note.text", lief.ELF.Section.TYPE.PROGBITS)
        section.content = list(BENIGN_TEXT)
        binary.add(section, loaded=False)
    return elf_lief(data, change)


def elf_segment(data):
    """A loaded section of harmless text, with a segment of its own."""
    def change(lief, binary):
        section = lief.ELF.Section(".rodata1", lief.ELF.Section.TYPE.PROGBITS)
        section.content = list(BENIGN_TEXT)
        section.add(lief.ELF.Section.FLAGS.ALLOC)
        binary.add(section, loaded=True)
    return elf_lief(data, change)


def elf_libraries(data):
    def change(lief, binary):
        for name in ("libm.so.6", "libz.so.1", "libpthread.so.0"):
            if not binary.has_library(name):
                binary.add_library(name)
    return elf_lief(data, change)


def macho_packed(data):
    ranges = []
    for start in macho_images(data):
        if data[start:start + 4] not in (b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe"):
            return None
        wide = data[start] == 0xCF
        count, size = struct.unpack_from("<II", data, start + 16)
        at = start + (32 if wide else 28)
        head = at + size
        for _ in range(count):
            kind, length = struct.unpack_from("<II", data, at)
            if kind == (0x19 if wide else 1):
                offset, stored = struct.unpack_from("<QQ" if wide else "<II", data, at + (40 if wide else 32))
                initial = struct.unpack_from("<I", data, at + (60 if wide else 44))[0]
                first, last = max(start + offset, head), start + offset + stored
                if initial & 4 and last - first >= 4096:
                    ranges.append((first, last))
            at += length
    return dense(data, ranges)


def macho_lief(data, change):
    import lief
    fat = lief.MachO.parse(list(data))
    if fat is None or fat.size != 1:
        return None
    binary = fat.at(0)
    if change(lief, binary) is False:
        return None
    try:
        return bytes(binary.write_to_bytes())
    except Exception:
        return None


def macho_unsigned(data):
    def change(lief, binary):
        return binary.remove_signature() if binary.has_code_signature else False
    return macho_lief(data, change)


def macho_libraries(data):
    def change(lief, binary):
        for name in ("Cocoa", "WebKit", "Security"):
            binary.add_library(f"/System/Library/Frameworks/{name}.framework/{name}")
    return macho_lief(data, change)


def macho_section(data):
    def change(lief, binary):
        return binary.add_section(lief.MachO.Section.create("__notice", list(BENIGN_TEXT))) is not None
    return macho_lief(data, change)


def macho_slack(data):
    """Fills what the load commands leave free before the first section."""
    out = bytearray(data)
    for start in macho_images(data):
        if data[start:start + 4] != b"\xcf\xfa\xed\xfe":
            return None
        count, size = struct.unpack_from("<II", data, start + 16)
        at, end = start + 32, start + 32 + size
        first = len(data)
        for _ in range(count):
            kind, length = struct.unpack_from("<II", data, at)
            if kind == 0x19:
                for n in range(struct.unpack_from("<I", data, at + 64)[0]):
                    offset = struct.unpack_from("<I", data, at + 72 + 80 * n + 48)[0]
                    if offset:
                        first = min(first, start + offset)
            at += length
        gap = first - end
        if gap < 64 or any(data[end:first]):
            return None
        out[end:first] = (BENIGN_TEXT * (gap // len(BENIGN_TEXT) + 1))[:gap]
    return bytes(out)


FILES = {
    "PE": {"64 KiB of zeros appended": pe_append, "256 KiB of noise appended": pe_append_noise, "text appended": pe_text,
           "text in the slack of sections": pe_slack, "free header fields as of a new linker": pe_free_fields,
           "sections renamed": pe_rename, "a section of text added": pe_section, "ordinary imports added": pe_imports,
           "signature stripped": pe_strip_signature, "code as a packer leaves it": pe_packed},
    "ELF": {"text appended": elf_append, "text between segments": elf_slack, "a section of text added": elf_section,
            "a loaded segment of text added": elf_segment, "ordinary libraries added": elf_libraries,
            "section headers left out": elf_no_sections, "identification filled": elf_header, "code as a packer leaves it": elf_packed},
    "MachO": {"text appended": macho_append, "text behind the load commands": macho_slack, "a section of text added": macho_section,
              "ordinary libraries added": macho_libraries, "flags of the header": macho_flags, "signature stripped": macho_unsigned,
              "code as a packer leaves it": macho_packed},
}


def images(document):
    macho = document.get("macho") or document.get("universal", {})
    return macho.get("machos", [macho]) if isinstance(macho, dict) else []


def commands(document, *kinds):
    return [command for image in images(document) for command in image.get("lcs", []) if command.get("cmd") in kinds]


def json_flags(document):
    """Without the flag that symbols are out of step with the source (0x4000000)."""
    for image in images(document):
        image["flags"] = [flag for flag in image.get("flags", []) if "OUTOFSYNC" not in str(flag).upper() and "67108864" not in str(flag)]
    document["abnormalities"] = [text for text in document.get("abnormalities", []) if "67108864" not in str(text)]
    for image in images(document):
        if "abnormalities" in image:
            image["abnormalities"] = [text for text in image["abnormalities"] if "67108864" not in str(text)]
    return document


def json_imports(document):
    """Imports of ordinary functions are added."""
    names = ["_printf", "_malloc", "_free", "_memcpy", "_strlen", "_fopen", "_fclose", "_fread", "_pthread_create",
             "_dispatch_async", "_NSLog", "_objc_msgSend", "_CFRelease", "_OBJC_CLASS_$_NSString", "_OBJC_CLASS_$_NSArray"]
    for image in images(document):
        if image.get("imports"):
            image["imports"] += [[name, "/usr/lib/libSystem.B.dylib"] for name in names]
    return document


def json_libraries(document):
    """Libraries that every application loads are added, as load commands are: the header has room."""
    for image in images(document):
        if "lcs" in image:
            for name in ("Cocoa", "WebKit", "Security"):
                image["lcs"].append({"cmd": "LOAD_DYLIB", "cmd_size": 88, "name": f"/System/Library/Frameworks/{name}.framework/{name}"})
    return document


def json_unsigned(document):
    for image in images(document):
        image.pop("code_signature", None)
        image["lcs"] = [command for command in image.get("lcs", []) if command.get("cmd") != "CODE_SIGNATURE"]
    return document


def json_versions(document):
    """Least system and SDK of today."""
    for command in commands(document, "VERSION_MIN_MACOSX", "BUILD_VERSION"):
        for key, value in (("version", "11.0"), ("minos", "11.0"), ("sdk", "14.0")):
            if key in command:
                command[key] = value
    return document


DOCUMENTS = {"flag of symbols cleared": json_flags, "ordinary imports added": json_imports,
             "ordinary libraries added": json_libraries, "signature stripped": json_unsigned,
             "versions of today": json_versions}


def everything(document):
    for change in DOCUMENTS.values():
        document = change(document)
    return document


def changed(document, change):
    return change(copy.deepcopy(document))
