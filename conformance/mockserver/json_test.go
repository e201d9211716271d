package mockserver_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/openimagekit/imagekit/conformance/mockserver"
	"github.com/openimagekit/imagekit/internal/race"
)

// post sends a JSON body unchanged.
func post(t *testing.T, s *mockserver.Server, path, body string) reply {
	t.Helper()
	req := newRequest(t, http.MethodPost, s.URL()+path, strings.NewReader(body))
	req.SetBasicAuth(s.PrivateKey(), "")
	req.Header.Set("Content-Type", "application/json")
	return send(t, req)
}

// TestServer_InvalidUTF8 stores values that are not UTF-8 or have repeated names. One such value must not make lists
// and the state fail.
func TestServer_InvalidUTF8(t *testing.T) {
	t.Parallel()
	s := start(t)
	for path, bodies := range map[string][]string{
		"/v1/saved-extensions": {
			`{"name": "a", "description": "\ud800",
				"config": {"name": "remove-bg", "options": {"bg_color": "` + "\xff" + `"}}}`,
			`{"name": "b", "description": "b", "config": {"name": "remove-bg", "name": "remove-bg"}}`,
		},
		"/v1/accounts/origins": {`{"type": "WEB_PROXY", "name": "` + "\xff" + `", "name": "b"}`},
		"/v1/accounts/url-endpoints": {
			`{"description": "` + "\xff" + `", "urlPrefix": "a", "urlRewriter": {"type": "IMGIX", "type": "IMGIX"}}`,
		},
	} {
		for _, body := range bodies {
			post(t, s, path, body).wantStatus(t, http.StatusCreated)
		}
		do(t, s, http.MethodGet, path, nil).wantStatus(t, http.StatusOK)
	}
	put(t, s, "a.txt", []byte("a"), part{name: "tags", text: "\xff"}, part{name: "description", text: "\xff"})
	control(t, s, http.MethodPost, "/seed", `{"files": [{"path": "b.txt", "text": "b", "tags": ["\udfff"]}]}`).
		wantStatus(t, http.StatusOK)
	control(t, s, http.MethodGet, "/state", "").wantStatus(t, http.StatusOK)
	state, err := s.State()
	if err != nil || len(state.SavedExtensions) != 2 || len(state.Origins) != 1 || len(state.Files) != 2 {
		t.Errorf("the state is %+v, %v", state, err)
	}
}

// TestServer_RepeatedNames_TooManyValues sends a body with a repeated name and more values than the server checks. The
// server must not decode it, which would take 400 MiB. The test is not parallel, because it measures allocations.
func TestServer_RepeatedNames_TooManyValues(t *testing.T) { //nolint:paralleltest // it measures allocations
	race.SkipSlow(t)
	s, err := mockserver.New()
	if err != nil {
		t.Fatal(err)
	}
	defer stop(t, s)
	body := `{"parentFolderPath":"/","folderName":"a","folderName":[` + strings.Repeat("1,", 3<<20) + `1]}`
	r := httptest.NewRequest(http.MethodPost, "/v1/folder", strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	r.SetBasicAuth(s.PrivateKey(), "")
	w := httptest.NewRecorder()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	s.ServeHTTP(w, r)
	runtime.ReadMemStats(&after)
	if why := w.Header().Get("X-Mock-Detail"); w.Code != http.StatusBadRequest || !strings.Contains(why, "values") {
		t.Errorf("status %d, detail %q: %s", w.Code, why, w.Body)
	}
	if n := after.TotalAlloc - before.TotalAlloc; n > 100<<20 {
		t.Errorf("%d MiB are allocated, want at most 100", n>>20)
	}
}

// TestServer_RepeatedNames checks that the last member with a repeated name is validated and stored.
func TestServer_RepeatedNames(t *testing.T) {
	t.Parallel()
	s := start(t)
	const path, begin = "/v1/saved-extensions", `{"name": "a", "description": "b", "config": {"name": "remove-bg"}, `
	post(t, s, path, begin+`"config": {}}`).wantStatus(t, http.StatusBadRequest)
	post(t, s, path, begin+`"config": {"name": "x", "name": "remove-bg"}}`).wantStatus(t, http.StatusCreated)
	post(t, s, path, begin+`"config": {"name": "x"}, "config": {"name": "remove-bg"}}`).wantStatus(t,
		http.StatusCreated)
	do(t, s, http.MethodGet, path, nil).wantStatus(t, http.StatusOK)
	post(t, s, path, begin+`"config": {"name": "remove-bg"}, `).wantStatus(t, http.StatusBadRequest)
}

func TestControl_Requests_NotUTF8(t *testing.T) {
	t.Parallel()
	s := start(t)
	do(t, s, http.MethodGet, "/v1/files?"+url.Values{"name": {"\xff"}, "\xfe": {""}}.Encode(), nil)
	get(t, s.URLEndpoint()+"/%ff.png").wantStatus(t, http.StatusNotFound)
	list := control(t, s, http.MethodGet, "/requests", "").wantStatus(t, http.StatusOK).object(t)["requests"].([]any)
	if len(list) != 2 {
		t.Errorf("%d requests in the log, want 2", len(list))
	}
}

var (
	dateTime     = regexp.MustCompile(`"\d{4}-\d\d-\d\dT[^"]*"`)
	milliseconds = regexp.MustCompile(`T\d\d:\d\d:\d\d\.\d{3}Z"$`)
)

// TestServer_TimeFormat checks that all times in responses have three decimals of a second, including times that Go
// formats with fewer or more.
func TestServer_TimeFormat(t *testing.T) {
	t.Parallel()
	zone := time.FixedZone("", 3600)
	for text, now := range map[string]time.Time{
		"12:00:00.000Z": noon, "12:00:00.430Z": noon.Add(430 * time.Millisecond),
		"12:00:00.001Z": noon.Add(1999 * time.Microsecond).In(zone),
	} {
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			s := start(t, mockserver.WithClock(func() time.Time { return now }))
			file := put(t, s, "a.jpg", jpegFile(t, 8, 8, 80), part{name: "folder", text: "f"})
			put(t, s, "a.jpg", jpegFile(t, 9, 9, 80), part{name: "folder", text: "f"})
			id := file["fileId"].(string)
			post(t, s, "/v1/saved-extensions", `{"name": "a", "description": "a", "config": {"name": "remove-bg"}}`)
			post(t, s, "/v1/named-transformations", `{"name": "a", "transformation": "w-1"}`)
			if _, err := s.SendWebhook("file.deleted", nil); err != nil {
				t.Fatal(err)
			}
			for path, count := range timesOf(id) {
				wantTimes(t, path, do(t, s, http.MethodGet, path, nil).wantStatus(t, http.StatusOK).body, count, text)
			}
		})
	}
}

// timesOf returns paths and the minimum number of times in their responses.
func timesOf(id string) map[string]int {
	return map[string]int{
		"/v1/files?type=all":            4, // a file and a folder, both created and updated
		"/v1/files/" + id + "/details":  2,
		"/v1/files/" + id + "/versions": 4,
		"/v1/saved-extensions":          2,
		"/v1/named-transformations":     1,
		"/v1/accounts/usage-analytics?startDate=2026-01-01&endDate=2026-01-02": 1,
		"/_mock/state":    9,
		"/_mock/webhooks": 9,
		"/_mock/clock":    1,
	}
}

// wantTimes checks that all times in a body have the format of the service and the time of day want.
func wantTimes(t *testing.T, path string, body []byte, atLeast int, want string) {
	t.Helper()
	found := dateTime.FindAll(body, -1)
	if len(found) < atLeast {
		t.Errorf("%s has %d times, want at least %d: %q", path, len(found), atLeast, found)
	}
	for _, at := range found {
		if !milliseconds.Match(at) || !strings.Contains(string(at), want) {
			t.Errorf("%s: %s, want %s", path, at, want)
		}
	}
}
