"""Asks a server by the published clients: Triton's, KServe's, and Vertex's types.

    clients.py PROGRAM MODEL

MODEL is SqueezeNet as gen wrote it. All must give the same bits.
"""

import asyncio
import concurrent.futures
import importlib
import json
import multiprocessing
import socket
import sys

import numpy as np

from served import MODEL, Server, ask


def main(program, model):
    with socket.socket() as s:  # a port that is free
        s.bind(("127.0.0.1", 0))
        grpc = s.getsockname()[1]
    server = Server(program, model, "--grpc", f"127.0.0.1:{grpc}")
    try:
        image = np.random.default_rng(7).normal(0, 50, (1, 227, 227, 3)).astype(np.float32)
        address = f"127.0.0.1:{server.port}"
        want = apart(triton, "tritonclient.http", address, image)
        same(want, apart(triton, "tritonclient.grpc", f"127.0.0.1:{grpc}", image), "Triton's client of gRPC")
        v2, v1 = apart(by_kserve, f"http://{address}", image)
        same(want, v2, "KServe's client of V2")
        same(want, v1, "KServe's client of V1")
        vertex(server, image)
    finally:
        server.end()


def apart(f, *args):
    """Calls f in a process of its own: the clients register messages of the same names."""
    with concurrent.futures.ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        return pool.submit(f, *args).result()


def same(want, got, what):
    for a, b in zip(want, got, strict=True):
        assert np.array_equal(a, np.asarray(b).reshape(a.shape)), f"{what} gives another answer"
    print(what, "gives the same bits")


def triton(module, address, image):
    kind = importlib.import_module(module)
    client = kind.InferenceServerClient(address)
    assert client.is_server_live() and client.is_server_ready() and client.is_model_ready(MODEL)
    client.get_server_metadata(), client.get_model_metadata(MODEL)
    x = kind.InferInput("input", list(image.shape), "FP32")
    x.set_data_from_numpy(image)
    parameters = {"method": "grad", "variant": "threshold", "percentile": 70}
    answer = client.infer(MODEL, [x], outputs=[kind.InferRequestedOutput(n) for n in ("attribution", "score", "target")], parameters=parameters)
    without = client.infer(MODEL, [x])
    assert without.as_numpy("scores").shape == (1, 1000)
    try:
        client.infer(MODEL, [x], parameters={"method": "grads"})
    except Exception as e:
        assert "parameters.method" in str(e), e
    else:
        raise AssertionError("a method that does not exist is no error")
    return [answer.as_numpy(n) for n in ("attribution", "score", "target")]


def by_kserve(address, image):
    return asyncio.run(asked_by_kserve(address, image))


async def asked_by_kserve(address, image):
    import kserve

    client = kserve.InferenceRESTClient(kserve.RESTConfig(protocol="v2", timeout=120))
    assert await client.is_server_ready(address) and await client.is_server_live(address) and await client.is_model_ready(address, MODEL)
    x = kserve.InferInput("input", list(image.shape), "FP32")
    x.set_data_from_numpy(image, binary_data=False)
    request = kserve.InferRequest(MODEL, [x], parameters={"method": "grad", "variant": "threshold", "percentile": 70})
    answer = await client.infer(address, request, model_name=MODEL)
    v2 = [o.as_numpy() for o in answer.outputs]
    client = kserve.InferenceRESTClient(kserve.RESTConfig(protocol="v1", timeout=120))
    body = {"instances": image.tolist(), "parameters": {"method": "grad", "variant": "threshold", "percentile": 70}}
    e = (await client.explain(address, MODEL, body))["explanations"][0]
    return v2, [np.float32(e["attribution"]), np.float32(e["score"]), np.int64(e["target"])]


def vertex(server, image):
    from google.cloud import aiplatform_v1

    for blur, noise in ((2.0, None), (None, 4.0)):
        refined(server, image, aiplatform_v1.types, blur, noise)
    body = {"instances": image.tolist(), "explanationSpecOverride": {"parameters": {"integratedGradientsAttribution": {"stepCount": 5}, "topK": 2}}}
    status, raw = ask(server.connection(), json.dumps(body), {"Content-Type": "application/json"}, f"/v1/projects/p/locations/l/endpoints/{MODEL}:explain")
    assert status == 200, raw[:200]
    answer = aiplatform_v1.types.ExplainResponse.from_json(raw)
    attributions = answer.explanations[0].attributions
    assert len(attributions) == 2 and len(answer.predictions) == 1
    for a in attributions:
        total = np.sum(np.array(json.loads(type(a).to_json(a))["featureAttributions"]["input"]))
        difference = a.instance_output_value - a.baseline_output_value
        assert abs(abs(total - difference) / abs(difference) - a.approximation_error) < 1e-4, a
    print("Vertex's types read the explanations")


def refined(server, image, types, blur, noise):
    """Asks as both of protobuf's forms of JSON have it, which must give one answer."""
    method = types.IntegratedGradientsAttribution(step_count=3)
    if blur:
        method.blur_baseline_config = types.BlurBaselineConfig(max_blur_sigma=blur)
    if noise:
        method.smooth_grad_config = types.SmoothGradConfig(noise_sigma=noise, noisy_sample_count=2)
    override = types.ExplanationSpecOverride(parameters=types.ExplanationParameters(integrated_gradients_attribution=method))
    answers = []
    for camel in (True, False):
        text = types.ExplanationSpecOverride.to_json(override, preserving_proto_field_name=not camel, including_default_value_fields=False)
        body = {"instances": image.tolist(), "explanationSpecOverride" if camel else "explanation_spec_override": json.loads(text)}
        status, raw = ask(server.connection(), json.dumps(body), {"Content-Type": "application/json"}, f"/v1/projects/p/locations/l/endpoints/{MODEL}:explain")
        assert status == 200, raw[:200]
        answers.append(raw)
    assert answers[0] == answers[1], "the two forms of JSON differ"


if __name__ == "__main__":
    main(*sys.argv[1:])
