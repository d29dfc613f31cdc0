"""Counts the methods and data members of the classes in a C++ source. Understands the declarations of this tree.

Methods are the functions that a class declares, except friends, constructors, destructors, and deleted or defaulted
functions. Data members are those of an object: static members and nested types do not count.
"""
import dataclasses
import re

BLANKED = re.compile(
    r'//[^\n]*|/\*.*?\*/|R"(?P<delimiter>[^()\s]*)\(.*?\)(?P=delimiter)"|"(?:\\.|[^"\\\n])*"|(?<![0-9a-fA-F])\'(?:\\.|[^\'\\\n])+\''
    r"|^[ \t]*#(?:[^\n\\]|\\.|\\\n)*", re.DOTALL | re.MULTILINE)
HEAD = re.compile(r"\b(?P<kind>class|struct|union)\s+(?:\[\[[^\]]*\]\]\s*|alignas\([^)]*\)\s*)*(?:\w+::)*(?P<name>\w+)(?:\s*<[^;{]*>)?"
                  r"(?:\s+final)?\s*(?::(?!:)[^;{(]*)?\{")
ENUM = re.compile(r"\benum\s+$")
ACCESS = re.compile(r"\s*(?:public|private|protected)\s*:(?!:)")
NO_MEMBER = re.compile(r"(?:using|typedef|friend|static_assert|enum)\b")
NESTED = re.compile(r"(?:class|struct|union)\b")
CLOSING = {"(": ")", "{": "}", "[": "]"}


@dataclasses.dataclass
class Class:
    name: str
    methods: list = dataclasses.field(default_factory=list)
    members: list = dataclasses.field(default_factory=list)


def classes_in(text):
    """Returns every class of the text in order, nested classes included."""
    text = BLANKED.sub(lambda match: re.sub(r"[^\n]", " ", match.group()), text)
    classes = []
    for head in HEAD.finditer(text):
        if ENUM.search(text[:head.start()]):
            continue
        classes.append(_read_class(head["name"], text[head.end():_end_of_group(text, head.end() - 1)]))
    return classes


def _end_of_group(text, at):
    """Returns the position of the bracket that closes the one at `at`."""
    open_brackets = []
    for position in range(at, len(text)):
        if text[position] in CLOSING:
            open_brackets.append(CLOSING[text[position]])
        elif open_brackets and text[position] == open_brackets[-1]:
            open_brackets.pop()
            if not open_brackets:
                return position
    raise ValueError(f"unbalanced: {text[at:at + 80]!r}")


def _read_class(name, body):
    result = Class(name)
    for declaration in _declarations(body):
        declaration = _without_prefix(declaration)
        if not declaration or NO_MEMBER.match(declaration):
            continue
        if NESTED.match(declaration) and "(" not in declaration.split("{")[0]:
            result.members += re.findall(r"\w+", declaration[declaration.rfind("}") + 1:]) if "{" in declaration else []
            continue
        method = _method_name(declaration)
        if method is None:
            if not re.match(r"(?:inline\s+)?static\b|(?:inline\s+)?constexpr\s+static\b", declaration):
                result.members += _data_names(declaration)
        elif method.lstrip("~") != name and not re.search(r"=\s*(?:delete|default)$", declaration):
            result.methods.append(method)
    return result


def _declarations(body):
    """Yields the declarations of a class body, each up to its semicolon or to the end of its function body."""
    begin = at = 0
    while at < len(body):
        access = ACCESS.match(body, at) if not body[begin:at].strip() else None
        if access:
            begin = at = access.end()
            continue
        if body[at] in CLOSING:
            at = _end_of_group(body, at)
        if body[at] == ";" or (body[at] == "}" and _ends_function(body[begin:at + 1], body[at + 1:].lstrip())):
            yield body[begin:at + 1].strip().rstrip(";").rstrip()
            begin = at + 1
        at += 1


def _ends_function(declaration, following):
    """Returns whether the final brace closes a function body, not an initial value or a nested type."""
    declaration = _without_prefix(declaration)
    if NESTED.match(declaration) or declaration.startswith("enum") or following.startswith((";", ",", "{", "catch")):
        return False
    return _method_name(declaration) is not None


def _without_prefix(declaration):
    """Removes leading template parameters and attributes."""
    while True:
        declaration = declaration.lstrip()
        if declaration.startswith("template"):
            declaration = declaration[_end_of_angles(declaration, declaration.index("<")) + 1:]
        elif declaration.startswith("[["):
            declaration = declaration[declaration.index("]]") + 2:]
        elif declaration.startswith("alignas"):
            declaration = declaration[_end_of_group(declaration, declaration.index("(")) + 1:]
        else:
            return declaration


def _end_of_angles(text, at):
    depth = 0
    for position in range(at, len(text)):
        depth += {"<": 1, ">": -1}.get(text[position], 0)
        if depth == 0:
            return position
    return at  # less than, or a shift


def _declarator(declaration):
    """Returns the part before any initial value or body, without template arguments."""
    kept = ""
    at = 0
    while at < len(declaration):
        char = declaration[at]
        if char in "={" or (char == ":" and declaration[at:at + 2] != "::" and declaration[at - 1:at] != ":"):
            break
        if char == "<":
            at = _end_of_angles(declaration, at)
        elif char in "([":
            end = _end_of_group(declaration, at)
            kept += declaration[at:end + 1]
            at = end
        else:
            kept += char
        at += 1
    return kept


def _method_name(declaration):
    """Returns the name of the function, or None for a data member."""
    operator = re.search(r"\boperator\s*(\(\)|[^\s(]+|\w+)", declaration.split("{")[0])
    if operator:
        return "operator" + operator.group(1)
    match = re.search(r"(~?\w+)\s*\((?!\s*\*)", _declarator(declaration))
    return match.group(1) if match else None


def _data_names(declaration):
    """Returns the name of each declarator of `int a = 0, b{1}`, or of a pointer to a function."""
    pointer = re.search(r"\(\s*\*\s*(\w+)\s*\)\s*\(", declaration)
    if pointer:
        return [pointer.group(1)]
    names = []
    at = 0
    part = ""
    while at < len(declaration):
        char = declaration[at]
        if char in CLOSING:
            at = _end_of_group(declaration, at)
        elif char == "<" and "=" not in part:
            at = _end_of_angles(declaration, at)
        elif char == ",":
            names.append(part)
            part = ""
        else:
            part += char
        at += 1
    names.append(part)
    return [re.findall(r"\w+", re.split(r"[=:](?!:)", name.replace("::", " "))[0])[-1] for name in names]
