"""The benchmark's protocol: a line of JSON asks, a line of JSON answers."""

import json
import sys
import time


def serve(tasks, note=""):
    """Answers {"task": NAME, ...} with the seconds, and the processor's, that tasks[NAME](...) took. A note says more of this side."""
    answer({"ready": sorted(tasks), "note": note})
    for line in sys.stdin:
        request = json.loads(line)
        task = tasks[request.pop("task")]
        start, busy = time.perf_counter(), time.process_time()
        task(**request)
        answer({"seconds": time.perf_counter() - start, "cpu": time.process_time() - busy})


def answer(value):
    print(json.dumps(value), flush=True)
