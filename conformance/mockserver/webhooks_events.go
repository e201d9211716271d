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

// happened reports an event, whose body is made of an id and a time. It only takes note: the library's lock may be
// held.
//
// Ids are derived from the time and the number of the event, so that runs with the same clock and address repeat them.
//
// Contradiction: the time of an event is created_at in the vendor's OpenAPI document, and createdAt in the lists of
// fields in the documentation of 2024, whose examples have created_at too. The OpenAPI document is followed.
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

// happenedTo is happened for events that tell all about a file, metadata among it. The bytes stay until they are read
// for that, and are read when the write has ended: by the time somebody wants the body, the file may be deleted.
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

// checkEvent compares an event that the server makes itself with the document.
func checkEvent(kind string, body []byte) error {
	if err := contract.CheckEvent(kind, body); err != nil {
		return fmt.Errorf("the event %s differs from the document: %w", kind, err)
	}
	return nil
}

// fileChanged reports a change of the library; [library.Library] calls it.
//
// Assumed: an upload of a new file sends file.created and no file-version.created. The deletion of a file or a folder
// sends file.deleted for each file, and nothing for versions and folders.
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
			data.Type = new(server.FileAssetTypeFileVersion) // although it is the current one
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

// sendWebhook queues an event that somebody asks for. The document has to have it, and to allow its payload.
func (a *api) sendWebhook(kind string, payload any) (WebhookRecord, error) {
	if !contract.HasEvent(kind) {
		return WebhookRecord{}, invalid("event", "It is none of "+strings.Join(contract.Events(), ", "))
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
	id, _ := event["id"].(string) // the document says that it is one
	e := webhooks.Event{ID: id, Type: kind, Time: at, Body: func() ([]byte, error) { return body, nil }}
	record := webhookRecord(a.webhooks.Send(e))
	record.Payload = body
	return record, nil
}

// withoutIdentity returns an example without what must differ between two events.
func withoutIdentity(example map[string]any) map[string]any {
	delete(example, "id")
	delete(example, "created_at")
	return example
}

// merge sets the fields of an event that a payload has.
func merge(event map[string]any, payload any) error {
	text, err := encode(payload)
	if err != nil {
		return err
	}
	if decode(text, &event) != nil {
		return errors.New("it is no JSON object")
	}
	return nil
}

// SendWebhook queues an event of one of the types that openapi.yaml has. The payload is anything that becomes a JSON
// object of this type of event; type, id and created_at are filled in if they are missing. If it is nil, the document's
// example is sent, with an id and a date of its own.
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

// transformed reports the transformations that an upload asked for. All of them succeed: none is made. The result of a
// pre-transformation is the original.
//
// Assumed: the events of the transformations of an upload come after that of the file.
func (a *api) sendTransformationEvents(
	requestID string, asked *server.UploadTransformation, file library.Asset, result server.UploadResult,
) {
	if asked == nil {
		return
	}
	if pre := value(asked.Pre, ""); pre != "" {
		const kind = server.UploadPreTransformSuccessEventTypeUploadPreTransformSuccess
		a.sendEvent(string(kind), func(id string, at time.Time) any {
			request := server.PreTransformWebhookRequest{XRequestID: requestID, Transformation: pre}
			return server.UploadPreTransformSuccessEvent{
				Type: kind, ID: id, CreatedAt: at, Request: request,
				Data: result,
			}
		})
	}
	for _, post := range value(asked.Post, nil) {
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

// requested is a post-transformation as events tell it: its fields are the same, its type is not.
func requestedTransformation(post server.PostTransformation) (r server.RequestedPostTransformation) {
	text, err := post.MarshalJSON()
	if err == nil {
		_ = decode(text, &r) // it was validated as part of the upload
	}
	return r
}

// resultURL is where the service delivers the result of a post-transformation.
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
