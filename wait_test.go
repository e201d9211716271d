package imagekit_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/mockserver"
)

// statusService returns a client for a service that reports statuses in order for every job and purge, and repeats the
// last one. An empty status means a 404. times gets the time of each request, counted from now.
func statusService(
	t *testing.T, statuses []string, opts ...imagekit.Option,
) (ik *imagekit.Client, times *[]time.Duration) {
	t.Helper()
	start := time.Now()
	times = new([]time.Duration)
	service := withTransport(func(*http.Request) (*http.Response, error) {
		status := statuses[min(len(*times), len(statuses)-1)]
		*times = append(*times, time.Since(start))
		if status == "" {
			return response(http.StatusNotFound, `{"message":"No such job."}`), nil
		}
		return response(http.StatusOK, fmt.Sprintf(`{"jobId":"1","type":"COPY_FOLDER","status":%q}`, status)), nil
	})
	return newClient(t, append([]imagekit.Option{service}, opts...)...), times
}

// waitFunc calls a method that waits for a status.
type waitFunc func(
	ctx context.Context, ik *imagekit.Client, id string, o imagekit.WaitOptions, opts ...imagekit.RequestOption,
) error

// waitMethods are the methods that wait for a status, by the subject of their errors.
var waitMethods = map[string]waitFunc{
	"bulk job": func(
		ctx context.Context, ik *imagekit.Client, id string, o imagekit.WaitOptions, opts ...imagekit.RequestOption,
	) error {
		job, err := ik.WaitForBulkJob(ctx, id, o, opts...)
		if (job == nil) != (err != nil) {
			return fmt.Errorf("job %v, error %w", job, err)
		}
		return err
	},
	"purge": func(
		ctx context.Context, ik *imagekit.Client, id string, o imagekit.WaitOptions, opts ...imagekit.RequestOption,
	) error {
		return ik.WaitForPurge(ctx, id, o, opts...)
	},
}

// forEachWait runs a test in simulated time for each method.
func forEachWait(t *testing.T, test func(t *testing.T, subject string, wait waitFunc)) {
	t.Helper()
	for subject, wait := range waitMethods {
		t.Run(subject, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) { test(t, subject, wait) })
		})
	}
}

func TestClient_Wait_Intervals(t *testing.T) {
	t.Parallel()
	const s = time.Second
	statuses := append(slices.Repeat([]string{"Pending"}, 6), "Completed")
	for name, test := range map[string]struct {
		options imagekit.WaitOptions
		want    []time.Duration
	}{
		"default": {imagekit.WaitOptions{}, []time.Duration{0, 1 * s, 3 * s, 7 * s, 15 * s, 30 * s, 45 * s}},
		"options": {
			imagekit.WaitOptions{Interval: 2 * s, MaxInterval: 3 * s},
			[]time.Duration{0, 2 * s, 5 * s, 8 * s, 11 * s, 14 * s, 17 * s},
		},
		"long interval": {
			imagekit.WaitOptions{Interval: 60 * s},
			[]time.Duration{0, 60 * s, 120 * s, 180 * s, 240 * s, 300 * s, 360 * s},
		},
		"max below interval": {
			imagekit.WaitOptions{Interval: 2 * s, MaxInterval: 1 * s},
			[]time.Duration{0, 2 * s, 4 * s, 6 * s, 8 * s, 10 * s, 12 * s},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				ik, times := statusService(t, statuses)
				job, err := ik.WaitForBulkJob(t.Context(), "1", test.options)
				if err != nil || job.Status != imagekit.BulkJobStatusCompleted || job.JobID != "1" {
					t.Errorf("got %+v, %v", job, err)
				}
				if !slices.Equal(*times, test.want) {
					t.Errorf("requests at %v, want %v", *times, test.want)
				}
			})
		})
	}
}

func TestClient_Wait_Statuses(t *testing.T) {
	t.Parallel()
	forEachWait(t, func(t *testing.T, _ string, wait waitFunc) {
		for _, test := range []struct {
			statuses []string
			want     error
		}{
			{[]string{"Completed"}, nil},
			{[]string{"Pending", "COMPLETED"}, nil},
			{[]string{"Pending", "Paused", "Completed"}, nil}, // an unknown status is not final
			{[]string{"Pending", "Failed"}, imagekit.ErrJobFailed},
			{[]string{"Pending", ""}, imagekit.ErrNotFound},
		} {
			ik, times := statusService(t, test.statuses)
			// so that a wait without end fails the test
			ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
			err := wait(ctx, ik, "1", imagekit.WaitOptions{})
			cancel()
			if !errors.Is(err, test.want) || len(*times) != len(test.statuses) {
				t.Errorf("%q: %v after %d requests, want %v", test.statuses, err, len(*times), test.want)
			}
		}
	})
}

func TestClient_Wait_StatusBeforeError(t *testing.T) {
	t.Parallel()
	forEachWait(t, func(t *testing.T, subject string, wait waitFunc) {
		ik, _ := statusService(t, []string{"Pending", ""})
		var e *imagekit.WaitError
		err := wait(t.Context(), ik, "1", imagekit.WaitOptions{})
		if !errors.As(err, &e) || !errors.Is(err, imagekit.ErrNotFound) || e.Status != "Pending" || e.Checks != 2 {
			t.Errorf("%s: got %+v, want the status Pending before an error", subject, err)
		}
	})
}

func TestClient_Wait_ContextEnds(t *testing.T) {
	t.Parallel()
	forEachWait(t, func(t *testing.T, subject string, wait waitFunc) {
		ik, _ := statusService(t, []string{"Pending", "Paused"})
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		err := wait(ctx, ik, "1", imagekit.WaitOptions{})
		e, ok := errors.AsType[*imagekit.WaitError](err)
		if !ok || !errors.Is(err, context.DeadlineExceeded) {
			t.Fatalf("got %v", err)
		}
		want := imagekit.WaitError{
			Subject: subject, ID: "1", Status: "Paused", Checks: 4, Elapsed: 10 * time.Second, Err: e.Err,
		}
		if *e != want {
			t.Errorf("got %+v, want %+v", *e, want)
		}
		text := "imagekit: waiting for " + subject +
			` "1": context deadline exceeded (status "Paused" after 4 checks in 10s)`
		if err.Error() != text {
			t.Errorf("got %s, want %s", err, text)
		}
	})
}

// TestClient_Wait_ContextCause cancels the context before the first request.
func TestClient_Wait_ContextCause(t *testing.T) {
	t.Parallel()
	forEachWait(t, func(t *testing.T, _ string, wait waitFunc) {
		ik, _ := statusService(t, []string{"Pending"})
		shutdown := errors.New("shutdown")
		ctx, cancel := context.WithCancelCause(t.Context())
		cancel(shutdown)
		err := wait(ctx, ik, "1", imagekit.WaitOptions{})
		if !errors.Is(err, context.Canceled) || !errors.Is(err, shutdown) {
			t.Errorf("got %v, want the context's error and its cause", err)
		}
		if e, ok := errors.AsType[*imagekit.WaitError](err); !ok || e.Status != "" {
			t.Errorf("got %#v, want no status", err)
		}
	})
}

func TestClient_Wait_EmptyID(t *testing.T) {
	t.Parallel()
	forEachWait(t, func(t *testing.T, _ string, wait waitFunc) {
		ik, times := statusService(t, []string{"Completed"})
		err := wait(t.Context(), ik, "", imagekit.WaitOptions{})
		if _, ok := errors.AsType[*imagekit.ArgumentError](err); !ok || len(*times) != 0 {
			t.Errorf("got %v after %d requests", err, len(*times))
		}
	})
}

func TestClient_Wait_RequestOptions(t *testing.T) {
	t.Parallel()
	forEachWait(t, func(t *testing.T, _ string, wait waitFunc) {
		ik, _ := statusService(t, []string{"Pending", "Completed"})
		var last imagekit.Response
		err := wait(t.Context(), ik, "1", imagekit.WaitOptions{}, imagekit.WithResponse(&last))
		if err != nil || !strings.Contains(string(last.Body), "Completed") {
			t.Errorf("got %s, %v", last.Body, err)
		}
	})
}

// countingLimiter counts the calls that it lets pass.
type countingLimiter struct{ calls int }

func (l *countingLimiter) Wait(context.Context) error { l.calls++; return nil }

func TestClient_Wait_RateLimit(t *testing.T) {
	t.Parallel()
	forEachWait(t, func(t *testing.T, _ string, wait waitFunc) {
		reads, writes := &countingLimiter{}, &countingLimiter{}
		limiters := imagekit.WithRateLimiters(imagekit.RateLimiters{Reads: reads, Writes: writes})
		ik, _ := statusService(t, []string{"Pending", "Pending", "Completed"}, limiters)
		err := wait(t.Context(), ik, "1", imagekit.WaitOptions{})
		if err != nil || reads.calls != 3 || writes.calls != 0 {
			t.Errorf("%v, %d reads and %d writes, want 3 and 0", err, reads.calls, writes.calls)
		}
	})
}

// quickly are options with short intervals for a service on the same machine.
var quickly = imagekit.WaitOptions{Interval: time.Millisecond, MaxInterval: 4 * time.Millisecond}

// TestClient_WaitForBulkJob_PartialSuccess waits for a job that renamed a folder but did not purge it. That status is
// final.
func TestClient_WaitForBulkJob_PartialSuccess(t *testing.T) {
	t.Parallel()
	ik := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusMultiStatus)
		_, _ = io.WriteString(w, `{"jobId":"1","status":"Partial success","message":"not purged","help":"ask"}`)
	})
	job, err := ik.WaitForBulkJob(t.Context(), "1", quickly)
	if err != nil || job.Message != "not purged" || job.Help != "ask" ||
		job.Status != imagekit.BulkJobStatusPartialSuccess {
		t.Errorf("got %+v, %v", job, err)
	}
}

// TestClient_WaitForBulkJob waits for jobs of all types, and for the purge of one of them.
func TestClient_WaitForBulkJob(t *testing.T) {
	t.Parallel()
	srv := mockserver.Start(t, mockserver.WithJobDuration(20*time.Millisecond))
	ik, err := srv.Client(imagekit.WithRateLimiters(imagekit.RateLimiters{}))
	if err != nil {
		t.Fatal(err)
	}
	ctx := t.Context()
	uploaded(ctx, ik, "coffee.txt")
	wait := func(job *imagekit.FolderJob, err error) *imagekit.BulkJob {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		completed, err := ik.WaitForBulkJob(ctx, job.JobID, quickly)
		if err != nil {
			t.Fatal(err)
		}
		return completed
	}
	wait(ik.CopyFolder(ctx, imagekit.CopyFolderRequest{SourceFolderPath: "/menu", DestinationPath: "/a"}))
	wait(ik.MoveFolder(ctx, imagekit.MoveFolderRequest{SourceFolderPath: "/a/menu", DestinationPath: "/b"}))
	job := wait(ik.RenameFolder(ctx, imagekit.RenameFolderRequest{
		FolderPath: "/b/menu", NewFolderName: "drinks", PurgeCache: new(true),
	}))
	if err := ik.WaitForPurge(ctx, job.PurgeRequestID, quickly); err != nil {
		t.Error(err)
	}
	var paths []string
	for _, file := range collect(t, ik.Files(ctx, nil)) {
		paths = append(paths, file.FilePath)
	}
	slices.Sort(paths)
	if want := []string{"/b/drinks/coffee.txt", "/menu/coffee.txt"}; !slices.Equal(paths, want) {
		t.Errorf("the library has %q, want %q", paths, want)
	}
}
