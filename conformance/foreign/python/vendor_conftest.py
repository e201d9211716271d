"""Replaces the conftest.py of the SDK's own tests, which needs plugins for tests of the asynchronous client."""

import pytest
import support

from imagekitio import ImageKit


@pytest.fixture(scope="session")
def client(request):
    with ImageKit(base_url=support.URL, private_key=support.PRIVATE_KEY, _strict_response_validation=getattr(request, "param", True)) as client:
        yield client
