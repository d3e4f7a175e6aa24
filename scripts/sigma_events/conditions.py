"""Which selections of a Sigma rule have to hold for its condition to hold, as few as possible."""
import re


class Unsupported(Exception):
    """The rule asks for something that these events cannot show; the text says what."""


def needed(condition, names):
    """The names of selections that make a condition true when everything else is false."""
    if isinstance(condition, list):
        condition = condition[0]
    if "|" in condition:
        raise Unsupported("an aggregation in the condition")
    return _needed(_Parser(condition, names).whole(), True)


def _needed(node, wanted):
    kind, content = node
    if kind == "not":
        return _needed(content, not wanted)
    if kind == "selection":
        return [content] if wanted else []
    if (kind == "and") == wanted:
        return [name for part in content for name in _needed(part, wanted)]
    return min((_needed(part, wanted) for part in content), key=len)


class _Parser:
    """The grammar of conditions: or, and, not, parentheses, `1 of NAME*`, `all of them`."""

    def __init__(self, text, names):
        self.tokens = re.findall(r"\(|\)|[^\s()]+", text)
        self.names = names

    def whole(self):
        node = self._joined("or", lambda: self._joined("and", self._negated))
        if self.tokens:
            raise Unsupported(f"'{self.tokens[0]}' in the condition")
        return node

    def _next(self):
        return self.tokens[0].lower() if self.tokens else None

    def _joined(self, word, part):
        parts = [part()]
        while self._next() == word:
            self.tokens.pop(0)
            parts.append(part())
        return (word, parts) if len(parts) > 1 else parts[0]

    def _negated(self):
        if self._next() != "not":
            return self._primary()
        self.tokens.pop(0)
        return ("not", self._negated())

    def _primary(self):
        token = self.tokens.pop(0)
        if token == "(":
            node = self._joined("or", lambda: self._joined("and", self._negated))
            self.tokens.pop(0)
            return node
        if token.lower() not in ("1", "any", "all"):
            return ("selection", token)
        self.tokens.pop(0)
        pattern = self.tokens.pop(0)
        wildcard = re.escape(pattern).replace(r"\*", ".*")
        chosen = [
            name for name in self.names
            if (not name.startswith("_") if pattern == "them" else re.fullmatch(wildcard, name))
        ]
        return ("and" if token.lower() == "all" else "or", [("selection", name) for name in chosen])
