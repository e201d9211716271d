package faults_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/faults"
)

// notes has the ids that an injector passes to Note.
type notes struct {
	mu  sync.Mutex
	ids []string
}

func (n *notes) add(_ *http.Request, fault string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.ids = append(n.ids, fault)
}

// last returns the latest note.
func (n *notes) last() string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.ids[len(n.ids)-1]
}

// newInjector returns an injector for the operations a, b and c, whose paths are their names.
func newInjector(t *testing.T) (*faults.Injector, *notes) {
	t.Helper()
	log := &notes{}
	i := faults.New(faults.Config{
		CheckOperation: func(name string) error {
			if !slices.Contains([]string{"a", "b", "c"}, name) {
				return fmt.Errorf("there is no operation %q", name)
			}
			return nil
		},
		Operation: func(r *http.Request) string { return strings.Trim(r.URL.Path, "/") },
		Note:      log.add,
		ErrorBody: func(status int, message string) []byte {
			return fmt.Appendf(nil, `{"error":"%d %s"}`, status, message)
		},
		LimitRate: func(h http.Header, _ *http.Request, reset time.Duration) string {
			h.Set("X-Reset", reset.String())
			return "slow down"
		},
	})
	t.Cleanup(i.Close)
	return i, log
}

func add(t *testing.T, i *faults.Injector, f faults.Fault) faults.Fault {
	t.Helper()
	added, err := i.Add(f)
	if err != nil {
		t.Fatal(err)
	}
	return added
}

// status returns the status of a request without a connection.
func status(i *faults.Injector, path string) int {
	w := httptest.NewRecorder()
	next := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusOK) })
	i.Middleware(next).ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
	return w.Code
}

func TestInjector_Middleware_Order(t *testing.T) {
	t.Parallel()
	i, log := newInjector(t)
	add(t, i, faults.Fault{Operation: "a", Kind: faults.Status, Status: 500, Count: 1})
	add(t, i, faults.Fault{Operation: "*", Kind: faults.Status, Status: 501, Count: 2})
	add(t, i, faults.Fault{Operation: "a", Kind: faults.Status, Status: 502, After: 4})
	add(t, i, faults.Fault{Operation: "b", Kind: faults.Status, Status: 503})
	for n, want := range []struct {
		path   string
		status int
		note   string
	}{
		{"/a", 500, "fault-1"},
		{"/a", 501, "fault-2"},
		{"/a", 501, "fault-2"},
		{"/a", 200, ""},
		{"/a", 502, "fault-3"},
		{"/b", 503, "fault-4"},
		{"/c", 200, ""},
		{"/a", 502, "fault-3"},
	} {
		if got := status(i, want.path); got != want.status || log.last() != want.note {
			t.Errorf("request %d: status %d by %q, want %+v", n, got, log.last(), want)
		}
	}
	var hits []int
	for _, f := range i.All() {
		hits = append(hits, f.Hits)
	}
	if want := []int{1, 2, 2, 1}; !slices.Equal(hits, want) {
		t.Errorf("hits %v, want %v", hits, want)
	}
}

// TestInjector_Add_CopiesHeaders checks that the caller's changes of headers do not change the fault.
func TestInjector_Add_CopiesHeaders(t *testing.T) {
	t.Parallel()
	i, _ := newInjector(t)
	headers := map[string]string{"X-A": "1"}
	if _, err := i.Add(faults.Fault{Kind: faults.Status, Status: 503, Headers: headers}); err != nil {
		t.Fatal(err)
	}
	headers["X-A"] = "2"
	i.All()[0].Headers["X-A"] = "3"
	if got := i.All()[0].Headers["X-A"]; got != "1" {
		t.Errorf("the header is %q", got)
	}
}

func TestInjector_Add_Limit(t *testing.T) {
	t.Parallel()
	i, _ := newInjector(t)
	for range 1000 {
		if _, err := i.Add(faults.Fault{Operation: "a", Kind: faults.HTML, Count: 1}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := i.Add(faults.Fault{Kind: faults.HTML}); !errors.Is(err, faults.ErrTooMany) {
		t.Errorf("error %v", err)
	}
	handler := i.Middleware(http.NotFoundHandler())
	handler.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/a", nil))
	if _, err := i.Add(faults.Fault{Kind: faults.HTML}); err != nil {
		t.Errorf("error %v although a fault is used up", err)
	}
	if all := i.All(); len(all) != 1000 || all[0].ID != "fault-2" {
		t.Errorf("there are %d faults, beginning with %s", len(all), all[0].ID)
	}
}

func TestInjector_Remove(t *testing.T) {
	t.Parallel()
	i, _ := newInjector(t)
	add(t, i, faults.Fault{Kind: faults.Status, Status: 500})
	second := add(t, i, faults.Fault{Kind: faults.Status, Status: 501, Headers: map[string]string{"A": "1"}})
	if err := i.Remove("fault-1"); err != nil {
		t.Error(err)
	}
	if err := i.Remove("fault-1"); !errors.Is(err, faults.ErrNotFound) {
		t.Errorf("the second removal returns %v", err)
	}
	i.All()[0].Headers["A"] = "2" // a copy
	if got := i.All(); len(got) != 1 || got[0].ID != second.ID || got[0].Headers["A"] != "1" || status(i, "/c") != 501 {
		t.Errorf("left is %+v", got)
	}
	i.Clear()
	if got := status(i, "/c"); got != 200 || len(i.All()) != 0 {
		t.Errorf("after Clear: status %d", got)
	}
	if next := add(t, i, faults.Fault{Kind: faults.HTML}); next.ID != "fault-3" {
		t.Errorf("the id of the next fault is %s, want fault-3", next.ID)
	}
}

func TestInjector_Middleware_Concurrent(t *testing.T) {
	t.Parallel()
	i, _ := newInjector(t)
	add(t, i, faults.Fault{Kind: faults.Status, Status: 503, After: 7, Count: 20})
	var failed atomic.Int64
	var clients sync.WaitGroup
	for range 10 {
		clients.Go(func() {
			for range 6 {
				if status(i, "/a") == 503 {
					failed.Add(1)
				}
			}
		})
	}
	clients.Wait()
	if n := failed.Load(); n != 20 || i.All()[0].Hits != 20 {
		t.Errorf("%d requests failed, %d hits, want 20", n, i.All()[0].Hits)
	}
}
