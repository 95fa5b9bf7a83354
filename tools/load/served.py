"""A server to test, and requests to it."""

import http.client
import json
import re
import subprocess

MODEL = "squeezenet_frozen"
HEAD = "Inference-Header-Content-Length"


class Server:
    """tfreeze serve in a process of its own, at a port that is free."""

    def __init__(self, program, model, *flags):
        self.log = open("/dev/null", "w")
        self.process = subprocess.Popen([program, "serve", f"{MODEL}={model}", "--listen", "127.0.0.1:0", *flags],
                                        stdout=subprocess.PIPE, stderr=self.log, text=True)
        line = self.process.stdout.readline()
        self.port = int(re.search(r":(\d+)$", line.strip()).group(1))

    def rss(self):
        """The resident memory, in MiB."""
        with open(f"/proc/{self.process.pid}/status") as f:
            return int(re.search(r"VmRSS:\s+(\d+)", f.read()).group(1)) / 1024

    def end(self):
        self.process.terminate()
        return self.process.wait()

    def kill(self):
        self.process.kill()
        self.process.wait()

    def connection(self):
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=300)


def infer(image, **parameters):
    """The body and the headers of a request with a raw array, which asks for a raw map, or for scores."""
    outputs = ["attribution", "score", "target"] if "method" in parameters else ["scores"]
    head = json.dumps({"parameters": {**parameters, "binary_data_output": True}, "outputs": [{"name": o} for o in outputs],
                       "inputs": [{"name": "input", "datatype": "FP32", "shape": list(image.shape), "parameters": {"binary_data_size": image.nbytes}}]}).encode()
    return head + image.tobytes(), {HEAD: str(len(head))}


def ask(connection, body, headers, path=f"/v2/models/{MODEL}/infer"):
    connection.request("POST", path, body, headers)
    answer = connection.getresponse()
    return answer.status, answer.read()
