"""Run checks.py, and the files beside it that it imports, as modules that only they find: no other `import` does."""

from __future__ import annotations

import builtins
import sys
import traceback
import types
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

CHECKS = "checks"


def run(
    checks: str,
    helpers: Mapping[str, str],
    name: str,
    *,
    listed: bool,
    ran: Callable[[dict[str, Any]], object] = lambda _namespace: None,
) -> dict[str, Any]:
    """Run checks.py as a module of this name, and return its namespace; raises what it raises.

    `ran` is told the namespace of each module when it has run; helpers run where they are imported first, which may be later.
    `listed` modules stay in `sys.modules`: whoever calls us may have others of these names.
    """
    return _Modules(name, {**helpers, CHECKS: checks}, listed, ran).module(CHECKS).__dict__


def file_of(error: BaseException, helpers: Collection[str]) -> str:
    """Return which file an error of these modules is in: the last that it came from."""
    files = [frame.filename for frame in traceback.extract_tb(error.__traceback__)]
    files += [error.filename or ""] if isinstance(error, SyntaxError) else []
    known = {f"{stem}.py" for stem in (CHECKS, *helpers)}
    return next((file for file in reversed(files) if file in known), f"{CHECKS}.py")


class _Modules:
    def __init__(
        self, name: str, sources: Mapping[str, str], listed: bool, ran: Callable[[dict[str, Any]], object]
    ) -> None:
        self._name = name
        self._sources = sources
        self._listed = listed
        self._ran = ran
        self._found: dict[str, types.ModuleType] = {}
        # Whatever these modules import, also inside their functions, is looked for here first.
        self._builtins = {**vars(builtins), "__import__": self._import}

    def module(self, stem: str) -> types.ModuleType:
        if stem not in self._found:
            name = self._name if stem == CHECKS else f"{self._name}.{stem}"
            module = self._found[stem] = types.ModuleType(name)
            vars(module)["__builtins__"] = self._builtins
            try:
                with self._in_sys_modules(module):
                    exec(compile(self._sources[stem], f"{stem}.py", "exec", dont_inherit=True), module.__dict__)  # noqa: S102 (the author's code)
            except BaseException:
                # As Python does: who imports it again meets the same error.
                del self._found[stem]
                raise
            self._ran(module.__dict__)
        return self._found[stem]

    def _import(
        self,
        name: str,
        globals: Mapping[str, Any] | None = None,  # noqa: A002 (Python gives these by name)
        locals: Mapping[str, Any] | None = None,  # noqa: A002
        fromlist: tuple[str, ...] = (),
        level: int = 0,
    ) -> types.ModuleType:
        if level == 0 and name in self._sources:
            return self.module(name)
        return builtins.__import__(name, globals, locals, fromlist, level)

    @contextmanager
    def _in_sys_modules(self, module: types.ModuleType) -> Iterator[None]:
        """List a module while it runs: dataclasses look their module up by name."""
        before = sys.modules.get(module.__name__)
        sys.modules[module.__name__] = module
        try:
            yield
        finally:
            if not self._listed:
                sys.modules.pop(module.__name__, None)
                sys.modules.update({} if before is None else {module.__name__: before})
