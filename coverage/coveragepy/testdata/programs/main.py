"""Runs every other file, some of it."""
import annotations
import asynchronous
import constants
import decorated
import docstrings
import exclusions
import flow
import one_line
import spread
import templates

flow.main()
asynchronous.main()
constants.main()
decorated.main()
docstrings.main()
one_line.main()
spread.main()
templates.main()
