#!/bin/sh
set -e

curl --fail-with-body --silent --show-error --user "$IMAGEKIT_PRIVATE_KEY:" \
	--form file=@coffee.png --form fileName=coffee.png \
	--form-string tags=coffee,summer --form-string 'customMetadata={"price":4.5}' \
	"${IMAGEKIT_BASE_URL:-https://upload.imagekit.io}/api/v1/files/upload"

# Lists the files with one of these tags. --get sends the data in the query.
curl --fail-with-body --silent --show-error --user "$IMAGEKIT_PRIVATE_KEY:" --get \
	--data-urlencode tags=coffee,winter --data-urlencode limit=10 \
	"${IMAGEKIT_BASE_URL:-https://api.imagekit.io}/v1/files"
