package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/openimagekit/imagekit/conformance/mockserver"
)

// ledger records what the server has confirmed in its responses, in all rounds. A round lasts from a start of the
// server until it is killed. The ledger leaves out the resources of requests that got no response, because the server
// may or may not have executed these.
type ledger struct {
	mu      sync.Mutex
	answers int
	left    int    // responses until the server is killed
	kill    func() // kills the server, once

	content   map[string]upload          // by path
	resources map[string]map[string]bool // by kind, named as in the state, and id; false if deleted
	tags      map[string]string          // the tag of each file, by file id
	tokens    []token                    // the last ones that uploads have used
	counted   int64                      // least number of requests in the statistics
}

// upload is a file and the round in which it was uploaded.
type upload struct {
	id      string
	content []byte
	round   int
}

// token is the token of an upload, which can be used once.
type token struct {
	text   string
	expire int64
}

func newLedger() *ledger {
	return &ledger{
		content: map[string]upload{}, resources: map[string]map[string]bool{}, tags: map[string]string{},
		kill: func() {},
	}
}

// answered calls note, which records a response, and kills the server if this was the last response of the round.
func (l *ledger) answered(note func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	note()
	l.answers++
	if l.left--; l.left == 0 {
		l.kill()
	}
}

// set records whether a resource exists. The caller holds the lock.
func (l *ledger) set(kind, id string, exists bool) {
	if l.resources[kind] == nil {
		l.resources[kind] = map[string]bool{}
	}
	l.resources[kind][id] = exists
}

// forget removes a resource from the ledger, before a request that changes it.
func (l *ledger) forget(kind, id string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.resources[kind], id)
}

// check compares a server with the ledger after a start.
func (l *ledger) check(t *testing.T, p *process) {
	t.Helper()
	if got := p.requestCount(t); got < l.counted {
		t.Errorf("the statistics have %d requests, want %d", got, l.counted)
	}
	l.checkFiles(t, p)
	l.checkState(t, p)
	for _, spent := range l.tokens {
		if _, ok := errors.AsType[refused](p.uploadWithToken(spent, "again.txt")); !ok {
			t.Errorf("a used token is accepted again")
		}
	}
	l.deleteUnknown(t, p)
	// The server saves up to 100 counters with the next change, before the response: one for each file, and about 20
	// others. It saves more counters only after the response, and may be killed before that.
	if len(l.content) < 70 {
		l.counted = p.requestCount(t)
	}
}

// deleteUnknown deletes resources whose creation or deletion got no response, because the number of resources of each
// kind is limited.
func (l *ledger) deleteUnknown(t *testing.T, p *process) {
	t.Helper()
	for _, r := range resourceKinds {
		var all []struct{ ID string }
		if err := p.call(http.MethodGet, r.path, nil, &all); err != nil {
			t.Fatal(err)
		}
		for _, value := range all {
			if _, known := l.resources[r.kind][value.ID]; known || value.ID == "default" {
				continue
			}
			if err := p.call(http.MethodDelete, r.path+"/"+value.ID, nil, nil); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// requestCount returns the number of deliveries in the statistics.
func (p *process) requestCount(t *testing.T) int64 {
	t.Helper()
	var usage struct{ RequestCount int64 }
	day := func(days int) string { return time.Now().UTC().AddDate(0, 0, days).Format(time.DateOnly) }
	path := "/v1/accounts/usage-analytics?startDate=" + day(-2) + "&endDate=" + day(2)
	if err := p.call(http.MethodGet, path, nil, &usage); err != nil {
		t.Fatal(err)
	}
	return usage.RequestCount
}

// checkFiles downloads all files that were uploaded and not deleted.
func (l *ledger) checkFiles(t *testing.T, p *process) {
	t.Helper()
	for path, want := range l.content {
		got, err := p.download("/" + mockserver.DefaultImageKitID + path)
		if err != nil || !bytes.Equal(got, want.content) {
			t.Fatalf("%s is lost: %d bytes of %d, %v", path, len(got), len(want.content), err)
		}
	}
}

// checkState compares the state of the server with the resources and tags in the ledger.
func (l *ledger) checkState(t *testing.T, p *process) {
	t.Helper()
	text, err := p.download("/_mock/state")
	if err != nil {
		t.Fatal(err)
	}
	var state map[string][]map[string]any
	if err := json.Unmarshal(text, &state); err != nil {
		t.Fatal(err)
	}
	for _, f := range state["files"] {
		version, _ := f["versionInfo"].(map[string]any)
		state["versions"] = append(state["versions"], version)
		want, ok := l.tags[fmt.Sprint(f["fileId"])]
		if ok && f["type"] == "file" && fmt.Sprint(f["tags"]) != "["+want+"]" {
			t.Errorf("%v has the tags %v, want %s", f["filePath"], f["tags"], want)
		}
	}
	for kind, all := range l.resources {
		there := idsOf(kind, state[kind])
		for id, want := range all {
			if there[id] != want {
				t.Errorf("%s %s: exists %v, want %v", kind, id, there[id], want)
			}
		}
	}
}

// idNames has the names of the fields that identify resources in the state of the server, by kind. The field of all
// other kinds is id.
var idNames = map[string]string{"folders": "folderPath", "jobs": "jobId", "purges": "requestId"}

func idsOf(kind string, list []map[string]any) map[string]bool {
	ids := map[string]bool{}
	for _, value := range list {
		ids[fmt.Sprint(value[cmp.Or(idNames[kind], "id")])] = true
	}
	return ids
}
