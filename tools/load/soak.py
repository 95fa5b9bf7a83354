"""Loads a server, and calls TensorFlow's own signatures of the same model in turns with it.

    soak.py PROGRAM MODEL [REQUESTS [MINUTES]]

MODEL is SqueezeNet as gen wrote it. All is on the loopback. It fails if an answer is lost or wrong. The two long parts, the
predictions and the hostile requests, end after MINUTES each, and say how many requests these were.
"""

import concurrent.futures
import os
import random
import socket
import sys
import threading
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import numpy as np
import tensorflow as tf

from served import MODEL, Server, ask, infer

CLIENTS = (1, 8, 64)


def main(program, model, requests=10000, minutes=20):
    image = np.random.default_rng(7).normal(0, 50, (1, 227, 227, 3)).astype(np.float32)
    server = Server(program, model, "--queue", "256", "--timeout", "5m")
    try:
        want = checked(server, infer(image, method="grad"))
        compare(server, model, image)
        flat(server, infer(image), requests, 60 * minutes)
        hostile(server, requests, 60 * minutes)
        slow(server, infer(image, method="grad"), want)
    finally:
        server.kill()
    again = Server(program, model)
    assert checked(again, infer(image, method="grad")) == want, "after kill -9, the answer differs"
    assert again.end() == 0, "SIGTERM is no clean end"
    print("kill -9 and a new start: the same answer; SIGTERM: exit code 0")


def checked(server, request):
    c = server.connection()
    status, body = ask(c, *request)
    c.close()
    assert status == 200, (status, body[:200])
    return body


def compare(server, model, image):
    """Times the frozen gradient, over HTTP and by Python's call of the signature, in turns."""
    loaded = tf.saved_model.load(model)
    signature, x = loaded.signatures["grad_frozen"], tf.constant(image)
    request = infer(image, method="grad", engine="dense")
    own = lambda _: signature(input=x)["attribution"].numpy()
    local = threading.local()

    def over(_):
        if not hasattr(local, "c"):
            local.c = server.connection()
        status, body = ask(local.c, *request)
        assert status == 200, (status, body[:200])

    own(0), over(0)
    print("| clients | side | p50 ms | p95 ms | p99 ms | a second |\n| --- | --- | --- | --- | --- | --- |")
    for clients in CLIENTS:
        n = max(60, 3 * clients)
        for name, f in (("tfreeze serve", over), ("signature, in Python", own)):
            times, took = timed(f, n, clients)
            print(f"| {clients} | {name} | " + " | ".join(f"{1000 * np.percentile(times, p):.0f}" for p in (50, 95, 99)) + f" | {n / took:.1f} |", flush=True)


def timed(f, n, clients):
    def one(i):
        start = time.perf_counter()
        f(i)
        return time.perf_counter() - start

    start = time.perf_counter()
    with concurrent.futures.ThreadPoolExecutor(clients) as pool:
        times = list(pool.map(one, range(n)))
    return times, time.perf_counter() - start


def bounded(n, seconds):
    """Counts to n, or until the time is up, with the part that is done."""
    start = time.monotonic()
    for i in range(n):
        part = max((i + 1) / n, (time.monotonic() - start) / seconds)
        yield i, part
        if part >= 1:
            return


def flat(server, request, n, seconds):
    """Predictions must not make the process grow."""
    c, marks, first = server.connection(), [], None
    for i, part in bounded(n, seconds):
        status, body = ask(c, *request)
        assert status == 200 and (first is None or body == first), (i, status, body[:200])
        first = body
        if part * 10 >= len(marks) + 1:
            marks.append(server.rss())
    print(f"memory over {i + 1} requests, MiB: " + " ".join(f"{m:.0f}" for m in marks), flush=True)
    assert marks[-1] < 1.1 * marks[len(marks) // 2], "it grows"


def hostile(server, n, seconds):
    """Damaged requests: none is answered with 500, and none ends the server."""
    dice = random.Random(7)
    good = b'{"parameters": {"method": "grad", "steps": 3}, "inputs": [{"name": "x", "shape": [1,2,2,3], "datatype": "FP32", "data": [1,2,3,4,5,6,7,8,9,10,11,12]}]}'
    paths = [f"/v2/models/{MODEL}/infer", f"/v1/models/{MODEL}:explain", f"/v1/models/{MODEL}:predict", "/v1/projects/p/locations/l/endpoints/x:explain", "/%00", "/v2/models/../infer"]
    kinds = ["application/json", "multipart/form-data; boundary=x", "image/png", "application/x-npy", "x/y; z"]
    seen = {}
    c = server.connection()
    for i, _ in bounded(n, seconds):
        body = bytearray(good)
        for _ in range(dice.randint(1, 6)):
            at = dice.randrange(len(body))
            dice.choice([lambda: body.__setitem__(at, dice.randrange(256)), lambda: body.insert(at, dice.randrange(256)), lambda: body.__delitem__(slice(at, at + dice.randint(1, 40)))])()
            body = body or bytearray(b"x")
        status, _ = ask(c, bytes(body), {"Content-Type": dice.choice(kinds)}, dice.choice(paths))
        seen[status] = seen.get(status, 0) + 1
    print(f"{i + 1} hostile requests, by status: {dict(sorted(seen.items()))}", flush=True)
    assert not any(s >= 500 for s in seen), seen


def slow(server, request, want):
    """Clients that send a byte at a time, and bodies that are cut, keep nobody from an answer."""
    body, headers = request
    head = f"POST /v2/models/{MODEL}/infer HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n" + "".join(f"{k}: {v}\r\n" for k, v in headers.items()) + "\r\n"
    crawling = []
    for i in range(64):
        s = socket.create_connection(("127.0.0.1", server.port))
        s.sendall(head.encode()[: 20 + i] if i % 2 else head.encode() + body[: 1000 * i])
        crawling.append(s)
    for _ in range(200):  # cut
        s = socket.create_connection(("127.0.0.1", server.port))
        s.sendall(head.encode() + body[: random.randrange(len(body))])
        s.close()
    assert checked(server, request) == want, "beside slow clients the answer differs"
    for s in crawling:
        s.close()
    assert checked(server, request) == want
    print("64 slow clients and 200 cut bodies: the others are answered, with the same bytes", flush=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], *map(int, sys.argv[3:]))
