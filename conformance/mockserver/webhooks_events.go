package mockserver

import (
	"errors"
	"fmt"
	"maps"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/contract"
	"github.com/openimagekit/imagekit/conformance/mockserver/internal/library"
	"github.com/openimagekit/imagekit/conformance/mockserver/internal/webhooks"
	"github.com/openimagekit/imagekit/gen/server"
)

// sendEvent queues an event. model returns its body for an id and a time; it is called later, because the lock of the
// library may be held now.
//
// The id is derived from the time and the number of the event and the server's URL, so that a run with the same clock
// and URL has the same ids.
//
// Contradiction: the field with the time of an event is created_at in the vendor's OpenAPI document and in the examples
// of the documentation of 2024, and createdAt in the lists of fields of that documentation. The mock server follows the
// OpenAPI document.
func (a *api) sendEvent(kind string, model func(id string, at time.Time) any) {
	a.webhooks.Send(a.newEvent(kind, model))
}

func (a *api) newEvent(kind string, model func(id string, at time.Time) any) webhooks.Event {
	at := a.lib.Now()
	id := a.newEventID(at)
	return webhooks.Event{ID: id, Type: kind, Time: at, Body: func() ([]byte, error) {
		body, err := encode(model(id, at))
		if err == nil && a.validateResponses {
			err = checkEvent(kind, body)
		}
		return body, err
	}}
}

// sendFileEvent is sendEvent for events that contain all fields of a file, including metadata. It keeps the bytes of
// the file until they have been read for the metadata, because the file may be deleted earlier. They are read right
// after the change of the library.
func (a *api) sendFileEvent(f library.Asset, kind string, model func(id string, at time.Time) any) {
	f.Blob.Retain()
	e := a.newEvent(kind, func(id string, at time.Time) any {
		defer f.Blob.Release()
		return model(id, at)
	})
	e.Prepare = true
	a.webhooks.Send(e)
}

func (a *api) newEventID(at time.Time) string {
	return uuid.NewSHA1(uuid.NameSpaceURL,
		fmt.Append(nil, a.baseURL, " ", at.UnixMilli(), " ", a.webhooks.NextNumber())).String()
}

// checkEvent validates an event against openapi.yaml.
func checkEvent(kind string, body []byte) error {
	if err := contract.CheckEvent(kind, body); err != nil {
		return fmt.Errorf("the event %s does not match openapi.yaml: %w", kind, err)
	}
	return nil
}

// fileChanged queues the event for a change of the library. [library.Library] calls it.
//
// Assumed: the upload of a new file sends file.created, but not file-version.created. The deletion of a file or a
// folder sends file.deleted for each file, and no events for versions and folders.
func (a *api) fileChanged(c library.Change) {
	switch c.Kind {
	case library.FileCreated:
		const kind = server.FileCreatedEventTypeFileCreated
		a.sendFileEvent(c.Asset, string(kind), func(id string, at time.Time) any {
			return server.FileCreatedEvent{Type: kind, ID: id, CreatedAt: at, Data: a.fileModel(c.Asset)}
		})
	case library.FileUpdated:
		const kind = server.FileUpdatedEventTypeFileUpdated
		a.sendFileEvent(c.Asset, string(kind), func(id string, at time.Time) any {
			return server.FileUpdatedEvent{Type: kind, ID: id, CreatedAt: at, Data: a.fileModel(c.Asset)}
		})
	case library.FileDeleted:
		const kind = server.FileDeletedEventTypeFileDeleted
		a.sendEvent(string(kind), func(id string, at time.Time) any {
			return server.FileDeletedEvent{
				Type: kind, ID: id, CreatedAt: at,
				Data: server.DeletedFile{FileID: c.Asset.FileID},
			}
		})
	default:
		a.versionChanged(c)
	}
}

func (a *api) versionChanged(c library.Change) {
	switch c.Kind {
	case library.VersionCreated:
		const kind = server.FileVersionCreatedEventTypeFileVersionCreated
		a.sendFileEvent(c.Asset, string(kind), func(id string, at time.Time) any {
			data := a.fileModel(c.Asset)
			data.Type = new(server.FileAssetTypeFileVersion) // even though it is the current version
			return server.FileVersionCreatedEvent{Type: kind, ID: id, CreatedAt: at, Data: data}
		})
	case library.VersionDeleted:
		const kind = server.FileVersionDeletedEventTypeFileVersionDeleted
		a.sendEvent(string(kind), func(id string, at time.Time) any {
			data := server.DeletedFileVersion{FileID: c.Asset.FileID, VersionID: c.Asset.ID}
			return server.FileVersionDeletedEvent{Type: kind, ID: id, CreatedAt: at, Data: data}
		})
	}
}

// sendWebhook queues an event of a given type and payload. It fails if they do not match openapi.yaml.
func (a *api) sendWebhook(kind string, payload any) (WebhookRecord, error) {
	if !contract.HasEvent(kind) {
		return WebhookRecord{}, invalid("event", "It is not one of "+strings.Join(contract.Events(), ", "))
	}
	at := a.lib.Now()
	event := map[string]any{"type": kind, "id": a.newEventID(at), "created_at": at}
	if payload == nil {
		maps.Copy(event, withoutIdentity(contract.ExampleEvent(kind)))
	} else if err := merge(event, payload); err != nil {
		return WebhookRecord{}, invalid("payload", err.Error())
	}
	body, err := encode(event)
	if err == nil {
		err = contractError(contract.CheckEvent(kind, body))
	}
	if err != nil {
		return WebhookRecord{}, err
	}
	id, _ := event["id"].(string) // always a string, because the event was validated
	e := webhooks.Event{ID: id, Type: kind, Time: at, Body: func() ([]byte, error) { return body, nil }}
	record := webhookRecord(a.webhooks.Send(e))
	record.Payload = body
	return record, nil
}

// withoutIdentity removes id and created_at from the example of an event, because they must differ between events.
func withoutIdentity(example map[string]any) map[string]any {
	delete(example, "id")
	delete(example, "created_at")
	return example
}

// merge sets the fields of an event to those of a payload.
func merge(event map[string]any, payload any) error {
	text, err := encode(payload)
	if err != nil {
		return err
	}
	if decode(text, &event) != nil {
		return errors.New("it is not a JSON object")
	}
	return nil
}

// SendWebhook queues an event of one of the types in openapi.yaml. The payload is encoded as JSON, and must be an
// object that matches this type. The fields type, id and created_at are added if they are missing. If the payload is
// nil, the example in openapi.yaml is sent, with a new id and time.
//
//	srv.SendWebhook("upload.pre-transform.error", nil)
//	srv.SendWebhook("file.deleted", map[string]any{"data": map[string]any{"fileId": "598821f949c0a938d57563bd"}})
func (s *Server) SendWebhook(event string, payload any) (WebhookRecord, error) {
	record, err := s.apiAfterDueJobs().sendWebhook(event, payload)
	if err != nil {
		return WebhookRecord{}, fmt.Errorf("mockserver: %w", err)
	}
	return record, nil
}

// sendTransformationEvents queues the events of the transformations of an upload. All of them report success, also
// those of transformations that are not rendered. Post-transformations are rendered when their results are requested.
//
// Assumed: the events of the transformations of an upload come after the event of the file.
func (a *api) sendTransformationEvents(
	requestID string, transformation *server.UploadTransformation, file library.Asset, result server.UploadResult,
) {
	if transformation == nil {
		return
	}
	if pre := preOf(transformation); pre != "" {
		const kind = server.UploadPreTransformSuccessEventTypeUploadPreTransformSuccess
		a.sendEvent(string(kind), func(id string, at time.Time) any {
			request := server.PreTransformWebhookRequest{XRequestID: requestID, Transformation: pre}
			return server.UploadPreTransformSuccessEvent{
				Type: kind, ID: id, CreatedAt: at, Request: request,
				Data: result,
			}
		})
	}
	for _, post := range value(transformation.Post, nil) {
		const kind = server.UploadPostTransformSuccessEventTypeUploadPostTransformSuccess
		a.sendEvent(string(kind), func(id string, at time.Time) any {
			request := server.PostTransformWebhookRequest{
				XRequestID: requestID, Transformation: requestedTransformation(post),
			}
			u := a.resultURL(file.Path, request.Transformation)
			data := server.UploadPostTransformSuccessData{FileID: file.FileID, Name: file.Name(), URL: u}
			return server.UploadPostTransformSuccessEvent{
				Type: kind, ID: id, CreatedAt: at, Request: request,
				Data: data,
			}
		})
	}
}

// requestedTransformation converts a post-transformation to the type that events use, which has the same fields.
func requestedTransformation(post server.PostTransformation) (r server.RequestedPostTransformation) {
	text, err := post.MarshalJSON()
	if err == nil {
		_ = decode(text, &r) // cannot fail: it was validated with the upload
	}
	return r
}

// resultURL returns the URL at which the service delivers the result of a post-transformation.
//
// The transformation is in the query, as in the documentation of these events and of the names of the results.
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
