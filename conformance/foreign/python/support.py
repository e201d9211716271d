"""Functions for the scenario: settings of the mock server that ./run has started, and requests that the SDK cannot make."""

import base64
import contextlib
import hashlib
import hmac
import http.server
import json
import os
import pathlib
import threading
import time
import urllib.error
import urllib.request

import pydantic

if pydantic.VERSION.startswith("1."):
    # Version 5.1.2 of the SDK cannot be imported with pydantic 1, because the types of overlays cannot be resolved. They are
    # options of URLs, and no response of the API has them, so they can stay unresolved.
    resolve = pydantic.BaseModel.update_forward_refs.__func__

    def resolve_if_possible(cls, **names):
        with contextlib.suppress(NameError):
            resolve(cls, **names)

    pydantic.BaseModel.update_forward_refs = classmethod(resolve_if_possible)

URL = os.environ["MOCK_URL"]
URL_ENDPOINT = os.environ["MOCK_URL_ENDPOINT"]
PRIVATE_KEY = os.environ["MOCK_PRIVATE_KEY"]
PUBLIC_KEY = os.environ["MOCK_PUBLIC_KEY"]
WEBHOOK_SECRET = os.environ["MOCK_WEBHOOK_SECRET"]
PHOTO_PATH = pathlib.Path(__file__).parent / "../../../examples/demo/coffee.png"
PHOTO = PHOTO_PATH.read_bytes()


def download(url):
    """Returns status and body of the response for a URL."""
    try:
        with urllib.request.urlopen(url) as response:
            return response.status, response.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


def delivered(path):
    return download(URL_ENDPOINT + path)[0] == 200


def control(method, path, body=None):
    """Sends a request to a control endpoint of the mock server."""
    request = urllib.request.Request(f"{URL}/_mock/{path}", json.dumps(body).encode(), method=method)
    request.add_header("Content-Type", "application/json")
    urllib.request.urlopen(request).close()


def completed(get_status):
    """Polls a status until it is Completed, for at most ten seconds."""
    end = time.time() + 10
    while (job := get_status()).status != "Completed":
        assert time.time() < end, job
        time.sleep(0.02)
    return job


@contextlib.contextmanager
def webhooks(events):
    """Collects the webhooks of the mock server in a list of headers and bodies, which is complete after the block."""
    received = []

    class Receiver(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            received.append((dict(self.headers), self.rfile.read(int(self.headers["Content-Length"])).decode()))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Receiver) as server:
        threading.Thread(target=server.serve_forever).start()
        url = f"http://127.0.0.1:{server.server_port}/"
        control("PUT", "webhooks/target", {"url": url, "secret": WEBHOOK_SECRET, "events": events})
        try:
            yield received
            control("GET", "webhooks?wait=true")  # waits until all webhooks are sent
        finally:
            control("DELETE", "webhooks/target")
            server.shutdown()


def json_web_token(fields):
    """Returns the token that a server makes for a browser which may upload exactly these fields."""

    def encode(data):
        return base64.urlsafe_b64encode(data).rstrip(b"=")

    now = int(time.time())
    header = {"alg": "HS256", "typ": "JWT", "kid": PUBLIC_KEY}
    claims = {**fields, "iat": now, "exp": now + 600}
    text = b".".join(encode(json.dumps(part).encode()) for part in (header, claims))
    return (text + b"." + encode(hmac.digest(PRIVATE_KEY.encode(), text, hashlib.sha256))).decode()
