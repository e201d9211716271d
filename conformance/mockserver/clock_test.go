package mockserver_test

import (
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"github.com/openimagekit/imagekit/conformance/mockserver"
	"github.com/openimagekit/imagekit/urlbuilder"
)

func TestClock(t *testing.T) {
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

func TestReadingTheClockDoesNotMoveIt(t *testing.T) {
	t.Parallel()
	var ticks atomic.Int64
	s := start(t, mockserver.WithClock(func() time.Time { return noon.Add(time.Duration(ticks.Add(1)) * time.Second) }))
	s.SetTime(noon)
	at := func(tick int64) time.Time { return noon.Add(time.Duration(tick) * time.Second) }
	first := ticks.Load()
	for range 3 {
		now := s.Now()
		if want := at(ticks.Load() - first); !now.Equal(want) {
			t.Errorf("it is %v, want %v", now, want)
		}
		control(t, s, http.MethodGet, "/clock", "").wantStatus(t, http.StatusOK)
	}
}

func TestEverythingFollowsTheClock(t *testing.T) {
	t.Parallel()
	s := start(t, mockserver.WithJobDuration(time.Minute))
	file := put(t, s, "a/b.txt", []byte("x"), part{name: "isPrivateFile", text: "true"}, part{name: "folder", text: "/from"})
	b, err := urlbuilder.New(urlbuilder.Config{URLEndpoint: s.URLEndpoint(), PrivateKey: s.PrivateKey(), Now: s.Now})
	if err != nil {
		t.Fatal(err)
	}
	signed, err := b.URL(urlbuilder.Options{Path: file["filePath"].(string), ExpiresIn: time.Hour})
	if err != nil {
		t.Fatal(err)
	}
	job := do(t, s, http.MethodPost, "/v1/bulkJobs/copyFolder", object{"sourceFolderPath": "/from", "destinationPath": "/to"})
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
	wantFields(t, details(t, s, later), object{"createdAt": "2026-03-01T13:01:00Z"})
}
