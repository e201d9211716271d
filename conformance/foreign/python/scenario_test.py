"""Tests the vendor's SDK for Python with the mock server. The steps depend on each other."""

import base64
import datetime
import io
import re

import pytest
import support
from support import PHOTO, PRIVATE_KEY, PUBLIC_KEY, URL_ENDPOINT, delivered, download

import imagekitio
from imagekitio import ImageKit

FOLDER = "/sdk-python"
MISSING = "0" * 24
# Only the base URL differs from a program that uses the service. Without max_retries=0, the SDK would retry conflicts.
ik = ImageKit(private_key=PRIVATE_KEY, base_url=support.URL, webhook_secret=support.WEBHOOK_SECRET, max_retries=0)
browser = ImageKit(private_key="", base_url=support.URL, max_retries=0)  # a browser must not have the key
WITHOUT_KEY = {"Authorization": imagekitio._types.Omit()}
state = {}


def upload(name, file=PHOTO, **options):
    return ik.files.upload(**{"file": file, "file_name": name, "folder": FOLDER, "use_unique_file_name": False, **options})


def names(**query):
    return [asset.name for asset in ik.assets.list(**query)]


def failure(kind, call, *args, **options):
    with pytest.raises(kind) as caught:
        call(*args, **options)
    return caught.value


def test_creates_custom_metadata_fields():
    schema = {"type": "SingleSelect", "select_options": ["summer", "winter"]}
    field = ik.custom_metadata_fields.create(name="sdkpy_season", label="Season (Python)", schema=schema)
    assert (field.name, field.schema_.type) == ("sdkpy_season", "SingleSelect")
    assert field.id in [other.id for other in ik.custom_metadata_fields.list()]
    again = {"name": "sdkpy_season", "label": "Another label (Python)", "schema": {"type": "Text"}}
    failure(imagekitio.BadRequestError, ik.custom_metadata_fields.create, **again)
    state["season"] = field.id


def test_uploads_with_all_fields():
    coffee = state["coffee"] = upload(
        "coffee.png",
        tags=["drink", "hot"],
        description="A cup.",
        custom_coordinates="10,10,200,150",
        custom_metadata={"sdkpy_season": "winter"},
        is_private_file=False,
        is_published=True,
        overwrite_file=True,
        overwrite_tags=True,
        overwrite_ai_tags=True,
        overwrite_custom_metadata=True,
        # These are the names of the API: this version of the SDK does not translate names in uploads.
        extensions=[{"name": "google-auto-tagging", "maxTags": 5, "minConfidence": 80}, {"name": "ai-auto-description"}],
        webhook_url="https://example.com/hook",
        transformation={"pre": "w-600", "post": [{"type": "transformation", "value": "w-100"}]},
        response_fields=["tags", "customCoordinates", "isPrivateFile", "isPublished", "customMetadata", "metadata"],
    )
    assert coffee.file_path == FOLDER + "/coffee.png"
    assert (coffee.file_type, coffee.width, coffee.height, coffee.size) == ("image", 600, 400, len(PHOTO))
    assert (coffee.tags, coffee.description) == (["drink", "hot"], "A cup.")
    assert coffee.custom_metadata == {"sdkpy_season": "winter"}
    assert (coffee.custom_coordinates, coffee.is_private_file, coffee.is_published) == ("10,10,200,150", False, True)
    assert coffee.metadata.format == "png"
    assert coffee.extension_status.google_auto_tagging == "pending"
    assert download(coffee.url) == (200, PHOTO)


def test_uploads_all_sources():
    sources = {
        "bytes": PHOTO,
        "path": support.PHOTO_PATH,
        "stream": io.BytesIO(PHOTO),
        "tuple": ("photo.png", PHOTO, "image/png"),
        # A part that is text must have no file name.
        "base64": (None, base64.b64encode(PHOTO), "text/plain"),
        "url": (None, state["coffee"].url.encode(), "text/plain"),
    }
    for source, file in sources.items():
        options = {"folder": FOLDER + "/sources", "tags": ["drink", "copy"], "use_unique_file_name": True}
        stored = upload(source + ".png", file, **options)
        assert re.fullmatch(source + r"_\w+\.png", stored.name)
        assert download(stored.url) == (200, PHOTO), source


def test_uploads_without_the_key():
    parameters = ik.helper.get_authentication_parameters()
    body = {**parameters, "public_key": PUBLIC_KEY, "file_name": "browser.png", "extra_headers": WITHOUT_KEY}
    stored = browser.files.upload(file=PHOTO, **body)
    assert ik.files.get(stored.file_id).size == len(PHOTO)
    assert "token" in failure(imagekitio.BadRequestError, browser.files.upload, file=PHOTO, **body).message

    fields = {"fileName": "v2 of Python.png", "folder": FOLDER, "tags": "drink,hot", "useUniqueFileName": "false"}
    body = {"file_name": "v2 of Python.png", "folder": FOLDER, "tags": ["drink", "hot"], "use_unique_file_name": False}
    token = support.json_web_token(fields)
    stored = browser.beta.v2.files.upload(file=PHOTO, token=token, extra_headers=WITHOUT_KEY, **body)
    assert stored.file_path == FOLDER + "/v2 of Python.png"
    other = {"token": support.json_web_token({**fields, "tags": "cold"}), "extra_headers": WITHOUT_KEY, **body}
    failure(imagekitio.BadRequestError, browser.beta.v2.files.upload, file=PHOTO, **other)
    assert ik.beta.v2.files.upload(file=PHOTO, **body).file_id == stored.file_id


def test_refuses_a_file_that_fails_a_check():
    upload("checked.png", checks='"file.size" < "2mb"')
    failure(imagekitio.BadRequestError, upload, "big.png", checks='"file.size" < "1kb"')
    assert (delivered(FOLDER + "/checked.png"), delivered(FOLDER + "/big.png")) == (True, False)


def test_lists_and_searches():
    def stems(**query):
        return [re.sub(r"_\w+", "", name) for name in names(**query)]

    path = FOLDER + "/sources"
    assert stems(path=path, sort="ASC_NAME", limit=2) == ["base64.png", "bytes.png"]
    assert stems(path=path, sort="DESC_NAME", skip=1, limit=2) == ["tuple.png", "stream.png"]
    assert stems(path=path, file_type="non-image") == []
    assert names(path=FOLDER, type="folder") == ["sources"]
    query = f'path : "{FOLDER}" AND tags IN ["drink"] AND "customMetadata.sdkpy_season" = "winter" AND createdAt > "1h"'
    assert names(search_query=query) == ["coffee.png"]
    failure(imagekitio.BadRequestError, ik.assets.list, search_query="tags IN [")


def test_changes_details():
    coffee = state["coffee"]
    details = ik.files.get(coffee.file_id)
    assert (details.type, details.file_path, details.mime, details.description) == ("file", coffee.file_path, "image/png", "A cup.")
    assert isinstance(details.created_at, datetime.datetime)
    changed = ik.files.update(
        coffee.file_id,
        tags=["espresso"],
        custom_coordinates="0,0,10,10",
        custom_metadata={"sdkpy_season": "summer"},
        description="A small cup.",
        extensions=[{"name": "google-auto-tagging", "max_tags": 5, "min_confidence": 80}],
        remove_ai_tags="all",
        webhook_url="https://example.com/hook",
    )
    assert (changed.tags, changed.custom_coordinates, changed.description) == (["espresso"], "0,0,10,10", "A small cup.")
    assert changed.custom_metadata == {"sdkpy_season": "summer"}
    assert changed.extension_status.google_auto_tagging == "pending"
    nothing = {"tags": None, "custom_coordinates": None, "custom_metadata": {"sdkpy_season": None}}
    removed = ik.files.update(coffee.file_id, **nothing)
    assert (removed.tags, removed.custom_coordinates, removed.custom_metadata) == (None, None, {})
    for published in (False, True):
        ik.files.update(coffee.file_id, publish={"is_published": published, "include_file_versions": True})
        assert delivered(coffee.file_path) == published


def test_changes_tags_of_many_files():
    ids = [state["coffee"].file_id, upload("tea.png").file_id]

    def tags():
        return [ik.files.get(file_id).tags for file_id in ids]

    assert ik.files.bulk.add_tags(file_ids=ids, tags=["hot", "sweet"]).successfully_updated_file_ids == ids
    assert tags() == [["hot", "sweet"]] * 2
    assert ik.files.bulk.remove_tags(file_ids=ids, tags=["sweet"]).successfully_updated_file_ids == ids
    assert ik.files.bulk.remove_ai_tags(file_ids=ids, ai_tags=["Cup"]).successfully_updated_file_ids == ids
    assert tags() == [["hot"]] * 2


def test_keeps_versions():
    first, second = upload("latte.png"), upload("latte.png", b"milk")
    file_id = first.file_id
    assert second.file_id == file_id
    assert sorted(version.type for version in ik.files.versions.list(file_id)) == ["file", "file-version"]
    old = ik.files.versions.get(first.version_info.id, file_id=file_id)
    assert (old.type, old.size, download(old.url)) == ("file-version", len(PHOTO), (200, PHOTO))
    restored = ik.files.versions.restore(first.version_info.id, file_id=file_id)
    assert (restored.type, download(restored.url)) == ("file", (200, PHOTO))
    ik.files.versions.delete(second.version_info.id, file_id=file_id)
    failure(imagekitio.NotFoundError, ik.files.versions.get, second.version_info.id, file_id=file_id)


def test_copies_moves_and_renames_files():
    upload("mocha.png"), upload("mocha.png", b"chocolate")
    ik.files.copy(source_file_path=FOLDER + "/mocha.png", destination_path=FOLDER + "/archive", include_file_versions=True)
    (copy,) = ik.assets.list(path=FOLDER + "/archive")
    assert len(ik.files.versions.list(copy.file_id)) == 2
    ik.files.move(source_file_path=FOLDER + "/mocha.png", destination_path=FOLDER + "/moved")
    assert (delivered(FOLDER + "/mocha.png"), delivered(FOLDER + "/moved/mocha.png")) == (False, True)
    renamed = ik.files.rename(file_path=FOLDER + "/moved/mocha.png", new_file_name="flat-white.png", purge_cache=True)
    assert names(path=FOLDER + "/moved") == ["flat-white.png"]
    support.completed(lambda: ik.cache.invalidation.get(renamed.purge_request_id))
    upload("cortado.png", folder=FOLDER + "/moved")
    taken = {"file_path": FOLDER + "/moved/cortado.png", "new_file_name": "flat-white.png"}
    failure(imagekitio.ConflictError, ik.files.rename, **taken)
    nowhere = {"source_file_path": FOLDER + "/none.png", "destination_path": FOLDER}
    failure(imagekitio.NotFoundError, ik.files.copy, **nowhere)


def test_works_with_folders():
    def done(job):
        return support.completed(lambda: ik.folders.job.get(job.job_id))

    ik.folders.create(folder_name="menu", parent_folder_path=FOLDER)
    upload("cup.txt", b"small", folder=FOLDER + "/menu"), upload("cup.txt", b"large", folder=FOLDER + "/menu")
    menu = {"source_folder_path": FOLDER + "/menu"}
    assert done(ik.folders.copy(**menu, destination_path=FOLDER + "/copies", include_versions=True)).type == "COPY_FOLDER"
    (cup,) = ik.assets.list(path=FOLDER + "/copies/menu")
    assert len(ik.files.versions.list(cup.file_id)) == 2
    assert done(ik.folders.move(**menu, destination_path=FOLDER + "/moved")).type == "MOVE_FOLDER"
    assert (delivered(FOLDER + "/menu/cup.txt"), delivered(FOLDER + "/moved/menu/cup.txt")) == (False, True)
    rename = {"folder_path": FOLDER + "/moved/menu", "new_folder_name": "drinks", "purge_cache": True}
    renamed = done(ik.folders.rename(**rename))
    assert renamed.type == "RENAME_FOLDER"
    support.completed(lambda: ik.cache.invalidation.get(renamed.purge_request_id))
    ik.folders.delete(folder_path=FOLDER + "/moved/drinks")
    assert not delivered(FOLDER + "/moved/drinks/cup.txt")
    error = failure(imagekitio.NotFoundError, ik.folders.delete, folder_path=FOLDER + "/moved/drinks")
    assert error.body["reason"] == "FOLDER_NOT_FOUND"
    failure(imagekitio.NotFoundError, ik.folders.job.get, "missing")


def test_reads_metadata_and_purges():
    coffee = state["coffee"]
    metadata = ik.files.metadata.get(coffee.file_id)
    assert (metadata.width, metadata.height, metadata.format, metadata.size) == (600, 400, "png", len(PHOTO))
    assert re.fullmatch("[0-9a-f]{16}", metadata.p_hash)
    assert ik.files.metadata.get_from_url(url=coffee.url) == metadata
    purge = ik.cache.invalidation.create(url=coffee.url)
    support.completed(lambda: ik.cache.invalidation.get(purge.request_id))


def test_builds_and_signs_urls():
    coffee = state["coffee"]
    assert ik.helper.build_url(url_endpoint=URL_ENDPOINT, src=coffee.file_path) == coffee.url
    chain = [{"height": 100, "width": 150, "overlay": {"type": "text", "text": "Käse & Brot"}}, {"rotation": 90}]
    text = ik.helper.build_transformation_string(chain)
    for options in (
        {"src": coffee.file_path, "query_parameters": {"v": "1"}},
        {"src": coffee.file_path, "transformation_position": "path"},
        {"src": coffee.url},
    ):
        url = ik.helper.build_url(url_endpoint=URL_ENDPOINT, transformation=chain, **options)
        assert text in url and download(url)[0] == 200, url

    secret = upload("Käse & Brot 日本.txt", b"two sugars", is_private_file=True)
    assert download(secret.url)[0] == 401
    for options in (
        {"signed": True},
        {"expires_in": 60},
        {"expires_in": 60, "query_parameters": {"v": "1"}},
        {"signed": True, "transformation": [{"width": 10}]},
        {"signed": True, "transformation": [{"width": 10}], "transformation_position": "path"},
    ):
        url = ik.helper.build_url(url_endpoint=URL_ENDPOINT, src=secret.file_path, **options)
        assert download(url) == (200, b"two sugars"), url
        assert download(url.replace("ik-s=", "ik-s=0"))[0] == 401


def test_manages_saved_extensions():
    config = {"name": "remove-bg", "options": {"bg_color": "white"}}
    saved = ik.saved_extensions.create(name="White (Python)", description="Puts products on white.", config=config)
    assert ik.saved_extensions.get(saved.id) == saved
    assert ik.saved_extensions.update(saved.id, name="On white (Python)").name == "On white (Python)"
    assert saved.id in [extension.id for extension in ik.saved_extensions.list()]
    upload("product.png", extensions=[{"name": "saved-extension", "id": saved.id}])
    ik.saved_extensions.delete(saved.id)
    failure(imagekitio.NotFoundError, ik.saved_extensions.get, saved.id)


def test_manages_origins_and_url_endpoints():
    origins, endpoints = ik.accounts.origins, ik.accounts.url_endpoints
    bucket = {"type": "S3", "name": "Products Python", "bucket": "products", "access_key": "AKIAEXAMPLE", "secret_key": "s"}
    origin = origins.create(**bucket)
    assert (origin.type, origin.bucket) == ("S3", "products")
    assert origins.get(origin.id) == origin and origin.id in [other.id for other in origins.list()]
    website = origins.update(origin.id, type="WEB_FOLDER", name="Shop Python", base_url="https://shop.example.com/images")
    assert (website.id, website.base_url) == (origin.id, "https://shop.example.com/images")
    shop = {"description": "Shop Python", "url_prefix": "shoppy"}
    endpoint = endpoints.create(**shop, origins=[origin.id], url_rewriter={"type": "AKAMAI"})
    assert (endpoint.url_prefix, endpoint.url_rewriter.type) == ("shoppy", "AKAMAI")
    assert endpoints.get(endpoint.id) == endpoint and endpoint.id in [other.id for other in endpoints.list()]
    signed = ik.helper.build_url(url_endpoint=URL_ENDPOINT + "/shoppy", src=state["coffee"].file_path, signed=True)
    assert download(signed) == (200, PHOTO)
    failure(imagekitio.ConflictError, origins.delete, origin.id)
    assert endpoints.update(endpoint.id, description="Nothing (Python)", url_prefix="shoppy").description == "Nothing (Python)"
    endpoints.delete(endpoint.id)
    failure(imagekitio.NotFoundError, endpoints.get, endpoint.id)
    origins.delete(origin.id)
    failure(imagekitio.NotFoundError, origins.get, origin.id)


def test_reads_usage():
    today = datetime.datetime.now(datetime.timezone.utc).date()
    day = datetime.timedelta(days=1)
    usage = ik.accounts.usage.get(start_date=today - day, end_date=today + day)
    assert usage.media_library_storage_bytes >= len(PHOTO) and usage.bandwidth_bytes >= len(PHOTO)
    failure(imagekitio.BadRequestError, ik.accounts.usage.get, start_date=today, end_date=today - day)


def test_verifies_webhooks():
    # Version 5.1.2 of the SDK has no types for events of files.
    with support.webhooks(["upload.post-transform.success"]) as received:
        transformation = {"post": [{"type": "transformation", "value": "w-100"}]}
        file_id = upload("transformed.png", transformation=transformation).file_id
    ((headers, body),) = received
    event = ik.webhooks.unwrap(body, headers=lower(headers))
    assert (event.type, event.data.file_id) == ("upload.post-transform.success", file_id)
    failure(Exception, ik.webhooks.unwrap, body.replace(file_id, "other"), headers=lower(headers))
    failure(Exception, ik.webhooks.unwrap, body, headers=lower(headers), key="whsec_other")


def lower(headers):
    return {name.lower(): value for name, value in headers.items()}


def test_changes_and_deletes_custom_metadata_fields():
    schema = {"select_options": ["spring", "summer"]}
    changed = ik.custom_metadata_fields.update(state["season"], label="Time of year (Python)", schema=schema)
    assert (changed.label, changed.schema_.select_options) == ("Time of year (Python)", ["spring", "summer"])
    ik.custom_metadata_fields.delete(state["season"])
    listed = [[field.id for field in ik.custom_metadata_fields.list(include_deleted=deleted)] for deleted in (False, True)]
    assert [state["season"] in ids for ids in listed] == [False, True]


def test_fails_with_what_the_service_says():
    stranger = ik.with_options(private_key="private_wrong")
    error = failure(imagekitio.PermissionDeniedError, stranger.assets.list)
    assert error.body["message"] == "Your account cannot be authenticated."
    assert error.response.headers["x-ik-requestid"]
    failure(imagekitio.AuthenticationError, browser.assets.list, extra_headers=WITHOUT_KEY)
    error = failure(imagekitio.NotFoundError, ik.files.get, MISSING)
    assert error.body["message"] == "The requested file does not exist."
    error = failure(imagekitio.NotFoundError, ik.files.bulk.delete, file_ids=[state["coffee"].file_id, MISSING])
    assert error.body["missingFileIds"] == [MISSING]
    failure(imagekitio.BadRequestError, upload, "x.png", custom_coordinates="left")


def test_tries_again():
    limited = {"operation": "getFileDetails", "kind": "rateLimit", "count": 1, "rateLimitReset": "20ms"}
    file_id = state["coffee"].file_id
    support.control("POST", "faults", limited)
    failure(imagekitio.RateLimitError, ik.files.get, file_id)
    unavailable = {"operation": "getFileDetails", "kind": "status", "status": 503, "count": 1}
    reset = {"operation": "getFileDetails", "kind": "resetBeforeBody", "count": 1}
    for fault in (limited, unavailable, reset):
        support.control("POST", "faults", fault)
        assert ik.with_options(max_retries=1).files.get(file_id).file_id == file_id


def test_deletes_everything():
    file_id = state["coffee"].file_id
    ik.files.delete(file_id)
    failure(imagekitio.NotFoundError, ik.files.get, file_id)
    ids = [asset.file_id for asset in ik.assets.list(path=FOLDER)]
    assert ik.files.bulk.delete(file_ids=ids).successfully_deleted_file_ids == ids
    ik.folders.delete(folder_path=FOLDER)
    assert names(path=FOLDER, type="all") == []
