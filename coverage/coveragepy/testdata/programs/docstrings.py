# A comment comes before the docstring.
"""The docstring of the module, after a comment."""


class Documented:
    """Of a class."""

    def method(self):
        """Of a method.

        With lines.
        """
        return 1

    def only(self):
        """Nothing else."""

    def joined(self):
        "first " "second"
        return 2

    def bytes_first(self):
        b"not a docstring"
        return 3

    def in_parentheses(self):
        ("a docstring")
        return 4

    def commented(self):
        # before
        """After a comment."""
        return 5

    async def waiting(self):
        """Of a coroutine."""


def main():
    d = Documented()
    if d:
        "a string in a block"
        d.only()
    if d.method():
        "a string".upper()
    d.in_parentheses()
    d.bytes_first()
