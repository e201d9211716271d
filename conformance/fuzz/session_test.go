package fuzz_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/openimagekit/imagekit/conformance/internal/check"
	"github.com/openimagekit/imagekit/conformance/internal/spec"
	"github.com/openimagekit/imagekit/conformance/mockserver"
	"github.com/openimagekit/imagekit/conformance/mockserver/boltstore"
)

// noon is the initial time of the servers' clocks.
var noon = time.Date(2026, time.March, 1, 12, 0, 0, 0, time.UTC)

// Limits of a session.
const (
	sessionRequests = 2500 // maximum number of requests to one server
	auditInterval   = 250  // number of requests between two audits
	maxEntries      = 300  // maximum number of files and folders; folders that are copied into themselves grow rapidly
	clockRequests   = 10   // number of requests after a change of the clock until it is reset
	maxReports      = 20   // maximum number of failures that are reported
)

// session sends requests to one server, one after the other.
type session struct {
	source
	t          *testing.T
	seed       uint64
	requests   int // number of requests so far
	contract   *contract
	server     *mockserver.Server
	wire       *wire
	pools      pools
	operations []spec.Operation // operations to choose from; some are there several times
	files      [][]byte
	reported   map[string]bool // failures that were reported
	statuses   map[int]int
	oddTime    int // number of requests until the clock is reset; 0 or less if it is unchanged
}

// newSession starts a server. Depending on the seed, jobs take a minute (every second seed), and the server stores its
// state in a folder (every fourth seed).
func newSession(t *testing.T, c *contract, seed uint64) *session {
	t.Helper()
	ids := 0
	opts := []mockserver.Option{
		mockserver.WithIDs(func() string { ids++; return fmt.Sprintf("%024x", 0x65f0_0000_0000+ids) }),
		mockserver.WithClock(func() time.Time { return noon }),
	}
	if seed%2 == 1 {
		opts = append(opts, mockserver.WithJobDuration(time.Minute))
	}
	if seed%4 == 3 {
		kept := check.Call(boltstore.Open(t.TempDir())).Must(t)
		t.Cleanup(func() { check.NoError(t, kept.Close()) })
		opts = append(opts, mockserver.WithStore(kept))
	}
	s := &session{
		source: newSource(seed), t: t, seed: seed, contract: c, server: mockserver.Start(t, opts...), pools: pools{},
		files: sampleFiles(t), reported: map[string]bool{}, statuses: map[int]int{},
	}
	for _, id := range slices.Sorted(maps.Keys(c.operations)) {
		op := c.operations[id]
		weight := 1
		switch {
		case op.Form() != nil:
			weight = 6
		case op.RequestBody != nil, strings.HasSuffix(id, "FileVersion"): // often fails: most versions are current
			weight = 3
		}
		s.operations = append(s.operations, slices.Repeat([]spec.Operation{op}, weight)...)
	}
	s.wire = &wire{host: strings.TrimPrefix(s.server.URL(), "http://")}
	t.Cleanup(s.wire.close)
	return s
}

// sampleFiles are contents of uploads.
func sampleFiles(t *testing.T) [][]byte {
	t.Helper()
	var p, j bytes.Buffer
	picture := image.NewNRGBA(image.Rect(0, 0, 8, 6))
	check.NoError(t, errors.Join(png.Encode(&p, picture), jpeg.Encode(&j, picture, nil)))
	return [][]byte{
		p.Bytes(), j.Bytes(), []byte("hello"), []byte("x"), nil, []byte("GIF89a\x01\x00\x01\x00\x00\x00\x00;"),
		[]byte(`<svg xmlns="http://www.w3.org/2000/svg" width="10" height="20"/>`), []byte("%PDF-1.4\n%%EOF"),
		[]byte("\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom\x00\x00\x00\x08moov"),
		[]byte("RIFF\x10\x00\x00\x00WEBPVP8 "),
		[]byte("\xff\xd8\xff\xe1\xff\xffExif\x00\x00MM\x00*\xff\xff\xff\xff"),
		[]byte(strings.Repeat("PK\x03\x04", 100)),
	}
}

// run sends n requests, with audits in between.
func (s *session) run(n int) {
	s.prepare()
	for s.requests = range n {
		s.step(s.next())
		if s.requests%auditInterval == auditInterval-1 {
			s.audit()
		}
	}
	s.audit()
}

func (s *session) next() *request {
	switch n := s.IntN(20); {
	case n < 3:
		return s.deliveryRequest()
	case n < 4:
		return s.controlRequest()
	}
	return s.operationRequest()
}

// step sends a request and checks the response.
func (s *session) step(r *request) {
	a, err := s.wire.exchange(r)
	switch {
	case err != nil && (r.broken || r.cut > 0):
		return // there may be no response to a malformed request
	case err == nil:
		s.statuses[a.status]++
		err = s.contract.check(r, a)
	}
	if err != nil {
		s.report(r, a, err)
	}
	if a == nil {
		return
	}
	s.record(r, a)
	s.restoreTime()
}

// record adds the identifiers in a response to the pools, or removes those of deleted objects.
func (s *session) record(r *request, a *answer) {
	done := a.status/100 == 2
	switch {
	case r.kind == toControl && done:
		s.undoControl(r)
	case r.operation == nil || !r.exact:
	case a.status == http.StatusNotFound:
		s.pools.drop(r.ids)
	case done:
		s.contract.noteSuccess(r.operation)
		s.pools.harvest(r.operation.Path, a.body)
		if r.method == http.MethodDelete {
			s.pools.drop(r.ids)
		}
	}
}

// report reports a failure, unless the same failure was reported before.
func (s *session) report(r *request, a *answer, problem error) {
	s.t.Helper()
	operation := strings.Join([]string{r.method, r.target}, " ")
	if r.operation != nil {
		operation = r.operation.OperationID
	}
	first, _, _ := strings.Cut(problem.Error(), "\n")
	if s.reported[operation+first] || len(s.reported) >= maxReports {
		return
	}
	s.reported[operation+first] = true
	got := "none"
	if a != nil {
		got = fmt.Sprintf("%d %s %.2000q", a.status, a.header.Get("Content-Type"), a.body)
	}
	s.t.Errorf("%s: %v\n"+
		"repeat: FUZZ_SEED=%d FUZZ_REQUESTS=%d go test ./conformance/fuzz -run TestRequests\n%s\nresponse: %s",
		operation, problem, s.seed, s.requests+1, r.command(s.wire.host), got)
}

// prepare stores objects of every kind.
func (s *session) prepare() {
	for _, path := range []string{"/menu/coffee.txt", "/menu/tea.png", "/a.png", "/b.mp4", "/a.png", "/menu/tea.png"} {
		body := map[string]any{"files": []any{map[string]any{
			"path": path, "content": pick(s.source, s.files[:4]), "tags": []any{"sale"},
		}}}
		s.mustDo(http.MethodPost, "/_mock/seed", body)
	}
	for _, c := range []struct {
		path string
		body any
	}{
		{"/v1/folder", map[string]any{"folderName": "empty", "parentFolderPath": "/"}},
		{"/v1/customMetadataFields", map[string]any{
			"name": "price", "label": "Price", "schema": map[string]any{"type": "Number", "minValue": 0},
		}},
		{"/v1/customMetadataFields", map[string]any{
			"name": "brand", "label": "Brand", "schema": map[string]any{"type": "Text", "maxLength": 10},
		}},
		{"/v1/named-transformations", map[string]any{"name": "small", "transformation": "tr:w-100", "enabled": true}},
		{"/v1/saved-extensions", map[string]any{
			"name": "bg", "description": "x", "config": map[string]any{"name": "remove-bg"},
		}},
		{"/v1/accounts/origins", map[string]any{
			"type": "WEB_FOLDER", "name": "web",
			"baseUrl": "https://example.com/",
		}},
		{"/v1/accounts/url-endpoints", map[string]any{"description": "shop", "urlPrefix": "shop", "origins": []any{}}},
	} {
		s.pools.harvest(c.path, s.mustDo(http.MethodPost, c.path, c.body).body)
	}
	s.audit()
}

// restart clears the pools after a reset of the server, and stores new objects.
func (s *session) restart() {
	clear(s.pools)
	s.oddTime = 0
	s.prepare()
}

// lists are the requests that list stored objects.
var lists = []string{
	"/v1/files?type=all&limit=1000", "/v1/customMetadataFields?includeDeleted=true", "/v1/saved-extensions",
	"/v1/named-transformations", "/v1/accounts/origins", "/v1/accounts/url-endpoints",
	"/v1/accounts/usage?startDate=2026-02-01&endDate=2026-03-02",
	"/v1/accounts/usage-analytics?startDate=2026-02-01&endDate=2026-03-02",
}

// audit reads all lists, and some files.
func (s *session) audit() {
	for _, target := range lists {
		path, _, _ := strings.Cut(target, "?")
		s.plain(http.MethodGet, path, target, http.StatusOK)
	}
	s.mustDo(http.MethodGet, "/_mock/state", nil)
	list := s.plain(http.MethodGet, "/v1/files", lists[0], http.StatusOK)
	var all []listed
	if err := json.Unmarshal(list.body, &all); err != nil {
		return // plain has reported it
	}
	taken := s.urlPrefixes()
	s.pools.harvest("/v1/files", list.body)
	for range min(len(all), 5) {
		f := pick(s.source, all)
		folder, _, _ := strings.Cut(strings.TrimPrefix(f.FilePath, "/"), "/")
		if f.Type == "file" && !slices.Contains(taken, folder) {
			s.auditFile(f)
		}
	}
	if len(all) > maxEntries {
		s.mustDo(http.MethodPost, "/_mock/reset", nil)
		s.restart()
	}
}

// urlPrefixes returns the prefixes of URL endpoints. Files in folders with these names are not available at their URLs.
func (s *session) urlPrefixes() (all []string) {
	const path = "/v1/accounts/url-endpoints"
	var endpoints []struct{ URLPrefix string }
	if json.Unmarshal(s.plain(http.MethodGet, path, path, http.StatusOK).body, &endpoints) == nil {
		for _, e := range endpoints {
			all = append(all, e.URLPrefix)
		}
	}
	return all
}

// listed is an element of a list of files and folders.
type listed struct {
	Type, FileID, FilePath, URL string
	IsPublished                 bool
}

// auditFile reads the details, versions and metadata of a file, and its content if it is published. The content of a
// private file cannot be read without a signature.
func (s *session) auditFile(f listed) {
	id := url.PathEscape(f.FileID)
	for _, path := range []string{"/v1/files/{fileId}/details", "/v1/files/{fileId}/versions"} {
		a := s.plain(http.MethodGet, path, strings.Replace(path, "{fileId}", id, 1), http.StatusOK)
		s.pools.harvest(path, a.body)
	}
	metadata := "/v1/files/{fileId}/metadata"
	s.plain(http.MethodGet, metadata, strings.Replace(metadata, "{fileId}", id, 1), 200, 400, 404)
	if u, err := url.Parse(f.URL); err == nil && f.IsPublished {
		r := &request{kind: toDelivery, method: http.MethodGet, target: u.RequestURI()}
		a, err := s.wire.exchange(r)
		if err == nil && a.status != http.StatusOK && a.status != http.StatusUnauthorized {
			err = fmt.Errorf("status %d at the URL of a file", a.status)
		}
		if err != nil {
			s.report(r, a, err)
		}
	}
}

// plain sends a valid request to an operation, and checks the response.
func (s *session) plain(method, path, target string, statuses ...int) *answer {
	r := &request{operation: s.contract.find(method, path), exact: true, method: method, target: target}
	r.add("Authorization", s.authorization())
	a, err := s.wire.exchange(r)
	if err == nil {
		err = s.contract.check(r, a)
	}
	if err == nil && !slices.Contains(statuses, a.status) {
		err = fmt.Errorf("status %d of a valid request", a.status)
	}
	if err != nil {
		s.report(r, a, err)
	}
	if a == nil {
		a = &answer{}
	}
	return a
}
