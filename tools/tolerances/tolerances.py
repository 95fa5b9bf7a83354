"""By how much two numbers that should be the same may differ: testdata/tolerances.json, by name."""

import json
import pathlib

_FILE = pathlib.Path(__file__).parents[2] / "testdata" / "tolerances.json"
_ROWS = {row["name"]: row for row in json.loads(_FILE.read_text())}


def of(name):
    """The bound of a row, in its unit."""
    return _ROWS[name]["value"]


def of_map(method, variant, *groups):
    """The bounds of a map, of the largest element and in L2: of the row GROUP/METHOD.VARIANT, or else of all maps."""
    names = ["%s/%s.%s" % (group, method, variant) for group in groups]
    row = next((_ROWS[name] for name in names if name in _ROWS), _ROWS["maps"])
    return row["value"], row["l2"]
