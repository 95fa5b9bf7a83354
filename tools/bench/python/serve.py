"""The benchmark's protocol: a line of JSON asks, a line of JSON answers."""

import json
import sys
import time


def serve(tasks):
    """Answers {"task": NAME, ...} with the seconds that tasks[NAME](...) took."""
    answer({"ready": sorted(tasks)})
    for line in sys.stdin:
        request = json.loads(line)
        task = tasks[request.pop("task")]
        start = time.perf_counter()
        result = task(**request)
        seconds = time.perf_counter() - start
        answer({"seconds": seconds, "result": result})


def answer(value):
    print(json.dumps(value), flush=True)
