import os; import \
    sys


def main(
    first=1,
    second=(
        2
    ),
):
    total = (
        first
        + second
    )
    names = {
        "a": 1,

        # a comment between
        "b": [
            n
            for n in range(3)
            if n
        ],
    }
    text = """first
second
third""" + str(
        total
    )
    if (
        total
        and names
    ):
        total = first + \
            second
    assert total, (
        "message"
    )
    call(
        lambda x: x
        + 1,
        *[1, 2],
    )
    return (
        text
    )


def call(function, *args):
    return [
        function(arg) for arg in args
    ]


class Wide(
    dict,
):
    """Several
    lines."""

    x = (
        1,
        2,
    )
