package mockserver_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/mockserver"
	"github.com/openimagekit/imagekit/conformance/mockserver/internal/media/sample"
	"github.com/openimagekit/imagekit/gen/server"
)

func TestWebhooks_FileEvents(t *testing.T) {
	t.Parallel()
	s := start(t)
	r := receive(t, s)
	setWebhook(t, s, mockserver.WebhookTarget{URL: r.url})
	first := put(t, s, "a.png", pngFile(t, 20, 10, false), part{name: "tags", text: "red"})
	file := fmt.Sprintf("/v1/files/%v", first["fileId"])
	do(t, s, http.MethodPatch, file+"/details", object{"tags": nil}).wantStatus(t, http.StatusOK)
	second := put(t, s, "a.png", pngFile(t, 40, 10, false))
	oldVersion := first["versionInfo"].(object)["id"]
	do(t, s, http.MethodDelete, fmt.Sprintf("%s/versions/%v", file, oldVersion), nil).wantStatus(t,
		http.StatusNoContent)
	// A refused request sends no event.
	do(t, s, http.MethodPatch, file+"/details", object{"tags": []string{"%"}}).wantStatus(t, http.StatusBadRequest)
	do(t, s, http.MethodDelete, file, nil).wantStatus(t, http.StatusNoContent)

	for _, record := range waitForWebhooks(t, s) {
		if record.State != mockserver.WebhookDelivered {
			t.Errorf("%s is %s: %+v", record.Event, record.State, record.Attempts)
		}
	}
	want := []string{"file.created", "file.updated", "file-version.created", "file-version.deleted", "file.deleted"}
	if got := r.events(); !slices.Equal(got, want) {
		t.Fatalf("events %q, want %q", got, want)
	}
	wantFileEvents(t, r, first, second)
}

// wantFileEvents checks the events about a file that was uploaded twice.
func wantFileEvents(t *testing.T, r *receiver, first, second object) {
	t.Helper()
	created := r.got[0].Event.(imagekit.FileCreatedEvent)
	url := fmt.Sprintf("%s?updatedAt=%d", first["url"], noon.UnixMilli())
	if data := created.Data; data.URL != url || !slices.Equal(data.Tags, []string{"red"}) ||
		data.Type != "file" || data.Width != 20 {
		t.Errorf("file.created has %+v", data)
	}
	if !created.CreatedAt.Equal(noon) || created.ID == "" || created.ID != r.got[0].ID {
		t.Errorf("created_at is %v, id %q, webhook-id %q", created.CreatedAt, created.ID, r.got[0].ID)
	}
	if updated := r.got[1].Event.(imagekit.FileUpdatedEvent); updated.Data.Tags != nil || updated.ID == created.ID {
		t.Errorf("file.updated is %+v", updated)
	}
	version := r.got[2].Event.(imagekit.FileVersionCreatedEvent).Data
	newVersion := second["versionInfo"].(object)["id"]
	if version.Type != "file-version" || version.FileID != first["fileId"] || version.VersionInfo.ID != newVersion ||
		version.Width != 40 {
		t.Errorf("file-version.created has %+v", version)
	}
	gone := r.got[3].Event.(imagekit.FileVersionDeletedEvent).Data
	if gone.FileID != first["fileId"] || gone.VersionID != first["versionInfo"].(object)["id"] {
		t.Errorf("file-version.deleted has %+v", gone)
	}
	if gone := r.got[4].Event.(imagekit.FileDeletedEvent).Data; gone.FileID != first["fileId"] {
		t.Errorf("file.deleted has %+v", gone)
	}
}

// TestWebhooks_DeletedFiles reads events about files on disk after the files are deleted. The events must still have
// the metadata.
func TestWebhooks_DeletedFiles(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	photo := photo(t)
	for name, test := range map[string]struct {
		content []byte
		options []mockserver.Option
	}{
		"large": {append(photo, make([]byte, 2<<20)...), nil},
		"kept":  {photo, []mockserver.Option{inFolder(t, folder)}},
	} {
		t.Run(name, func(t *testing.T) {
			s := start(t, test.options...)
			id := put(t, s, "a.jpg", test.content)["fileId"]
			put(t, s, "a.jpg", test.content)
			do(t, s, http.MethodPatch, fmt.Sprintf("/v1/files/%v/details", id), object{"tags": nil}).wantStatus(t,
				http.StatusOK)
			do(t, s, http.MethodDelete, fmt.Sprintf("/v1/files/%v", id), nil).wantStatus(t, http.StatusNoContent)
			if name == "kept" && blobFiles(t, folder) != 0 {
				t.Error("blobs are left because the events have not been read")
			}
			for _, record := range s.Webhooks()[:3] {
				if !strings.Contains(string(record.Payload), `"embeddedMetadata":{"`) {
					t.Errorf("%s has no embedded metadata: %s", record.Event, record.Payload)
				}
			}
		})
	}
}

func TestServer_Webhooks_NoTarget(t *testing.T) {
	t.Parallel()
	s := start(t)
	put(t, s, "a.txt", []byte("x"))
	records := waitForWebhooks(t, s)
	if len(records) != 1 || records[0].State != mockserver.WebhookUnsent || len(records[0].Attempts) != 0 ||
		!records[0].Time.Equal(noon) {
		t.Fatalf("the log is %+v, want one unsent event", records)
	}
	var event server.FileCreatedEvent
	if err := json.Unmarshal(records[0].Payload, &event); err != nil || event.ID != records[0].ID ||
		*event.Data.FilePath != "/a.txt" {
		t.Errorf("%v: %s", err, records[0].Payload)
	}
}

func TestServer_SendWebhook_SameIDs(t *testing.T) {
	t.Parallel()
	var ids [2]string
	for i := range ids {
		s, err := mockserver.New(mockserver.WithURL("http://mock.test"), mockserver.WithClock(func() time.Time {
			return noon
		}))
		if err != nil {
			t.Fatal(err)
		}
		ids[i] = sendEvent(t, s, "file.deleted", nil).ID
		stop(t, s)
	}
	if ids[0] != ids[1] {
		t.Errorf("the ids %q differ", ids)
	}
}

func TestServer_Webhooks_EmptyAtStart(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	s := start(t, inFolder(t, folder))
	put(t, s, "a.txt", []byte("x"))
	if got := s.Webhooks(); len(got) != 1 {
		t.Errorf("after an upload there are %d events, want 1", len(got))
	}
	stop(t, s)
	if got := start(t, inFolder(t, folder)).Webhooks(); len(got) != 0 {
		t.Errorf("a server has events at its start: %+v", got)
	}
}

func TestServer_SendWebhook(t *testing.T) {
	t.Parallel()
	s := start(t)
	for _, test := range []struct {
		name, event string
		payload     any
		want        string // in the error or the payload
	}{
		{"filled in", "file.deleted", object{"data": object{"fileId": "x"}}, `"data":{"fileId":"x"}`},
		{
			"a Go type", "file-version.deleted",
			server.FileVersionDeletedEvent{Type: "file-version.deleted", ID: "my-id"},
			`"id":"my-id"`,
		},
		{"new fields", "file.deleted", object{"data": object{"fileId": "x"}, "new": true}, `"new":true`},
		{"an unknown event", "file.archived", nil, "invalid event parameter"},
		{"another type", "file.deleted", object{"type": "file.created", "data": object{"fileId": "x"}}, "payload.type"},
		{"a missing field", "file.deleted", object{"data": object{}}, "payload.data.fileId"},
		{"a wrong field", "file.deleted", object{"data": object{"fileId": 1}}, "payload.data.fileId"},
		{"not an object", "file.deleted", []string{"x"}, "it is not a JSON object"},
		{"not JSON", "file.deleted", func() {}, "func()"},
	} {
		t.Run(test.name, func(t *testing.T) {
			record, err := s.SendWebhook(test.event, test.payload)
			if err == nil && (record.Event != test.event || record.ID == "") {
				t.Errorf("got %+v", record)
			}
			if got := fmt.Sprint(err, string(record.Payload)); !strings.Contains(strings.ToLower(got),
				strings.ToLower(test.want)) {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}

func TestWebhooks_Transformations(t *testing.T) {
	t.Parallel()
	s := start(t)
	r := receive(t, s)
	wanted := []string{"upload.pre-transform.success", "upload.post-transform.success"}
	setWebhook(t, s, mockserver.WebhookTarget{URL: r.url, Events: wanted})
	answer := upload(t, s, named("a.mp4", sample.Video("isom", 1000)).with(part{name: "transformation", text: `{
		"pre": "w-100", "post": [
		{"type": "transformation", "value": "w-200,h-100"},
		{"type": "thumbnail"},
		{"type": "abs", "protocol": "hls", "value": "sr-240_360"},
		{"type": "abs", "protocol": "dash", "value": "sr-240_360"}
	]}`}))
	// The service transforms videos after the response, so the response does not have the file.
	accepted := answer.wantStatus(t, http.StatusAccepted).object(t)
	if accepted["message"] != "The pre-transformation has been queued successfully." || len(accepted) != 1 {
		t.Errorf("the response is %v, want only the message that the transformation is queued", accepted)
	}
	stored := decode[[]object](t, do(t, s, http.MethodGet, "/v1/files", nil))[0]

	records := waitForWebhooks(t, s)
	if got := records[0]; got.Event != "file.created" || got.State != mockserver.WebhookUnsent ||
		len(got.Attempts) != 0 {
		t.Errorf("file.created, to which the target does not subscribe, is %+v", got)
	}
	if len(r.got) != 5 {
		t.Fatalf("received %q, want 5 events", r.events())
	}
	requestID := answer.Header.Get("x-ik-requestid")
	pre := r.got[0].Event.(imagekit.UploadPreTransformSuccessEvent)
	if pre.Request.Transformation != "w-100" || pre.Request.XRequestID != requestID ||
		pre.Data.URL != s.URLEndpoint()+"/a.mp4" {
		t.Errorf("the pre-transformation is %+v", pre)
	}
	for i, want := range []string{
		"/a.mp4?tr=w-200,h-100", "/a.mp4/ik-thumbnail.jpg",
		"/a.mp4/ik-master.m3u8?tr=sr-240_360", "/a.mp4/ik-master.mpd?tr=sr-240_360",
	} {
		post := r.got[i+1].Event.(imagekit.UploadPostTransformSuccessEvent)
		got := strings.ReplaceAll(strings.TrimPrefix(post.Data.URL, s.URLEndpoint()), "%2C", ",")
		if got != want || post.Data.FileID != stored["fileId"] || post.Data.Name != "a.mp4" ||
			post.Request.XRequestID != requestID {
			t.Errorf("post-transformation %d: %s, %+v", i, got, post)
		}
	}
	abs := r.got[4].Event.(imagekit.UploadPostTransformSuccessEvent).Request.Transformation
	if abs.Type != "abs" || abs.Protocol != "dash" || abs.Value != "sr-240_360" {
		t.Errorf("the request of the last one is %+v", abs)
	}
}

func TestWebhooks_GIFToVideo(t *testing.T) {
	t.Parallel()
	s := start(t)
	r := receive(t, s)
	setWebhook(t, s, mockserver.WebhookTarget{URL: r.url, Events: []string{"upload.post-transform.success"}})
	const wanted = `{"post": [{"type": "gif-to-video", "value": "q-80"}]}`
	upload(t, s, named("a.gif", sample.GIF(t, 2, 2)).with(part{name: "transformation", text: wanted})).
		wantStatus(t, http.StatusOK)
	waitForWebhooks(t, s)
	post := r.got[0].Event.(imagekit.UploadPostTransformSuccessEvent)
	if want := s.URLEndpoint() + "/a.gif/ik-gif-video.mp4?tr=q-80"; post.Data.URL != want {
		t.Errorf("the video is at %s, want %s", post.Data.URL, want)
	}
}

func TestWebhooks_TransformationsOfLostResponse(t *testing.T) {
	t.Parallel()
	s := start(t)
	addFault(t, s, mockserver.Fault{Operation: "upload", Kind: mockserver.FaultStatus, Status: 503, Executed: true})
	upload(t, s, named("a.png", sample.PNG(t, 1, 1, false)).with(
		part{name: "transformation", text: `{"pre": "w-100"}`})).wantStatus(t,
		503)
	for _, e := range s.Webhooks() {
		if e.Event == "upload.pre-transform.success" &&
			strings.Contains(string(e.Payload), `"x_request_id":"`+s.Requests()[0].ID+`"`) {
			return
		}
	}
	t.Errorf("no event has the id of the request: %+v", s.Webhooks())
}
