import json
import os

import httpx

with open("coffee.png", "rb") as file:
    response = httpx.post(
        os.environ.get("IMAGEKIT_BASE_URL", "https://upload.imagekit.io") + "/api/v1/files/upload",
        auth=(os.environ["IMAGEKIT_PRIVATE_KEY"], ""),
        data={"fileName": "coffee.png", "tags": "coffee,summer", "customMetadata": json.dumps({"price": 4.5})},
        files={"file": ("coffee.png", file)},
        timeout=60,
    )
response.raise_for_status()
print(response.json()["url"])
