"""Values that fulfil what a Sigma rule asks of a field."""
import ipaddress
import re

try:
    from re import _constants as constants, _parser as parser
except ImportError:
    import sre_constants as constants, sre_parse as parser

from .conditions import Unsupported

ENCODED = {"base64", "base64offset", "wide", "utf16", "utf16le", "utf16be", "expand"}


def plain(value):
    """A value with a letter in place of each wildcard."""
    return re.sub(r"\\([*?\\])|([*?])", lambda found: found[1] or "q", str(value))


def fields_of(detection, selections):
    """Field values and search words of an event in which these selections hold."""
    asked, words = {}, []
    for name in selections:
        selection = detection[name]
        if isinstance(selection, list):
            selection = selection[0]
        if not isinstance(selection, dict):
            words.append(plain(selection))
            continue
        for key, values in selection.items():
            field, *modifiers = key.split("|")
            values = values if isinstance(values, list) else [values]
            values = values if "all" in modifiers else values[:1]
            if field:
                asked.setdefault(field, []).extend((set(modifiers), value) for value in values)
            else:
                words += [plain(value) for value in values]
    fields = {field: _value(conditions) for field, conditions in asked.items()}
    for field, value in list(fields.items()):
        if isinstance(value, _Reference):
            fields[field] = fields[value.field] = "the same in both"
    return fields, words


class _Reference:
    def __init__(self, field):
        self.field = field


def _value(conditions):
    """One value for all conditions on a field; `None` where the field must not be there."""
    start, middle, end = "", [], ""
    for modifiers, value in conditions:
        if modifiers & ENCODED:
            raise Unsupported("encoded values and placeholders")
        if "exists" in modifiers:
            return "there" if value else None
        if value is None:
            return None
        if "fieldref" in modifiers:
            return _Reference(value)
        if "cidr" in modifiers:
            return str(ipaddress.ip_network(value, strict=False)[1])
        if modifiers & {"gt", "gte", "lt", "lte"}:
            return str(int(value) + (1 if modifiers & {"gt", "gte"} else -1))
        if "re" in modifiers:
            middle.append(_sample(str(value)))
        elif "contains" in modifiers:
            middle.append(plain(value))
        elif "startswith" in modifiers:
            start = max(start, plain(value), key=len)
        elif "endswith" in modifiers:
            end = max(end, plain(value), key=len)
        else:
            return plain(value)
    return start + " ".join(text for text in middle if text not in start and text not in end) + end


def _sample(pattern):
    """A text that a regular expression matches."""
    try:
        tree = parser.parse(pattern.replace("(?i)", ""))
    except re.error as error:
        raise Unsupported("a regular expression that Python does not know") from error
    return "".join(_piece(*item) for item in tree)


def _piece(kind, content):
    if kind is constants.LITERAL:
        return chr(content)
    if kind is constants.NOT_LITERAL:
        return "q" if content != ord("q") else "z"
    if kind is constants.ANY:
        return "q"
    if kind is constants.IN:
        return _member(content)
    if kind is constants.BRANCH:
        return "".join(_piece(*item) for item in content[1][0])
    if kind is constants.SUBPATTERN:
        return "".join(_piece(*item) for item in content[-1])
    if kind in (constants.MAX_REPEAT, constants.MIN_REPEAT):
        least, _, tree = content
        return max(1, least) * "".join(_piece(*item) for item in tree) if least else ""
    if kind is constants.AT:
        return ""
    raise Unsupported("a regular expression with look-around or references")


def _member(items):
    """A character of a class."""
    text = re.compile("[" + "".join(_class(*item) for item in items) + "]")
    for code in [*range(97, 123), *range(48, 58), *range(33, 127), 32, 9, 0x3B1]:
        if text.fullmatch(chr(code)):
            return chr(code)
    raise Unsupported("a regular expression with a class of rare characters")


def _class(kind, content):
    if kind is constants.NEGATE:
        return "^"
    if kind is constants.LITERAL:
        return re.escape(chr(content))
    if kind is constants.RANGE:
        return f"{re.escape(chr(content[0]))}-{re.escape(chr(content[1]))}"
    names = {
        constants.CATEGORY_DIGIT: r"\d", constants.CATEGORY_NOT_DIGIT: r"\D", constants.CATEGORY_SPACE: r"\s",
        constants.CATEGORY_NOT_SPACE: r"\S", constants.CATEGORY_WORD: r"\w", constants.CATEGORY_NOT_WORD: r"\W",
    }
    return names[content]
