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

// initialTime is the initial time of the servers' clocks.
var initialTime = time.Date(2026, time.March, 1, 12, 0, 0, 0, time.UTC)

// Limits of a session.
const (
	sessionRequests = 2500 // maximum number of requests to one server
	auditInterval   = 250  // number of requests between two audits
	maxEntries      = 300  // maximum number of files and folders; folders that are copied into themselves grow rapidly
	clockRequests   = 10   // number of requests between a change of the clock and its reset
	maxReports      = 20   // maximum number of failures that are reported
)

// session sends requests to one server, one at a time.
type session struct {
	source
	t            *testing.T
	seed         uint64
	requests     int // number of requests so far
	contract     *contract
	server       *mockserver.Server
	conn         *connection
	pools        pools
	operations   []spec.Operation // operations to choose from; some occur several times
	files        [][]byte
	reported     map[string]bool // failures that were reported
	statuses     map[int]int
	clockResetIn int // number of requests until the clock is reset; 0 or less if the clock is unchanged
}

// newSession starts a server. With every second seed, jobs take a minute. With every fourth seed, the server stores its
// state in a folder.
func newSession(t *testing.T, c *contract, seed uint64) *session {
	t.Helper()
	ids := 0
	opts := []mockserver.Option{
		mockserver.WithIDs(func() string { ids++; return fmt.Sprintf("%024x", 0x65f0_0000_0000+ids) }),
		mockserver.WithClock(func() time.Time { return initialTime }),
	}
	if seed%2 == 1 {
		opts = append(opts, mockserver.WithJobDuration(time.Minute))
	}
	if seed%4 == 3 {
		store := check.Call(boltstore.Open(t.TempDir())).Must(t)
		t.Cleanup(func() { check.NoError(t, store.Close()) })
		opts = append(opts, mockserver.WithStore(store))
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
	s.conn = &connection{host: strings.TrimPrefix(s.server.URL(), "http://")}
	t.Cleanup(s.conn.close)
	return s
}

// sampleFiles returns contents for uploads.
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

// sendRequests sends n random requests. It reads the stored objects before, in between and at the end.
func (s *session) sendRequests(n int) {
	s.storeObjects()
	for s.requests = range n {
		s.sendAndCheck(s.randomRequest())
		if s.requests%auditInterval == auditInterval-1 {
			s.audit()
		}
	}
	s.audit()
}

func (s *session) randomRequest() *request {
	switch n := s.IntN(20); {
	case n < 3:
		return s.deliveryRequest()
	case n < 4:
		return s.controlRequest()
	}
	return s.operationRequest()
}

// sendAndCheck sends a request and checks the response.
func (s *session) sendAndCheck(r *request) {
	a, err := s.conn.exchange(r)
	switch {
	case err != nil && (r.isMalformed || r.unsentBytes > 0):
		return // there may be no response to a malformed request
	case err == nil:
		s.statuses[a.status]++
		err = s.contract.check(r, a)
	}
	if err != nil {
		s.reportFailure(r, a, err)
	}
	if a == nil {
		return
	}
	s.updatePools(r, a)
	s.countdownToClockReset()
}

// updatePools adds the identifiers in a response to the pools, or removes those of deleted objects.
func (s *session) updatePools(r *request, a *reply) {
	done := a.status/100 == 2
	switch {
	case r.kind == toControl && done:
		s.undoControl(r)
	case r.operation == nil || !r.isRouted:
	case a.status == http.StatusNotFound:
		s.pools.remove(r.ids)
	case done:
		s.contract.countSuccess(r.operation)
		s.pools.addFromResponse(r.operation.Path, a.body)
		if r.method == http.MethodDelete {
			s.pools.remove(r.ids)
		}
	}
}

// reportFailure reports a failure, unless the same failure was reported before.
func (s *session) reportFailure(r *request, a *reply, problem error) {
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
		operation, problem, s.seed, s.requests+1, r.command(s.conn.host), got)
}

// storeObjects stores objects of every kind.
func (s *session) storeObjects() {
	for _, path := range []string{"/menu/coffee.txt", "/menu/tea.png", "/a.png", "/b.mp4", "/a.png", "/menu/tea.png"} {
		body := map[string]any{"files": []any{map[string]any{
			"path": path, "content": pick(s.source, s.files[:4]), "tags": []any{"sale"},
		}}}
		s.mustSucceed(http.MethodPost, "/_mock/seed", body)
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
		s.pools.addFromResponse(c.path, s.mustSucceed(http.MethodPost, c.path, c.body).body)
	}
	s.audit()
}

// storeObjectsAgain clears the pools after a reset of the server, and stores new objects.
func (s *session) storeObjectsAgain() {
	clear(s.pools)
	s.clockResetIn = 0
	s.storeObjects()
}

// listRequests are the requests that list stored objects.
var listRequests = []string{
	"/v1/files?type=all&limit=1000", "/v1/customMetadataFields?includeDeleted=true", "/v1/saved-extensions",
	"/v1/named-transformations", "/v1/accounts/origins", "/v1/accounts/url-endpoints",
	"/v1/accounts/usage?startDate=2026-02-01&endDate=2026-03-02",
	"/v1/accounts/usage-analytics?startDate=2026-02-01&endDate=2026-03-02",
}

// audit reads all lists, and some files. It resets the server if it has more than maxEntries files and folders.
func (s *session) audit() {
	for _, target := range listRequests {
		path, _, _ := strings.Cut(target, "?")
		s.sendValid(http.MethodGet, path, target, http.StatusOK)
	}
	s.mustSucceed(http.MethodGet, "/_mock/state", nil)
	list := s.sendValid(http.MethodGet, "/v1/files", listRequests[0], http.StatusOK)
	var all []listedAsset
	if err := json.Unmarshal(list.body, &all); err != nil {
		return // sendValid has reported this
	}
	prefixes := s.urlPrefixes()
	s.pools.addFromResponse("/v1/files", list.body)
	for range min(len(all), 5) {
		f := pick(s.source, all)
		folder, _, _ := strings.Cut(strings.TrimPrefix(f.FilePath, "/"), "/")
		if f.Type == "file" && !slices.Contains(prefixes, folder) {
			s.auditFile(f)
		}
	}
	if len(all) > maxEntries {
		s.mustSucceed(http.MethodPost, "/_mock/reset", nil)
		s.storeObjectsAgain()
	}
}

// urlPrefixes returns the prefixes of URL endpoints. Files in folders with these names are not available at their URLs.
func (s *session) urlPrefixes() (all []string) {
	const path = "/v1/accounts/url-endpoints"
	var endpoints []struct{ URLPrefix string }
	if json.Unmarshal(s.sendValid(http.MethodGet, path, path, http.StatusOK).body, &endpoints) == nil {
		for _, e := range endpoints {
			all = append(all, e.URLPrefix)
		}
	}
	return all
}

// listed is an element of a list of files and folders.
type listedAsset struct {
	Type, FileID, FilePath, URL string
	IsPublished                 bool
}

// auditFile reads the details, versions and metadata of a file, and its content if it is published. The content of a
// private file cannot be read without a signature.
func (s *session) auditFile(f listedAsset) {
	id := url.PathEscape(f.FileID)
	for _, path := range []string{"/v1/files/{fileId}/details", "/v1/files/{fileId}/versions"} {
		a := s.sendValid(http.MethodGet, path, strings.Replace(path, "{fileId}", id, 1), http.StatusOK)
		s.pools.addFromResponse(path, a.body)
	}
	metadata := "/v1/files/{fileId}/metadata"
	s.sendValid(http.MethodGet, metadata, strings.Replace(metadata, "{fileId}", id, 1), 200, 400, 404)
	if u, err := url.Parse(f.URL); err == nil && f.IsPublished {
		r := &request{kind: toDelivery, method: http.MethodGet, target: u.RequestURI()}
		a, err := s.conn.exchange(r)
		if err == nil && a.status != http.StatusOK && a.status != http.StatusUnauthorized {
			err = fmt.Errorf("the URL of a file has the status %d", a.status)
		}
		if err != nil {
			s.reportFailure(r, a, err)
		}
	}
}

// sendValid sends a valid request to an operation. The response must have one of the statuses and be valid.
func (s *session) sendValid(method, path, target string, statuses ...int) *reply {
	r := &request{operation: s.contract.findOperation(method, path), isRouted: true, method: method, target: target}
	r.add("Authorization", s.authorization())
	a, err := s.conn.exchange(r)
	if err == nil {
		err = s.contract.check(r, a)
	}
	if err == nil && !slices.Contains(statuses, a.status) {
		err = fmt.Errorf("a valid request has the status %d", a.status)
	}
	if err != nil {
		s.reportFailure(r, a, err)
	}
	if a == nil {
		a = &reply{}
	}
	return a
}
