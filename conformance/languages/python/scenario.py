"""Calls every operation of the API with httpx, and records the requests and the responses."""

import dataclasses
import json

import httpx

MISSING = "0" * 24  # the id of a file that does not exist


@dataclasses.dataclass
class Exchange:
    """A request and its response. The names of headers are lower-case."""

    method: str
    url: str
    request_headers: dict
    request_body: bytes
    status: int = 0
    headers: dict = dataclasses.field(default_factory=dict)
    body: bytes = b""


class Recorder:
    """Sends requests with the private key, and appends them and their responses to exchanges."""

    def __init__(self, url, private_key):
        self.exchanges = []
        self.client = httpx.Client(base_url=url, auth=(private_key, ""), trust_env=False, timeout=30)

    def send(self, method, path, body=None, status=200, query=None, **options):
        """Returns the JSON of the response, whose status must be as given."""
        response = self.client.request(method, path, json=body, params=query, **options)
        request = response.request
        exchange = Exchange(request.method, str(request.url), dict(request.headers), request.read())
        exchange.status, exchange.headers = response.status_code, dict(response.headers)
        exchange.body = response.content
        self.exchanges.append(exchange)
        if response.status_code != status:
            raise AssertionError(f"{method} {path} got {response.status_code}, want {status}: {response.text}")
        return response.json() if response.content else None

    def upload(self, name, content, version=1, status=200, **fields):
        fields = {"fileName": name, "useUniqueFileName": "false", **fields}
        files = {"file": (name, content)}
        return self.send("POST", f"/api/v{version}/files/upload", status=status, data=fields, files=files)


def record(url, private_key, photo):
    """Runs the scenario with an empty library and a quota of three purges. photo is the content of a PNG file."""
    api = Recorder(url, private_key)
    metadata_fields(api)
    files(api, photo)
    for part in (tags, versions, moves, folders, purges, settings, account, failures):
        part(api)
    return api.exchanges


def metadata_fields(api):
    fields = "/v1/customMetadataFields"
    price = {"name": "price", "label": "Price", "schema": {"type": "Number", "minValue": 0, "maxValue": 100}}
    options = {"type": "SingleSelect", "selectOptions": ["summer", 2024, True]}
    season = {"name": "season", "label": "Season", "schema": options}
    api.send("POST", fields, price, status=201)
    created = api.send("POST", fields, season, status=201)
    api.send("PATCH", f"{fields}/{created['id']}", {"schema": {"selectOptions": ["spring", "summer"]}})
    api.send("DELETE", f"{fields}/{created['id']}", status=204)
    api.send("GET", fields, query={"includeDeleted": "true"})


def files(api, photo):
    stored = api.upload(
        "coffee.png",
        photo,
        folder="/menu",
        tags="coffee,summer",
        customMetadata=json.dumps({"price": 4.5}),
        extensions=json.dumps([{"name": "google-auto-tagging", "maxTags": 5, "minConfidence": 80}]),
        transformation=json.dumps({"post": [{"type": "transformation", "value": "w-100"}]}),
        responseFields="tags,customMetadata,metadata",
    )
    api.upload("coffee 2.png", photo, version=2, folder="/menu", tags="süß")
    video = b"\0\0\0\x18ftypisom\0\0\0\0isommp42"
    api.upload("pour.mp4", video, status=202, transformation=json.dumps({"pre": "w-100"}))
    api.send("GET", "/v1/files", query={"tags": "coffee,süß", "limit": 10, "type": "all", "sort": "DESC_CREATED"})
    api.send("GET", "/v1/files", query={"searchQuery": 'tags IN ["coffee"] AND createdAt > "7d"'})
    api.send("POST", "/v1/ai-filter-search", {"prompt": "pictures tagged summer"})
    details = f"/v1/files/{stored['fileId']}/details"
    api.send("GET", details)
    api.send("PATCH", details, {"tags": ["espresso"], "customCoordinates": "10,10,20,20", "description": "A cup."})
    api.send("PATCH", details, {"tags": None, "customCoordinates": None, "customMetadata": {"price": None}})
    api.send("PATCH", details, {"publish": {"isPublished": True}})
    api.send("GET", f"/v1/files/{stored['fileId']}/metadata")
    api.send("GET", "/v1/metadata", query={"url": stored["url"]})


def tags(api):
    ids = [api.upload(name, b"x")["fileId"] for name in ("one.txt", "two.txt")]
    api.send("POST", "/v1/files/addTags", {"fileIds": ids, "tags": ["hot"]})
    api.send("POST", "/v1/files/removeTags", {"fileIds": ids, "tags": ["hot"]})
    api.send("POST", "/v1/files/removeAITags", {"fileIds": ids, "AITags": ["Cup"]})
    api.send("PATCH", f"/v1/files/{ids[0]}/details", {"tags": ["x" * 495]})  # no room for another tag
    api.send("POST", "/v1/files/addTags", {"fileIds": ids, "tags": ["too much"]}, status=207)
    api.send("DELETE", f"/v1/files/{ids.pop()}", status=204)
    api.send("POST", "/v1/files/batch/deleteByFileIds", {"fileIds": ids})


def versions(api):
    first, second = (api.upload("latte.txt", content) for content in (b"milk", b"more milk"))
    path = f"/v1/files/{first['fileId']}/versions"
    api.send("GET", path)
    api.send("GET", f"{path}/{first['versionInfo']['id']}")
    api.send("PUT", f"{path}/{first['versionInfo']['id']}/restore")
    api.send("DELETE", f"{path}/{second['versionInfo']['id']}", status=204)


def moves(api):
    api.upload("mocha.txt", b"chocolate")
    copy = {"sourceFilePath": "/mocha.txt", "destinationPath": "/copies", "includeFileVersions": True}
    api.send("POST", "/v1/files/copy", copy, status=204)
    move = {"sourceFilePath": "/mocha.txt", "destinationPath": "/moved"}
    api.send("POST", "/v1/files/move", move, status=204)
    api.send("PUT", "/v1/files/rename", {"filePath": "/moved/mocha.txt", "newFileName": "tea.txt", "purgeCache": True})


def folders(api):
    api.send("POST", "/v1/folder", {"folderName": "drinks", "parentFolderPath": "/"}, status=201)
    source = {"sourceFolderPath": "/drinks"}
    for path, body, status in (
        ("copyFolder", {**source, "destinationPath": "/archive", "includeVersions": True}, 200),
        ("moveFolder", {**source, "destinationPath": "/moved"}, 200),
        ("renameFolder", {"folderPath": "/moved/drinks", "newFolderName": "beverages"}, 202),
    ):
        job = api.send("POST", f"/v1/bulkJobs/{path}", body, status=status)
        api.send("GET", f"/v1/bulkJobs/{job['jobId']}")
    api.send("DELETE", "/v1/folder", {"folderPath": "/moved/beverages"}, status=204)


def purges(api):
    body = {"url": str(api.client.base_url.join("/demo/menu/coffee.png"))}
    for _ in range(2):  # renaming a file has used the first purge of the quota
        purge = api.send("POST", "/v1/files/purge", body, status=201)
    api.send("GET", f"/v1/files/purge/{purge['requestId']}")
    rename = {"filePath": "/moved/tea.txt", "newFileName": "green-tea.txt", "purgeCache": True}
    api.send("PUT", "/v1/files/rename", rename, status=207)


def settings(api):
    extension = {"name": "Drinks", "description": "Tags drinks.", "config": {"name": "ai-auto-description"}}
    manage(api, "/v1/saved-extensions", extension, "PATCH", {"name": "All drinks"})
    transformation = {"name": "menu_thumbnail", "transformation": "w-150,h-150"}
    manage(api, "/v1/named-transformations", transformation, "PATCH", {"transformation": "w-200"})
    webhook = {"endpoint": "https://www.example.com/webhooks", "events": ["file.created"], "enabled": False}
    manage(api, "/v1/accounts/webhooks", webhook, "PATCH", {"events": ["file.deleted"]})
    bucket = {"type": "S3", "name": "Products", "bucket": "products", "accessKey": "a", "secretKey": "s"}
    website = {"type": "WEB_FOLDER", "name": "Shop", "baseUrl": "https://example.com"}
    manage(api, "/v1/accounts/origins", bucket, "PUT", website)
    endpoint = {"description": "Shop", "urlPrefix": "shop", "urlRewriter": {"type": "IMGIX"}}
    manage(api, "/v1/accounts/url-endpoints", endpoint, "PUT", {"description": "Shop", "urlPrefix": "shop"})


def manage(api, path, body, method, change):
    """Creates an object, reads it, changes it, lists all and deletes it."""
    created = api.send("POST", path, body, status=201)
    api.send("GET", f"{path}/{created['id']}")
    api.send(method, f"{path}/{created['id']}", change)
    api.send("GET", path)
    api.send("DELETE", f"{path}/{created['id']}", status=204)


def account(api):
    days = {"startDate": "2026-06-01", "endDate": "2026-07-01"}
    api.send("GET", "/v1/accounts/usage", query=days)
    api.send("GET", "/v1/accounts/usage-analytics", query=days)


def failures(api):
    """Makes errors that the service reports. The requests themselves are valid."""
    api.send("GET", f"/v1/files/{MISSING}/details", status=404)
    api.send("DELETE", "/v1/folder", {"folderPath": "/none"}, status=404)
    api.send("POST", "/v1/files/batch/deleteByFileIds", {"fileIds": [MISSING]}, status=404)
    api.send("GET", "/v1/files", query={"searchQuery": "tags IN ["}, status=400)
    api.send("GET", "/v1/files", auth=("private_wrong", ""), status=403)
    api.upload("x.txt", b"x", customMetadata=json.dumps({"unknown": 1}), status=400)
    api.send("POST", "/v1/files/purge", {"url": str(api.client.base_url.join("/demo/x.png"))}, status=429)
    fault = {"operation": "listFiles", "kind": "status", "status": 503, "count": 1}
    api.client.post("/_mock/faults", json=fault).raise_for_status()
    api.send("GET", "/v1/files", status=503)
