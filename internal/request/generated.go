package request

import "reflect"

// Generated is what package helpers needs of the generated code, which it cannot import. Package imagekit sets it.
var Generated struct {
	DecodeWebhookEvent func(body []byte) (event any, mismatches []string, err error)
	// UploadV2Call describes the call that a request of the type is, without its file and its token.
	UploadV2Call    func(request any) *Call
	UploadV2Request reflect.Type
}
