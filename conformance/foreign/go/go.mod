module github.com/openimagekit/imagekit/conformance/foreign/go

go 1.26

require github.com/imagekit-developer/imagekit-go/v2 v2.10.0

require (
	github.com/standard-webhooks/standard-webhooks/libraries v0.0.1 // indirect
	github.com/tidwall/gjson v1.18.0 // indirect
	github.com/tidwall/match v1.1.1 // indirect
	github.com/tidwall/pretty v1.2.1 // indirect
	github.com/tidwall/sjson v1.2.5 // indirect
)
