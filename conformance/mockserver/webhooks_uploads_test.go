package mockserver_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/mockserver"
)

func TestWebhooks_Transformations(t *testing.T) {
	t.Parallel()
	s := start(t)
	r := receive(t, s)
	wanted := []string{"upload.pre-transform.success", "upload.post-transform.success"}
	setWebhook(t, s, mockserver.WebhookTarget{URL: r.url, Events: wanted})
	answer := upload(t, s, named("a.mp4", []byte("x")).with(part{name: "transformation", text: `{
		"pre": "w-100", "post": [
		{"type": "transformation", "value": "w-200,h-100"},
		{"type": "thumbnail"},
		{"type": "gif-to-video", "value": "q-80"},
		{"type": "abs", "protocol": "hls", "value": "sr-240_360"},
		{"type": "abs", "protocol": "dash", "value": "sr-240_360"}
	]}`}))
	stored := answer.wantStatus(t, http.StatusOK).object(t)

	records := sent(t, s)
	if got := records[0]; got.Event != "file.created" || got.State != mockserver.WebhookUnsent ||
		len(got.Attempts) != 0 {
		t.Errorf("the target does not want file.created, but that is %+v", got)
	}
	if len(r.got) != 6 {
		t.Fatalf("received %q", r.events())
	}
	requestID := answer.Header.Get("x-ik-requestid")
	pre := r.got[0].Event.(imagekit.UploadPreTransformSuccessEvent)
	if pre.Request.Transformation != "w-100" || pre.Request.XRequestID != requestID || pre.Data.URL != stored["url"] {
		t.Errorf("the pre-transformation is %+v", pre)
	}
	for i, want := range []string{
		"/a.mp4?tr=w-200,h-100", "/a.mp4/ik-thumbnail.jpg", "/a.mp4/ik-gif-video.mp4?tr=q-80",
		"/a.mp4/ik-master.m3u8?tr=sr-240_360", "/a.mp4/ik-master.mpd?tr=sr-240_360",
	} {
		post := r.got[i+1].Event.(imagekit.UploadPostTransformSuccessEvent)
		got := strings.ReplaceAll(strings.TrimPrefix(post.Data.URL, s.URLEndpoint()), "%2C", ",")
		if got != want || post.Data.FileID != stored["fileId"] || post.Data.Name != "a.mp4" ||
			post.Request.XRequestID != requestID {
			t.Errorf("post-transformation %d: %s, %+v", i, got, post)
		}
	}
	abs := r.got[5].Event.(imagekit.UploadPostTransformSuccessEvent).Request.Transformation
	if abs.Type != "abs" || abs.Protocol != "dash" || abs.Value != "sr-240_360" {
		t.Errorf("the request of the last one is %+v", abs)
	}
}

func TestWebhooks_TransformationsOfLostResponse(t *testing.T) {
	t.Parallel()
	s := start(t)
	addFault(t, s, mockserver.Fault{Operation: "upload", Kind: mockserver.FaultStatus, Status: 503, Executed: true})
	upload(t, s, named("a.mp4", []byte("x")).with(part{name: "transformation", text: `{"pre": "w-100"}`})).wantStatus(t,
		503)
	for _, e := range s.Webhooks() {
		if e.Event == "upload.pre-transform.success" &&
			strings.Contains(string(e.Payload), `"x_request_id":"`+s.Requests()[0].ID+`"`) {
			return
		}
	}
	t.Errorf("no event has the id of the request: %+v", s.Webhooks())
}
