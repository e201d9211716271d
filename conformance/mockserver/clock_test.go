package mockserver_test

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/openimagekit/imagekit/conformance/mockserver"
	"github.com/openimagekit/imagekit/urlbuilder"
)

func TestServer_Advance(t *testing.T) {
	t.Parallel()
	source := noon
	s := start(t, mockserver.WithClock(func() time.Time { return source }))
	step := func(what string, want time.Time) {
		t.Helper()
		if got := s.Now(); !got.Equal(want) {
			t.Errorf("%s: it is %v, want %v", what, got, want)
		}
	}
	step("at first", noon)
	s.Advance(time.Hour)
	source = source.Add(time.Minute)
	step("moved", noon.Add(61*time.Minute))
	s.SetTime(noon)
	source = source.Add(time.Second)
	step("set", noon.Add(time.Second))
	s.FreezeTime(true)
	source = source.Add(time.Second)
	step("frozen", noon.Add(time.Second))
	s.Advance(-time.Second)
	source = source.Add(time.Second)
	step("frozen and moved back", noon)
	s.FreezeTime(false)
	source = source.Add(time.Second)
	step("let go", noon.Add(time.Second))
}

func TestServer_SetTime_Invalid(t *testing.T) {
	t.Parallel()
	s := start(t)
	west := time.FixedZone("west", -3600)
	for _, at := range []time.Time{
		time.Date(10_000, time.January, 1, 0, 0, 0, 0, time.UTC),
		time.Date(9999, time.December, 31, 23, 30, 0, 0, west),
		time.Date(-1, time.December, 31, 0, 0, 0, 0, time.UTC),
	} {
		if err := s.SetTime(at); err == nil || !strings.Contains(err.Error(), "9999") {
			t.Errorf("%v: error %v", at, err)
		}
	}
	control(t, s, http.MethodPost, "/clock", `{"now": "9999-12-31T23:00:00Z", "advance": "2h", "frozen": true}`).
		wantError(t, http.StatusBadRequest, "9999")
	got := control(t, s, http.MethodGet, "/clock", "").wantStatus(t, http.StatusOK).object(t)
	wantFields(t, got, object{"now": "2026-03-01T12:00:00.000Z", "frozen": false})
}

// TestServer_Advance_RunsDueJobs has a receiver that hears of it, although nobody asks the server for anything.
func TestServer_Advance_RunsDueJobs(t *testing.T) {
	t.Parallel()
	s := start(t, mockserver.WithJobDuration(time.Hour))
	put(t, s, "x.txt", []byte("x"), part{name: "folder", text: "/f"})
	heard := make(chan string, 1)
	setWebhook(t, s, mockserver.WebhookTarget{URL: listenForWebhooks(t,
		http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			body, _ := io.ReadAll(r.Body)
			heard <- string(body)
		}))})
	startJob(t, s, "renameFolder", object{"folderPath": "/f", "newFolderName": "g"})
	if err := s.Advance(time.Hour); err != nil {
		t.Fatal(err)
	}
	select {
	case event := <-heard:
		if !strings.Contains(event, "file.updated") || !strings.Contains(event, "/g/x.txt") {
			t.Errorf("the event is %s", event)
		}
	case <-time.After(10 * time.Second): // long: it is for a failure only
		t.Error("there is no event")
	}
}

func TestServer_Advance_Everything(t *testing.T) {
	t.Parallel()
	s := start(t, mockserver.WithJobDuration(time.Minute))
	file := put(t, s, "a/b.txt", []byte("x"), part{name: "isPrivateFile", text: "true"},
		part{name: "folder", text: "/from"})
	b, err := urlbuilder.New(urlbuilder.Config{URLEndpoint: s.URLEndpoint(), PrivateKey: s.PrivateKey(), Now: s.Now})
	if err != nil {
		t.Fatal(err)
	}
	signed, err := b.URL(urlbuilder.Options{Path: file["filePath"].(string), ExpiresIn: time.Hour})
	if err != nil {
		t.Fatal(err)
	}
	job := do(t, s, http.MethodPost, "/v1/bulkJobs/copyFolder",
		object{"sourceFolderPath": "/from", "destinationPath": "/to"})
	id := job.wantStatus(t, http.StatusOK).object(t)["jobId"].(string)
	status := func() any {
		return do(t, s, http.MethodGet, "/v1/bulkJobs/"+id, nil).wantStatus(t, http.StatusOK).object(t)["status"]
	}
	if a, b := status(), status(); a != "Pending" || b != "Pending" {
		t.Errorf("the job is %v and %v", a, b)
	}
	s.Advance(time.Minute)
	if got := status(); got != "Completed" {
		t.Errorf("after its time, the job is %v", got)
	}
	get(t, signed).wantStatus(t, http.StatusOK)
	s.Advance(time.Hour)
	get(t, signed).wantStatus(t, http.StatusUnauthorized)
	later := put(t, s, "later.txt", []byte("x"))["fileId"]
	wantFields(t, details(t, s, later), object{"createdAt": "2026-03-01T13:01:00.000Z"})
}
