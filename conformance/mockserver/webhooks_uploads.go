package mockserver

import (
	"time"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/library"
	"github.com/openimagekit/imagekit/gen/server"
)

// transformed reports the transformations that an upload asked for. All of them succeed: none is made. The result of a
// pre-transformation is the original.
//
// Assumed: the events of an upload's transformations come after that of the file.
func (a *api) transformed(
	requestID string, asked *server.UploadTransformation, file library.Asset, result server.UploadResult,
) {
	if asked == nil {
		return
	}
	if pre := value(asked.Pre, ""); pre != "" {
		const kind = server.UploadPreTransformSuccessEventTypeUploadPreTransformSuccess
		a.happened(string(kind), func(id string, at time.Time) any {
			request := server.PreTransformWebhookRequest{XRequestID: requestID, Transformation: pre}
			return server.UploadPreTransformSuccessEvent{
				Type: kind, ID: id, CreatedAt: at, Request: request,
				Data: result,
			}
		})
	}
	for _, post := range value(asked.Post, nil) {
		const kind = server.UploadPostTransformSuccessEventTypeUploadPostTransformSuccess
		a.happened(string(kind), func(id string, at time.Time) any {
			request := server.PostTransformWebhookRequest{XRequestID: requestID, Transformation: requested(post)}
			u := a.resultURL(file.Path, request.Transformation)
			data := server.UploadPostTransformSuccessData{FileID: file.FileID, Name: file.Name(), URL: u}
			return server.UploadPostTransformSuccessEvent{
				Type: kind, ID: id, CreatedAt: at, Request: request,
				Data: data,
			}
		})
	}
}

// requested is a post-transformation as events tell it: its fields are the same, its type is not.
func requested(post server.PostTransformation) (r server.RequestedPostTransformation) {
	text, err := post.MarshalJSON()
	if err == nil {
		_ = decode(text, &r) // it was validated as part of the upload
	}
	return r
}

// resultURL is where the service delivers the result of a post-transformation.
//
// Assumed: the transformation is in the query for all kinds, as the documentation shows it for adaptive streams.
func (a *api) resultURL(path string, t server.RequestedPostTransformation) string {
	switch t.Type {
	case server.PostTransformationTypeABS:
		name := "/ik-master.m3u8"
		if value(t.Protocol, "") == server.AdaptiveStreamingProtocolDASH {
			name = "/ik-master.mpd"
		}
		path += name
	case server.PostTransformationTypeGIFToVideo:
		path += "/ik-gif-video.mp4"
	case server.PostTransformationTypeThumbnail:
		path += "/ik-thumbnail.jpg"
	}
	return a.lib.QueryURL(path, value(t.Value, ""))
}
