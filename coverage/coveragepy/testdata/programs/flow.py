# Where execution goes: loops, exceptions, with, match, and what is not reached.
import contextlib


def loops(items):
    total = 0
    for item in items:
        if item == 3:
            continue
        if item == 7:
            break
        total += item
    else:
        total = -1
    while total > 10:
        total -= 4
        if total == 11:
            return total
    else:
        total += 1
    while True:
        total += 1
        if total > 5:
            break
    return total
    print("never")


def exceptions(kind):
    try:
        if kind == 1:
            raise ValueError("one")
        elif kind == 2:
            raise KeyError("two")
        elif kind == 3:
            return "three"
    except ValueError:
        result = "value"
    except (KeyError,
            IndexError) as error:
        result = str(error)
    else:
        result = "none"
    finally:
        kind += 1
    return result


def only_finally(flag):
    for n in range(3):
        try:
            if flag:
                break
        finally:
            flag = n == 1
    return flag


def raises_always():
    try:
        return 1
    finally:
        pass
    return 2


def both(flag):
    if flag:
        return 1
    else:
        return 2
    return 3


def loop_forever(stop):
    while 1:
        if stop:
            return "stopped"
        stop = True
    print("never")


@contextlib.contextmanager
def manager():
    yield "managed"


def managed(flag):
    with manager() as first, \
            manager() as second:
        if flag:
            first = second
    with (
        manager() as third,
        manager(),
    ):
        return third
    return None


def matched(value):
    match value:
        case 0:
            return "zero"
        case [x, y] if x > y:
            return "descending"
        case {"key": inner}:
            result = inner
        case str() | bytes():
            result = "text"
        case _:
            result = "other"
    match result:
        case "other":
            pass
    match (value):
        case [*rest]:
            return rest
        case anything:
            return anything
    return "never"


def nested(rows):
    for row in rows:
        for cell in row:
            if cell:
                if cell > 1:
                    yield cell
                elif cell < 0:
                    continue
            else:
                pass
        global counted
        counted = row


def main():
    assert loops([1, 3, 2]) == 6
    loops([7])
    exceptions(1)
    exceptions(2)
    exceptions(4)
    only_finally(False)
    raises_always()
    both(True)
    loop_forever(False)
    managed(True)
    for value in (0, (2, 1), {"key": 1}, 5):
        matched(value)
    list(nested([[0, 1, 2]]))
    try:
        unreached()
    except AssertionError:
        pass


def unreached():
    assert False, "this ends here"
    print("never")
