package mockserver

import (
	"fmt"
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
func (a *api) happened(kind string, model func(id string, at time.Time) any) {
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

// happenedTo is happened for events that tell all about a file, metadata among it. Bytes on the disk stay until they
// are read for that, and are read when the write has ended: by the time somebody wants the body, the file may be
// deleted.
func (a *api) happenedTo(f library.Asset, kind string, model func(id string, at time.Time) any) {
	if f.Blob.InMemory() {
		a.happened(kind, model)
		return
	}
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
// Assumed: a new file is no new version, and of what is deleted with a file or a folder only the files are reported.
func (a *api) fileChanged(c library.Change) {
	switch c.Kind {
	case library.FileCreated:
		const kind = server.FileCreatedEventTypeFileCreated
		a.happenedTo(c.Asset, string(kind), func(id string, at time.Time) any {
			return server.FileCreatedEvent{Type: kind, ID: id, CreatedAt: at, Data: a.fileModel(c.Asset)}
		})
	case library.FileUpdated:
		const kind = server.FileUpdatedEventTypeFileUpdated
		a.happenedTo(c.Asset, string(kind), func(id string, at time.Time) any {
			return server.FileUpdatedEvent{Type: kind, ID: id, CreatedAt: at, Data: a.fileModel(c.Asset)}
		})
	case library.FileDeleted:
		const kind = server.FileDeletedEventTypeFileDeleted
		a.happened(string(kind), func(id string, at time.Time) any {
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
		a.happenedTo(c.Asset, string(kind), func(id string, at time.Time) any {
			data := a.fileModel(c.Asset)
			data.Type = new(server.FileAssetTypeFileVersion) // although it is the current one
			return server.FileVersionCreatedEvent{Type: kind, ID: id, CreatedAt: at, Data: data}
		})
	case library.VersionDeleted:
		const kind = server.FileVersionDeletedEventTypeFileVersionDeleted
		a.happened(string(kind), func(id string, at time.Time) any {
			data := server.DeletedFileVersion{FileID: c.Asset.FileID, VersionID: c.Asset.ID}
			return server.FileVersionDeletedEvent{Type: kind, ID: id, CreatedAt: at, Data: data}
		})
	}
}
