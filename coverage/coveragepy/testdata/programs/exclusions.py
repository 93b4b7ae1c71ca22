import sys

if sys.platform == "win32":  # pragma: no cover
    import nothing
    if nothing:
        print("x")
else:
    first = 1

if sys.platform == "win32":
    second = 1
else:  # pragma: no cover
    second = 2

try:
    import json
except ImportError:  # pragma: no cover
    json = None


def excluded():  # pragma: no cover
    x = 1

    def inner():
        return 2
    return x


def header(
    a,  # pragma: no cover
    b,
):
    return a + b


def same_line(a, b,
              c):  # pragma: no cover
    return a


class Excluded:  # pragma: no cover
    x = 1

    def method(self):
        return 1


def decorator(f):
    return f


@decorator  # pragma: no cover
def decorated():
    return 1


@decorator
@decorator  # pragma: no cover
class Decorated:
    x = 1


def parts(x):
    if x:
        return 1  # pragma: no cover
    for y in x:  # pragma: no cover
        print(y)
    value: int = 3  # pragma: no cover
    after = lambda: 1  # PRAGMA: NO COVER
    call(
        x,  # pragma: no cover
    )
    return 2  # not excluded


def call(x):
    return x


match first:
    case 1:
        third = 3
    case _:  # pragma: no cover
        third = 4

parts(0) if first == 2 else None
