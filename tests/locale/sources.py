"""What the package's own sources say: which codes they hand on, with which words; every literal.

Only what is written down is found: a code at the call, in the same function, or in a table."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import batcher

ROOT = Path(batcher.__file__).parent
# Words are `locale`'s own business; the sandbox speaks as Stripe does, in Stripe's words.
ELSEWHERE = ("locale", "sandbox")


@dataclass(frozen=True)
class Site:
    """A code handed to a callable: `words` are the details that can be seen to go with it.

    `code` is '' where the call names no code that can be found in its function. `whole` is False
    where details come from further away (`**details`), so that more words may go with it.
    """

    place: str
    name: str
    code: str
    words: frozenset[str]
    whole: bool = True


@cache
def modules() -> Mapping[str, ast.Module]:
    """Path below the package, with slashes -> its syntax tree."""
    paths = {path.relative_to(ROOT).as_posix(): path for path in sorted(ROOT.rglob("*.py"))}
    return {
        name: ast.parse(path.read_text(encoding="utf-8"), name)
        for name, path in paths.items()
        if name.split("/")[0] not in ELSEWHERE
    }


@cache
def literals() -> frozenset[str]:
    """Every string and every name of an attribute or field in the sources."""
    found: set[str] = set()
    for tree in modules().values():
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(node.value)
            elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                found.add(node.target.id)
    for template in sorted((ROOT / "web" / "templates").glob("*.html")):
        found.update(re.findall(r"'([\w.-]+)'", template.read_text(encoding="utf-8")))
    return frozenset(found)


@cache
def sites(name: str, argument: int | str) -> tuple[Site, ...]:
    """Every call of `name` (`f`, or `.f` for a method) with the codes of that argument."""
    trees = modules().items()
    return tuple(one for path, tree in trees for one in _sites(tree, path, name, argument))


def _sites(tree: ast.Module, path: str, name: str, argument: int | str) -> Iterator[Site]:
    for scope in _scopes(tree):
        for node in _own(scope):
            if not isinstance(node, ast.Call) or _called(node) != name:
                continue
            keywords = {word.arg for word in node.keywords if word.arg}
            added = (_added(function) for function in _functions(node, tree))
            words = _keys(scope, tree).union(keywords, *added)
            whole = not any(word.arg is None for word in node.keywords)
            place = f"{path}:{node.lineno}"
            for code in sorted(_texts(_given(node, argument), scope, tree)) or [""]:
                yield Site(place, name, code, words, whole)


def _given(node: ast.Call, argument: int | str) -> ast.expr | None:
    """An argument of a call, by its place or its name."""
    if isinstance(argument, int):
        return node.args[argument] if argument < len(node.args) else None
    return next((word.value for word in node.keywords if word.arg == argument), None)


def _called(node: ast.Call) -> str:
    if isinstance(node.func, ast.Name):
        return node.func.id
    if not isinstance(node.func, ast.Attribute):
        return ""
    owner = node.func.value
    is_locale = isinstance(owner, ast.Name) and owner.id == "locale"
    return f"locale.{node.func.attr}" if is_locale else f".{node.func.attr}"


@cache
def _scopes(tree: ast.Module) -> tuple[ast.Module | ast.FunctionDef, ...]:
    """The module itself and every function in it."""
    return (tree, *(n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)))


@cache
def _own(scope: ast.AST) -> tuple[ast.AST, ...]:
    """The nodes of a scope without those of the functions inside it."""
    found: list[ast.AST] = []
    for child in ast.iter_child_nodes(scope):
        if not isinstance(child, ast.FunctionDef):
            found += [child, *_own(child)]
        else:
            for part in (*child.decorator_list, child.args):
                found += ast.walk(part)
    return tuple(found)


@cache
def _keys(scope: ast.AST, tree: ast.Module) -> frozenset[str]:
    """The keys of every dict written in this scope, or in a function of the module it calls."""
    if not isinstance(scope, ast.FunctionDef):
        return _own_keys(scope)
    calls = [node for node in _own(scope) if isinstance(node, ast.Call)]
    near = {function for call in calls for function in _functions(call, tree)}
    fields = _fields(tree) if any(_called(call) == "asdict" for call in calls) else set()
    return _own_keys(scope).union(fields, *(_own_keys(one) for one in near))


def _fields(tree: ast.Module) -> set[str]:
    """The names of all fields of the module's classes."""
    return {
        node.target.id
        for node in ast.walk(tree)
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name)
    }


@cache
def _own_keys(scope: ast.AST) -> frozenset[str]:
    return frozenset(
        key.value
        for node in _own(scope)
        if isinstance(node, ast.Dict)
        for key in node.keys
        if isinstance(key, ast.Constant) and isinstance(key.value, str)
    )


@cache
def _added(function: ast.FunctionDef) -> frozenset[str]:
    """The words a function adds of its own to what it is handed: its calls' keywords."""
    calls = (node for node in _own(function) if isinstance(node, ast.Call))
    return frozenset(word.arg for call in calls for word in call.keywords if word.arg)


@cache
def _texts(node: ast.expr | None, scope: ast.AST, tree: ast.Module) -> set[str]:
    """The strings an expression can be, as far as its own scope and module tell."""
    if isinstance(node, ast.Constant):
        return {node.value} if isinstance(node.value, str) and node.value else set()
    if isinstance(node, ast.IfExp):
        return _texts(node.body, scope, tree) | _texts(node.orelse, scope, tree)
    if isinstance(node, ast.BoolOp):
        return set().union(*(_texts(value, scope, tree) for value in node.values))
    if isinstance(node, ast.Name):
        return _assigned(node.id, scope, tree) or _assigned(node.id, tree, tree)
    if isinstance(node, ast.Call):
        returned = [r.value for f in _functions(node, tree) for r in _returns(f)]
        return set().union(*(_texts(value, tree, tree) for value in returned))
    return set()


def _functions(node: ast.Call, tree: ast.Module) -> list[ast.FunctionDef]:
    """The function of this module that a call names."""
    every = (n for n in tree.body if isinstance(n, ast.FunctionDef))
    return [one for one in every if isinstance(node.func, ast.Name) and one.name == node.func.id]


def _returns(function: ast.FunctionDef) -> Iterator[ast.Return]:
    return (node for node in _own(function) if isinstance(node, ast.Return))


def _assigned(name: str, scope: ast.AST, tree: ast.Module) -> set[str]:
    """What a name is given in this scope, a parameter's default included."""
    found = _default(name, scope)
    for node in _own(scope):
        if not isinstance(node, ast.Assign):
            continue
        for target in node.targets:
            for one, value in _pairs(target, node.value):
                if isinstance(one, ast.Name) and one.id == name and _is_plain(value, name):
                    found |= _texts(value, scope, tree)
    return found


def _default(name: str, scope: ast.AST) -> set[str]:
    if not isinstance(scope, ast.FunctionDef):
        return set()
    last = scope.args.args[len(scope.args.args) - len(scope.args.defaults) :]
    given = dict(zip((one.arg for one in last), scope.args.defaults, strict=True))
    default = given.get(name)
    text = default.value if isinstance(default, ast.Constant) else None
    return {text} if isinstance(text, str) and text else set()


def _pairs(target: ast.expr, value: ast.expr) -> list[tuple[ast.expr, ast.expr]]:
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        return list(zip(target.elts, value.elts, strict=False))
    return [(target, value)]


def _is_plain(value: ast.expr, name: str) -> bool:
    """False for a value that mentions the name itself, which would go round for ever."""
    return not any(isinstance(n, ast.Name) and n.id == name for n in ast.walk(value))


def tables() -> Iterator[tuple[str, frozenset[str]]]:
    """Strings that stand in one column: the values of a dict, one place of a list of tuples."""
    for path, tree in modules().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Dict):
                yield f"{path}:{node.lineno}", _strings(node.values)
            elif isinstance(node, ast.Tuple | ast.List):
                rows = [row.elts for row in node.elts if isinstance(row, ast.Tuple)]
                for column in zip(*rows, strict=False):
                    yield f"{path}:{node.lineno}", _strings(column)


def _strings(nodes: Iterable[ast.expr | None]) -> frozenset[str]:
    values = (node.value for node in nodes if isinstance(node, ast.Constant))
    return frozenset(value for value in values if isinstance(value, str) and value)
