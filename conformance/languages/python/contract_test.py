"""Validates recorded requests, responses and webhooks, and all examples of openapi.yaml, against openapi.yaml.

The Go test in the folder above starts it with these environment variables: MOCK_URL and MOCK_PRIVATE_KEY of an empty
mock server, and EXCHANGES, a JSON file with requests of the Go client.
"""

import base64
import json
import os
import pathlib
import unittest

import httpx
import openapi
import scenario

ROOT = pathlib.Path(__file__).resolve().parents[3]
URL = os.environ["MOCK_URL"]
document = openapi.Document(ROOT / "openapi.yaml")
ALL_OPERATIONS = {operation.id for operation in document.operations}
WEBHOOKS = {
    name: item["post"]["requestBody"]["content"]["application/json"]["schema"]
    for name, item in document.data["webhooks"].items()
}
recorded = []


def setUpModule():
    photo = (ROOT / "examples/demo/coffee.png").read_bytes()
    recorded.extend(scenario.record(URL, os.environ["MOCK_PRIVATE_KEY"], photo))


def request_errors(exchange):
    return document.request_errors(exchange.method, exchange.url, exchange.request_headers, exchange.request_body)


def response_errors(exchange):
    return document.response_errors(exchange.method, exchange.url, exchange.status, exchange.headers, exchange.body)


def operation_id(exchange):
    return document.operation(exchange.method, exchange.url)[0].id


class Scenario(unittest.TestCase):
    def test_operations(self):
        succeeded = {operation_id(exchange) for exchange in recorded if exchange.status < 300}
        self.assertEqual(ALL_OPERATIONS, succeeded)

    def test_requests(self):
        for exchange in recorded:
            with self.subTest(request=f"{exchange.method} {exchange.url}"):
                self.assertEqual([], request_errors(exchange))

    def test_responses(self):
        for exchange in recorded:
            with self.subTest(response=f"{exchange.status} to {exchange.method} {exchange.url}"):
                self.assertEqual([], response_errors(exchange))


class GoClient(unittest.TestCase):
    def test_requests(self):
        called = set()
        for request in json.loads(pathlib.Path(os.environ["EXCHANGES"]).read_text(encoding="utf-8")):
            with self.subTest(request["title"]):
                headers = {name.lower(): values[0] for name, values in request["headers"].items()}
                body = base64.b64decode(request["body"] or "")
                self.assertEqual([], document.request_errors(request["method"], request["url"], headers, body))
                called.add(document.operation(request["method"], request["url"])[0].id)
        self.assertEqual(ALL_OPERATIONS, called)


class Documentation(unittest.TestCase):
    """The document, and responses that are copied from the documentation of the service."""

    def test_recorded_responses(self):
        operations = {operation.id: operation for operation in document.operations}
        count = 0
        for path in (ROOT / "conformance/contract/testdata/recorded").glob("*.json"):
            operation = operations[path.stem]
            url = operation.path.replace("{", "").replace("}", "")
            for recording in json.loads(path.read_text(encoding="utf-8")):
                with self.subTest(path=path.name, case=recording["case"]):
                    body = json.dumps(recording["body"]).encode() if recording.get("body") is not None else b""
                    response = recording["status"], {"content-type": "application/json"}, body
                    self.assertEqual([], document.response_errors(operation.method, url, *response))
                    count += 1
        self.assertGreater(count, 50)

    def test_examples(self):
        count = 0
        for place, schema, value in document.examples():
            with self.subTest(place):
                self.assertEqual([], document.schema_errors(schema, value))
                count += 1
        self.assertGreater(count, 600)


class Webhooks(unittest.TestCase):
    def test_payloads(self):
        client = httpx.Client(base_url=URL, trust_env=False)
        for name in WEBHOOKS:
            client.post("/_mock/webhooks/send", json={"event": name}).raise_for_status()
        sent = client.get("/_mock/webhooks?wait=true").json()["webhooks"]
        self.assertEqual(set(WEBHOOKS), {webhook["event"] for webhook in sent})
        for webhook in sent:
            with self.subTest(webhook["event"]):
                self.assertEqual(webhook["event"], webhook["payload"]["type"])
                self.assertEqual([], document.schema_errors(WEBHOOKS[webhook["event"]], webhook["payload"]))
                wrong = {**webhook["payload"], "data": None}
                self.assertNotEqual([], document.schema_errors(WEBHOOKS[webhook["event"]], wrong))


class Mistakes(unittest.TestCase):
    """The validator finds mistakes: each case changes a recorded exchange."""

    def exchange(self, operation, status=200):
        found = next(e for e in recorded if operation_id(e) == operation and e.status == status)
        return scenario.Exchange(**vars(found))

    def assert_found(self, text, errors):
        self.assertTrue(any(text in error for error in errors), f"{text!r} is not in {errors}")

    def test_responses(self):
        for name, operation, change, text in (
            ("type", "getFileDetails", lambda body: {**body, "size": "big"}, "$.size: 'big' is not of type 'integer'"),
            ("date", "getFileDetails", lambda body: {**body, "createdAt": "yesterday"}, "'yesterday' is not a"),
            ("null", "getFileDetails", lambda body: {**body, "name": None}, "$.name: None is not of type 'string'"),
            ("alternative", "getOrigin", lambda body: {**body, "bucket": 5}, "$.bucket: 5 is not of type 'string'"),
            ("array", "listFiles", lambda body: body[0], "is not of type 'array'"),
            ("element", "listFiles", lambda body: [*body, {"type": "file", "tags": "a,b"}], "$[2].tags"),
        ):
            with self.subTest(name):
                exchange = self.exchange(operation)
                exchange.body = json.dumps(change(json.loads(exchange.body))).encode()
                self.assert_found(text, response_errors(exchange))

    def test_status_and_content(self):
        exchange = self.exchange("getFileDetails")
        exchange.status = 206
        self.assert_found("status 206 is not documented", response_errors(exchange))
        exchange = self.exchange("getFileDetails")
        exchange.headers = {"content-type": "text/html"}
        self.assert_found("content type: 'text/html'", response_errors(exchange))
        exchange = self.exchange("deleteFile", 204)
        exchange.body = b"deleted"
        self.assert_found("a body is not documented", response_errors(exchange))

    def test_requests(self):
        for name, operation, old, new, text in (
            ("enum", "listFiles", "DESC_CREATED", "NEWEST", "'NEWEST' is not one of"),
            ("range", "listFiles", "limit=10", "limit=1001", "1001 is greater than the maximum of 1000"),
            ("repeated list", "listFiles", "limit=10", "tags=a", "tags occurs 2 times"),
            ("unknown parameter", "listFiles", "limit=10", "size=10", "size is not in the document"),
            ("missing parameter", "getUsage", "startDate", "begin", "startDate is missing"),
        ):
            with self.subTest(name):
                exchange = self.exchange(operation)
                exchange.url = exchange.url.replace(old, new)
                self.assert_found(text, request_errors(exchange))

    def test_request_bodies(self):
        for name, operation, old, new, text in (
            ("missing property", "copyFile", b"sourceFilePath", b"source", "'sourceFilePath' is a required property"),
            ("boolean of a form", "upload", b"\r\nfalse\r\n", b"\r\nno\r\n", "'no' is not of type 'boolean'"),
            ("object of a form", "upload", b'{"price": 4.5}', b"[object Object]", "Expecting value"),
            ("list of a form", "upload", b"tags,customMetadata,metadata", b"tags,colour", "'colour' is not one of"),
            ("repeated part", "upload", b'name="folder"', b'name="tags"', "the part tags is repeated"),
        ):
            with self.subTest(name):
                exchange = self.exchange(operation, 204 if operation == "copyFile" else 200)
                exchange.request_body = exchange.request_body.replace(old, new)
                self.assert_found(text, request_errors(exchange))

    def test_one_request(self):
        errors = document.request_errors("GET", "/v1/files?limit=5000", {"authorization": "Basic a2V5Og=="}, b"")
        self.assertEqual(["listFiles limit $: 5000 is greater than the maximum of 1000"], errors)

    def test_credentials(self):
        for credentials in ("", "Bearer abc", "Basic " + base64.b64encode(b":key").decode(), "Basic ***"):
            exchange = self.exchange("listFiles")
            exchange.request_headers = {"authorization": credentials}
            self.assertEqual(1, len(request_errors(exchange)), credentials)


if __name__ == "__main__":
    unittest.main()
