"""Validates requests and responses of the API against openapi.yaml. It needs only PyYAML and jsonschema."""

import base64
import datetime
import email
import json
import pathlib
import re
import urllib.parse

import jsonschema
import yaml


class Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
    """Reads YAML like JSON: dates stay text."""


Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}

formats = jsonschema.FormatChecker(formats=())


@formats.checks("date-time", ValueError)
def is_date_time(value):
    return not isinstance(value, str) or "T" in value and datetime.datetime.fromisoformat(value).tzinfo is not None


@formats.checks("date", ValueError)
def is_date(value):
    return not isinstance(value, str) or bool(datetime.date.fromisoformat(value))


class Operation:
    """An operation of the document: its id, method, path, definition and parameters, with those of the path."""

    def __init__(self, method, path, item, definition):
        self.id, self.method, self.path, self.definition = definition["operationId"], method, path, definition
        self.parameters = item.get("parameters", []) + definition.get("parameters", [])
        self.pattern = re.compile(re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/]+)", re.escape(path)))


class Document:
    """The OpenAPI document. The methods whose names end in errors return texts, one for each error."""

    def __init__(self, path):
        text = pathlib.Path(path).read_text(encoding="utf-8")
        self.data = json.loads(text) if str(path).endswith(".json") else yaml.load(text, Loader)
        self.resolver = jsonschema.RefResolver("", self.data)
        self.operations = [
            Operation(method.upper(), path, item, definition)
            for path, item in self.data["paths"].items()
            for method, definition in item.items()
            if method in ("get", "post", "put", "patch", "delete")
        ]

    def resolved(self, value):
        """Follows $ref."""
        while "$ref" in value:
            value = self.resolver.resolve(value["$ref"])[1]
        return value

    def schema_errors(self, schema, value):
        validator = jsonschema.Draft202012Validator(schema, resolver=self.resolver, format_checker=formats)
        return [text for error in validator.iter_errors(value) for text in self.explained(error)]

    def explained(self, error):
        """Returns the errors of the alternative that the discriminator selects, instead of "not valid under any"."""
        discriminator = error.validator == "oneOf" and error.schema.get("discriminator")
        if discriminator and isinstance(error.instance, dict):
            kind = error.instance.get(discriminator["propertyName"])
            references = [alternative["$ref"] for alternative in error.schema["oneOf"]]
            if discriminator["mapping"].get(kind) in references:
                index = references.index(discriminator["mapping"][kind])
                causes = [cause for cause in error.context if cause.schema_path[0] == index]
                return [text for cause in causes for text in self.explained(cause)]
        return [f"{error.json_path}: {error.message}"]

    def operation(self, method, path):
        """Returns the operation of a request, and the values in its path. Paths without values come first."""
        path = urllib.parse.urlsplit(path).path
        for operation in sorted(self.operations, key=lambda operation: operation.path.count("{")):
            found = operation.pattern.fullmatch(path)
            if found and operation.method == method:
                return operation, {name: urllib.parse.unquote(value) for name, value in found.groupdict().items()}
        raise LookupError(f"the document has no operation {method} {path}")

    def request_errors(self, method, url, headers, body):
        """Validates a request. headers has lower-case names; body is bytes."""
        operation, values = self.operation(method, url)
        errors = self.parameter_errors(operation, values, urllib.parse.urlsplit(url).query)
        errors += self.credential_errors(operation, headers.get("authorization", ""))
        definition = operation.definition.get("requestBody")
        if definition and body:
            errors += self.content_errors(self.resolved(definition)["content"], headers.get("content-type", ""), body)
        elif body or definition and self.resolved(definition).get("required"):
            errors.append("request: the body is missing" if definition else "request: a body is not allowed")
        return [f"{operation.id} {error}" for error in errors]

    def response_errors(self, method, url, status, headers, body):
        """Validates the response to a request."""
        operation, _ = self.operation(method, url)
        responses = operation.definition["responses"]
        response = responses.get(str(status)) or responses.get(f"{status // 100}XX") or responses.get("default")
        if response is None:
            return [f"{operation.id}: status {status} is not documented"]
        response = self.resolved(response)
        errors = []
        for name, header in response.get("headers", {}).items():
            if name.lower() in headers:
                header = self.resolved(header)
                value = self.from_text(header["schema"], headers[name.lower()])
                errors += [f"{name} {error}" for error in self.schema_errors(header["schema"], value)]
        if "content" in response:
            errors += self.content_errors(response["content"], headers.get("content-type", ""), body)
        elif body not in (b"", b"{}"):  # for some responses without a body, the service also sends {}
            errors.append("response: a body is not documented")
        return [f"{operation.id} {status} {error}" for error in errors]

    def parameter_errors(self, operation, values, query):
        errors, sent = [], urllib.parse.parse_qs(query, keep_blank_values=True)
        for parameter in map(self.resolved, operation.parameters):
            name = parameter["name"]
            texts = [values[name]] if parameter["in"] == "path" else sent.pop(name, [])
            if len(texts) > 1:
                errors.append(f"query: {name} occurs {len(texts)} times")  # lists are joined by commas
            elif texts:
                value = self.from_text(parameter["schema"], texts[0])
                errors += [f"{name} {error}" for error in self.schema_errors(parameter["schema"], value)]
            elif parameter.get("required"):
                errors.append(f"query: {name} is missing")
        return errors + [f"query: {name} is not in the document" for name in sent]

    def credential_errors(self, operation, authorization):
        """Checks the form of the private key: the user name of Basic authentication, with an empty password."""
        if not authorization:
            optional = {} in operation.definition.get("security", self.data["security"])
            return [] if optional else ["request: the private key is missing"]
        scheme, _, credentials = authorization.partition(" ")
        try:
            key, colon, password = base64.b64decode(credentials, validate=True).decode().partition(":")
        except ValueError:
            return ["request: the credentials are not base64"]
        return [] if scheme == "Basic" and key and colon and not password else ["request: the credentials are wrong"]

    def content_errors(self, content, content_type, body):
        media_type = content_type.partition(";")[0]
        if media_type not in content:
            return [f"content type: {content_type!r} is not one of {sorted(content)}"]
        media = content[media_type]
        try:
            value = self.form(media, content_type, body) if media_type == "multipart/form-data" else json.loads(body)
        except ValueError as error:
            return [f"body: {error}"]
        return [f"body {error}" for error in self.schema_errors(media["schema"], value)]

    def form(self, media, content_type, body):
        """Decodes a multipart body as `encoding` of the document says."""
        message = email.message_from_bytes(b"Content-Type: " + content_type.encode() + b"\r\n\r\n" + body)
        properties, values = self.resolved(media["schema"])["properties"], {}
        for part in message.get_payload():
            name = part.get_param("name", header="content-disposition")
            if name in values or name not in properties:
                raise ValueError(f"the part {name} is repeated or not in the document")
            content = part.get_payload(decode=True)
            if name == "file":
                values[name] = content.decode("latin-1")  # any bytes
            elif media["encoding"].get(name, {}).get("contentType") == "application/json":
                values[name] = json.loads(content)
            else:
                values[name] = self.from_text(properties[name], content.decode())
        return values

    def from_text(self, schema, text):
        """Converts text to the type of a schema. Text that cannot be converted stays as it is, so it is not valid."""
        kind = self.resolved(schema).get("type")
        if kind == "array":
            return text.split(",")
        if kind == "boolean":
            return {"true": True, "false": False}.get(text, text)
        if kind == "integer" and re.fullmatch(r"-?\d+", text):
            return int(text)
        return text

    def examples(self):
        """Yields place, schema and value of each example of a schema, a parameter, a header, a body or a webhook."""
        yield from self.examples_in("", self.data)

    def examples_in(self, place, node):
        if isinstance(node, list):
            for index, item in enumerate(node):
                yield from self.examples_in(f"{place}/{index}", item)
        if not isinstance(node, dict):
            return
        schema = node.get("schema", node)  # of a parameter or a body, or the node is a schema
        if "example" in node:
            yield place, schema, node["example"]
        if isinstance(node.get("examples"), dict) and "schema" in node:
            for name, example in node["examples"].items():
                yield f"{place}/{name}", schema, self.resolved(example)["value"]
        elif isinstance(node.get("examples"), list):
            yield from ((place, schema, example) for example in node["examples"])
        for name, child in node.items():
            if name not in ("example", "examples") or place.endswith("/properties"):
                yield from self.examples_in(f"{place}/{name}", child)
