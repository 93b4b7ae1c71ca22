# Several things on one line.
def short(x): return x
def documented(): "a docstring beside its def"
class Empty: pass


def main():
    x = 1; y = 2; z = 3
    if x: y = 2
    if not x: y = 3
    elif y: z = 4
    else: z = 5
    for n in range(3): x += n
    while x > 2: x -= 1
    else: x = 7
    try: x = 1 / 0
    except ZeroDivisionError: x = 0
    finally: y = 0
    with open(__file__) as f: f.readline()
    global last; last = x
    if x > 100: return 1
    for n in [1, 2, 3]:
        if n == 2: break
    lookup = {"a": lambda: 1, "b": 2}; key = "a"
    part = [1, 2, 3][0:2]
    short(lookup[key])
    return early(4)


def early(x):
    if x > 3: return "early"
    return "late"
