package imagekit_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/openimagekit/imagekit"
)

// uploadService is a service that stores a file some time after start. Time is simulated.
type uploadService struct {
	path     string        // of the file
	storedIn time.Duration // since the start
	old      time.Duration // age of an older version at the start; 0 if there is none
	ahead    time.Duration // of its clock, compared with the clock of the client
	noDate   bool          // responses have no Date header

	start   time.Time
	queries []string
}

func (s *uploadService) RoundTrip(r *http.Request) (*http.Response, error) {
	now := time.Now()
	folder, name := r.FormValue("path"), r.FormValue("name")
	s.queries = append(s.queries, folder+" "+name)
	isRequested := s.path == strings.TrimSuffix(folder, "/")+"/"+name
	updated := s.start.Add(-s.old)
	if now.Sub(s.start) >= s.storedIn {
		updated = s.start.Add(s.storedIn)
	}
	body := "[]"
	if isRequested && (updated.After(s.start) || s.old > 0) {
		body = fmt.Sprintf(`[{"type":"file","fileId":"1","name":%q,"filePath":%q,"updatedAt":%q}]`,
			name, s.path, updated.Add(s.ahead).Format(time.RFC3339Nano))
	}
	if s.noDate {
		return response(http.StatusOK, body), nil
	}
	return response(http.StatusOK, body, "Date", now.Add(s.ahead).UTC().Format(http.TimeFormat)), nil
}

func TestClient_WaitForUpload(t *testing.T) {
	t.Parallel()
	const late = 5 * time.Second
	for name, test := range map[string]struct {
		path    string // the argument of WaitForUpload
		service uploadService
		anyTime bool          // since is the zero time
		want    time.Duration // time until the file is found
		queries []string
	}{
		"new file": {
			path: "/videos/intro.mp4", service: uploadService{path: "/videos/intro.mp4", storedIn: late},
			want:    7 * time.Second,
			queries: slices.Repeat([]string{"/videos intro.mp4"}, 4),
		},
		"at once": {
			path: "/videos/intro.mp4", service: uploadService{path: "/videos/intro.mp4", storedIn: time.Millisecond},
			want:    time.Second,
			queries: slices.Repeat([]string{"/videos intro.mp4"}, 2),
		},
		"in the root, without a slash": {
			path: "intro.mp4", service: uploadService{path: "/intro.mp4", storedIn: time.Millisecond},
			want:    time.Second,
			queries: slices.Repeat([]string{"/ intro.mp4"}, 2),
		},
		"name that the service changes": {
			path: "/my videos/the intro.mp4", service: uploadService{path: "/my_videos/the_intro.mp4", storedIn: 1},
			want: time.Second,
			queries: []string{
				"/my videos the intro.mp4", "/my_videos the_intro.mp4",
				"/my videos the intro.mp4", "/my_videos the_intro.mp4",
			},
		},
		"name that the service keeps": {
			path: "/the intro.mp4", service: uploadService{path: "/the intro.mp4", storedIn: 1},
			want:    time.Second,
			queries: []string{"/ the intro.mp4", "/ the_intro.mp4", "/ the intro.mp4"},
		},
		"older version": {
			path: "/intro.mp4", service: uploadService{path: "/intro.mp4", storedIn: late, old: time.Minute},
			want:    7 * time.Second,
			queries: slices.Repeat([]string{"/ intro.mp4"}, 4),
		},
		"older version, any is accepted": {
			path: "/intro.mp4", service: uploadService{path: "/intro.mp4", storedIn: late, old: time.Minute},
			anyTime: true,
			queries: []string{"/ intro.mp4"},
		},
		"clock of the service is slow": {
			path: "/intro.mp4",
			service: uploadService{
				path: "/intro.mp4", storedIn: late, old: time.Minute, ahead: -time.Hour,
			},
			want:    7 * time.Second,
			queries: slices.Repeat([]string{"/ intro.mp4"}, 4),
		},
		"clock of the service is fast": {
			path: "/intro.mp4",
			service: uploadService{
				path: "/intro.mp4", storedIn: late, old: time.Minute, ahead: time.Hour,
			},
			want:    7 * time.Second,
			queries: slices.Repeat([]string{"/ intro.mp4"}, 4),
		},
		"clock of the service is unknown": {
			path: "/intro.mp4",
			service: uploadService{
				path: "/intro.mp4", storedIn: late, old: time.Minute, noDate: true,
			},
			want:    7 * time.Second,
			queries: slices.Repeat([]string{"/ intro.mp4"}, 4),
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				service := test.service
				service.start = time.Now()
				file := waitForUpload(t, &service, test.path, test.anyTime)
				if file.FilePath != service.path {
					t.Errorf("got %+v", file)
				}
				if elapsed := time.Since(service.start); elapsed != test.want {
					t.Errorf("the file was found after %v, want %v", elapsed, test.want)
				}
				if !slices.Equal(service.queries, test.queries) {
					t.Errorf("got the queries %q, want %q", service.queries, test.queries)
				}
			})
		})
	}
}

// waitForUpload waits for a file that changed after the start of the service, or at any time. It checks that
// WithResponse stores the last response.
func waitForUpload(t *testing.T, service *uploadService, path string, anyTime bool) *imagekit.File {
	t.Helper()
	since := service.start
	if anyTime {
		since = time.Time{}
	}
	ik := newClient(t, withTransport(service.RoundTrip))
	var last imagekit.Response
	withResponse := imagekit.WithResponse(&last)
	ctx, cancel := context.WithTimeout(t.Context(), time.Hour) // simulated
	defer cancel()
	file, err := ik.WaitForUpload(ctx, path, since, imagekit.WaitOptions{}, withResponse)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(last.Body), service.path) {
		t.Errorf("the last response is %s", last.Body)
	}
	return file
}

func TestClient_WaitForUpload_ContextEnds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		service := &uploadService{path: "/other.mp4", start: time.Now()}
		ik := newClient(t, withTransport(service.RoundTrip))
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		defer cancel()
		file, err := ik.WaitForUpload(ctx, "/intro.mp4", time.Now(), imagekit.WaitOptions{})
		const want = `imagekit: waiting for upload "/intro.mp4": context deadline exceeded (5 checks in 20s)`
		if file != nil || !errors.Is(err, context.DeadlineExceeded) || err.Error() != want {
			t.Errorf("got %v, %v, want %s", file, err, want)
		}
	})
}

func TestClient_WaitForUpload_Errors(t *testing.T) {
	t.Parallel()
	ik := newClient(t, withTransport(func(*http.Request) (*http.Response, error) {
		return response(http.StatusForbidden, `{"message":"No."}`), nil
	}))
	_, err := ik.WaitForUpload(t.Context(), "/intro.mp4", time.Time{}, imagekit.WaitOptions{})
	e, ok := errors.AsType[*imagekit.WaitError](err)
	if !ok || e.Checks != 1 || !errors.Is(err, imagekit.ErrForbidden) {
		t.Errorf("got %v, want the error of the request", err)
	}
	for _, path := range []string{"", "/", "//", "/a/.."} {
		_, err := ik.WaitForUpload(t.Context(), path, time.Time{}, imagekit.WaitOptions{})
		if e, ok := errors.AsType[*imagekit.ArgumentError](err); !ok || e.Argument != "filePath" {
			t.Errorf("%q: %v", path, err)
		}
	}
}
