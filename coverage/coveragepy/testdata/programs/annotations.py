from __future__ import annotations
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nowhere import Anything

module_level: int
with_value: int = 3
(wrapped): str = "x"


class Fields:
    x: int
    y: str = "y"

    def method(self) -> None:
        local: int
        (other): int
        valued: int = 1
        self.z: int
        self.w: int = 2
        both: dict[str,
                   int]

    def stub(self) -> int: ...

    def long_stub(
        self,
        x: int,
    ) -> int:
        ...


def scopes():
    n = 1

    def inner():
        nonlocal n
        n += 1
        global module_level
    inner()
    return n


Fields().method()
scopes()
