"""Python's side of the protocol: a task a line, "NAME NUMBER ...", answered with the seconds that it took, and the processors'."""

import os
import sys
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")


def serve(tasks, note=""):
    """tasks are functions of the numbers, by name. A note says more of this side."""
    print("ready", note, flush=True)
    for line in sys.stdin:
        name, *numbers = line.split()
        start, busy = time.perf_counter(), time.process_time()
        tasks[name](*map(int, numbers))
        print(time.perf_counter() - start, time.process_time() - busy, flush=True)
