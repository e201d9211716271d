package mockserver_test

import (
	"io"
	"math"
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
			t.Errorf("%s: the time is %v, want %v", what, got, want)
		}
	}
	step("initial", noon)
	s.Advance(time.Hour)
	source = source.Add(time.Minute)
	step("advanced", noon.Add(61*time.Minute))
	s.SetTime(noon)
	source = source.Add(time.Second)
	step("set", noon.Add(time.Second))
	s.FreezeTime(true)
	source = source.Add(time.Second)
	step("frozen", noon.Add(time.Second))
	s.Advance(-time.Second)
	source = source.Add(time.Second)
	step("frozen and set back", noon)
	s.FreezeTime(false)
	source = source.Add(time.Second)
	step("unfrozen", noon.Add(time.Second))
}

func TestServer_SetTime_Invalid(t *testing.T) {
	t.Parallel()
	s := start(t)
	west := time.FixedZone("west", -3600)
	for _, at := range []time.Time{
		time.Date(10_000, time.January, 1, 0, 0, 0, 0, time.UTC),
		time.Date(9599, time.December, 31, 23, 30, 0, 0, west),
		time.Date(-1, time.December, 31, 0, 0, 0, 0, time.UTC),
	} {
		if err := s.SetTime(at); err == nil || !strings.Contains(err.Error(), "1970 to 9599") {
			t.Errorf("%v: error %v", at, err)
		}
	}
	control(t, s, http.MethodPost, "/clock", `{"now": "9599-12-31T23:00:00Z", "advance": "2h", "frozen": true}`).
		wantError(t, http.StatusBadRequest, "1970 to 9599")
	control(t, s, http.MethodPost, "/clock", `{"advance": "-2562047h"}`).
		wantError(t, http.StatusBadRequest, "1970 to 9599")
	got := control(t, s, http.MethodGet, "/clock", "").wantStatus(t, http.StatusOK).object(t)
	wantFields(t, got, object{"now": "2026-03-01T12:00:00.000Z", "frozen": false})
}

// TestServer_Advance_RunsDueJobs checks that a job which becomes due sends its event, although no request follows.
func TestServer_Advance_RunsDueJobs(t *testing.T) {
	t.Parallel()
	s := start(t, mockserver.WithJobDuration(time.Hour))
	put(t, s, "x.txt", []byte("x"), part{name: "folder", text: "/f"})
	events := make(chan string, 1)
	setWebhook(t, s, mockserver.WebhookTarget{URL: listenForWebhooks(t,
		http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
			body, _ := io.ReadAll(r.Body)
			events <- string(body)
		}))})
	startJob(t, s, "renameFolder", object{"folderPath": "/f", "newFolderName": "g"})
	if err := s.Advance(time.Hour); err != nil {
		t.Fatal(err)
	}
	select {
	case event := <-events:
		if !strings.Contains(event, "file.updated") || !strings.Contains(event, "/g/x.txt") {
			t.Errorf("the event is %s, want file.updated of /g/x.txt", event)
		}
	case <-time.After(10 * time.Second): // only if the test fails
		t.Error("no event was sent")
	}
}

func TestServer_Advance_JobsAndSignedURLs(t *testing.T) {
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
		t.Errorf("the job is %v and %v, want Pending", a, b)
	}
	s.Advance(time.Minute)
	if got := status(); got != "Completed" {
		t.Errorf("after its duration the job is %v, want Completed", got)
	}
	get(t, signed).wantStatus(t, http.StatusOK)
	s.Advance(time.Hour)
	get(t, signed).wantStatus(t, http.StatusUnauthorized)
	later := put(t, s, "later.txt", []byte("x"))["fileId"]
	wantFields(t, details(t, s, later), object{"createdAt": "2026-03-01T13:01:00.000Z"})
}

// TestServer_SetTime_Bounds makes requests that write or compare times, at the first and the last times of the clock.
func TestServer_SetTime_Bounds(t *testing.T) {
	t.Parallel()
	for _, at := range []time.Time{
		time.Unix(1, 0), time.Date(9600, time.January, 1, 0, 0, 0, 0, time.UTC),
		time.Date(9999, time.December, 31, 23, 59, 59, 0, time.UTC),
	} {
		s := start(t, inFolder(t, t.TempDir()), mockserver.WithJobDuration(math.MaxInt64),
			mockserver.WithRateLimits(mockserver.ServiceRateLimits()),
			mockserver.WithClock(func() time.Time { return at }))
		s.FreezeTime(true)
		file := put(t, s, "a.png", pngFile(t, 4, 4, false), part{name: "responseFields", text: "metadata"})
		put(t, s, "a.png", pngFile(t, 4, 4, true))
		token := signed(s.PrivateKey(), "t", s.PublicKey(), s.Now().Add(time.Hour-time.Second))
		sent := named("b.txt", []byte("x"))
		uploadTo(t, s, "/api/v1/files/upload", "", sent.with(token...)).wantStatus(t, http.StatusOK)
		iat, exp := s.Now().Unix(), s.Now().Add(time.Hour).Unix()
		v2 := signing{claims: object{"iat": iat, "exp": exp}}.token(t, sent)
		uploadTo(t, s, uploadV2, "", sent.with(v2)).wantStatus(t, http.StatusOK)
		details(t, s, file["fileId"])
		do(t, s, http.MethodPost, "/v1/folder", object{"folderName": "x", "parentFolderPath": "/"})
		startJob(t, s, "copyFolder", object{"sourceFolderPath": "/x", "destinationPath": "/y"})
		if _, err := s.SendWebhook("file.deleted", nil); err != nil {
			t.Error(err)
		}
		for _, path := range []string{
			"/v1/files?searchQuery=" + escape(`createdAt > "1d"`), "/v1/files/" + file["fileId"].(string) + "/versions",
		} {
			do(t, s, http.MethodGet, path, nil).wantStatus(t, http.StatusOK)
		}
		for _, path := range []string{"/clock", "/state", "/requests", "/webhooks"} {
			control(t, s, http.MethodGet, path, "").wantStatus(t, http.StatusOK)
		}
		get(t, file["url"].(string)+"?ik-t=9223372036854775807&ik-s=x")
		for _, r := range s.Requests() {
			if r.Status >= 500 {
				t.Errorf("%v: %s %s: status %d", at, r.Method, r.Path, r.Status)
			}
		}
	}
}
