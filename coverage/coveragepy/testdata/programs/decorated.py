import functools


def plain(function):
    return function


def called(*args):
    return plain


@plain
@called(
    1,
    2,
)
def both():
    return 1


@functools.lru_cache(maxsize=None)
class Thing:
    @property
    def value(self):
        return 2

    @staticmethod
    @plain
    def static():
        @plain
        def inner():
            return 3
        return inner

    @classmethod
    def never(cls):
        return 4


def main():
    both()
    Thing().value
    Thing.__wrapped__.static()()
