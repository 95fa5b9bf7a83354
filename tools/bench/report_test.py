import types
import unittest

import report
import rows


def result(what, goal, want, theirs, ours, quantity="seconds"):
    """A second takes two of the processors', and holds 1 GB."""
    samples = ([{"seconds": s, "cpu": 2 * s, "peak": 1e9 * s} for s in side] for side in (theirs, ours))
    return report.result(rows.Row("", what, goal, want, None, None, quantity), "library", *samples)


class Report(unittest.TestCase):
    def test_tables(self):
        """The ratio is the median of the pairs', not of the medians; a share is ours over theirs; what has no goal shows none."""
        results = [
            result("w", 2, 3, (1, 20, 6), (1, 2, 3)),
            result("free", 0, 0, (3,), (2,)),
            result("held", 1, 2, (3,), (2,), "peak"),
            result("share", 0.6, 0.8, (0.68719476736,), (0.5156754880,), "rate"),
        ]
        self.assertEqual(
            report.tables(results),
            report.RATIOS + "| w | 6 s | 2 s | 2.00 (1.50 to 6.00) | 2.00 | 2.0 | 3.0 |\n"
            "| free | 3 s | 2 s | 1.50 (1.50 to 1.50) | 1.50 | - | - |\n"
            "| held | 3.00 GB | 2.00 GB | 1.50 (1.50 to 1.50) | - | 1.0 | 2.0 |\n\n"
            + report.RATES + "| share | 200 (library) | 120 | 0.60 (0.60 to 0.60) | 0.60 | 0.80 |\n",
        )  # fmt: skip

    def test_rows(self):
        """Names are unique, since --rows goes by them, and the text says whose rules were used."""
        for clone, whose in (("", "an equivalent of DeepExplain"), ("clone", "DeepExplain")):
            table = rows.table(types.SimpleNamespace(dir="out", deepexplain=clone))
            self.assertEqual(len({r.name for r in table}), len(table))
            self.assertEqual(sum(r.what.endswith(whose) for r in table), 5)
