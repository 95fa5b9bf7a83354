"""Runs tfreeze and the original Python code side by side, in alternating pairs: report.md, report.png and results.json in out/bench."""

import argparse
import contextlib
import json
import os
import pathlib
import re
import subprocess
import time

import plot
import report
import rows


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dir", default="out/bench", type=pathlib.Path, help="where models, inputs and Python are (prepare.sh)")
    parser.add_argument("--rows", default="", metavar="REGEXP", help="run only the rows whose names match")
    parser.add_argument("--pairs", default=5, type=int, help="how often the sides alternate")
    parser.add_argument("--deepexplain", default="", metavar="DIR", help="a clone of DeepExplain; without it, an equivalent runs")
    options = parser.parse_args()
    if options.deepexplain and not os.path.isdir(os.path.join(options.deepexplain, "deepexplain", "tensorflow")):
        parser.error(f"--deepexplain: {options.deepexplain} is no clone of DeepExplain")
    results = []
    for row in rows.table(options):
        if re.search(options.rows, row.name):
            results.append(measure(row, options))
            print(report.line(results[-1]), flush=True)
            save(options.dir, results)


def measure(row, options):
    """The two sides in turn; the first pair warms up and does not count. A sample of a rate is the best of several runs."""
    with started(row.theirs, options) as (theirs, note), started(row.ours, options) as (ours, _):
        best = lambda run: min((run() for _ in range(3 if row.quantity == "rate" else 1)), key=lambda s: s["seconds"])
        _, *pairs = [(best(theirs), best(ours)) for _ in range(min(options.pairs, row.most) + 1)]
        return report.result(row, note, *zip(*pairs))


def save(directory, results):
    (directory / "results.json").write_text(json.dumps(results, indent=2))
    (directory / "report.md").write_text(report.tables(results))
    plot.draw(results, directory / "report.png")


@contextlib.contextmanager
def started(side, options):
    """A function that takes a sample, and what the side says of itself."""
    log = open(options.dir / (side.name + ".log"), "w")
    start = lambda out: subprocess.Popen(side.argv, stdin=subprocess.PIPE, stdout=out, stderr=log, text=True, bufsize=1)
    if side.whole:
        yield lambda: whole(start, side.task, log), ""
    else:
        with start(subprocess.PIPE) as process:
            _, *note = read(process, log)
            yield lambda: ask(process, side.task, log), " ".join(note)


def ask(process, task, log):
    process.stdin.write(task + "\n")
    return dict(zip(("seconds", "cpu"), map(float, read(process, log))))


def read(process, log):
    """The words of a line: "ready", or what a task took."""
    words = process.stdout.readline().split()
    if not words:
        raise SystemExit(f"a side has ended: see {log.name}")
    return words


def whole(start, task, log):
    """A run from its start to its end; the most memory that it held, in bytes, counts too."""
    begin = time.perf_counter()
    process = start(log)
    process.stdin.write(task)
    process.stdin.close()
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"a side has failed: see {log.name}")
    return {"seconds": time.perf_counter() - begin, "cpu": usage.ru_utime + usage.ru_stime, "peak": usage.ru_maxrss * 1024}


if __name__ == "__main__":
    main()
