"""Prints, as a line of JSON each, what coverage.py's own parser says of files.

The names of the files come on standard input, the pattern to exclude by as the
argument.
"""
import json
import sys
import warnings

from coverage.parser import PythonParser
from coverage.python import get_python_source

warnings.simplefilter("ignore")
for line in sys.stdin:
    path = line.rstrip("\n")
    try:
        parser = PythonParser(text=get_python_source(path), filename=path, exclude=sys.argv[1])
        parser.parse_source()
        said = {"statements": sorted(parser.statements), "excluded": sorted(parser.excluded)}
    except Exception as error:
        said = {"error": str(error)}
    print(json.dumps({"path": path, **said}))
