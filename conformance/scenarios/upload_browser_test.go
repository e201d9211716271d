package scenarios_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/internal/check"
	"github.com/openimagekit/imagekit/conformance/internal/exchanges"
	"github.com/openimagekit/imagekit/conformance/internal/spec"
	"github.com/openimagekit/imagekit/conformance/mockserver"
)

const shopOrigin = "https://shop.example.com"

// shop is a program whose users upload files with a browser: an endpoint that authorizes uploads, and a mock server.
// Both use the clock of the test.
type shop struct {
	imagekit *mockserver.Server
	endpoint string
	time     atomic.Int64 // epoch seconds
}

func newShop(t *testing.T) *shop {
	t.Helper()
	s := &shop{}
	s.time.Store(time.Date(2026, time.March, 1, 12, 0, 0, 0, time.UTC).Unix())
	clock := func() time.Time { return time.Unix(s.time.Load(), 0) }
	s.imagekit = mockserver.Start(t, mockserver.WithClock(clock), mockserver.WithResponseValidation(true))
	ik := check.Call(s.imagekit.Client(imagekit.WithClock(clock))).Must(t)
	handler := check.Call(ik.AuthHandler(imagekit.AuthHandlerOptions{
		Authorize: func(*http.Request) error { return nil },
		AuthorizeUpload: func(_ *http.Request, asked imagekit.UploadV2Request) (imagekit.UploadV2Request, error) {
			return asked, nil
		},
		AllowedOrigins: []string{shopOrigin},
	})).Must(t)
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	s.endpoint = server.URL
	return s
}

// fetch sends a request to the endpoint of the shop, as a page with the origin shopOrigin, and decodes the response.
func (s *shop) fetch(t *testing.T, method string, body, result any) {
	t.Helper()
	r := check.Call(http.NewRequestWithContext(t.Context(), method, s.endpoint,
		bytes.NewReader(check.Encode(t, body)))).Must(t)
	r.Header.Set("Origin", shopOrigin)
	r.Header.Set("Content-Type", "application/json")
	response, text := roundTrip(t, r)
	if response.StatusCode != http.StatusOK || response.Header.Get("Access-Control-Allow-Origin") != shopOrigin {
		t.Fatalf("status %d, headers %v: %s", response.StatusCode, response.Header, text)
	}
	check.NoError(t, json.Unmarshal(text, result))
}

// token requests a token for version 2 of uploads. It returns the form to send: the fields in the response, and the
// token.
func (s *shop) token(t *testing.T, fields map[string]string) map[string]string {
	t.Helper()
	var response struct {
		Token  string
		Fields map[string]string
	}
	s.fetch(t, http.MethodPost, map[string]any{"uploadPayload": fields}, &response)
	response.Fields["token"] = response.Token
	return response.Fields
}

// submit sends a form to the mock server as a browser does: without a private key, and with CR LF as line breaks.
func (s *shop) submit(t *testing.T, version int, fields map[string]string) (int, string) {
	t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	for name, text := range fields {
		text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\n", "\r\n")
		check.NoError(t, w.WriteField(name, text))
	}
	file := check.Call(w.CreateFormFile("file", "from the camera.mp4")).Must(t)
	_, _ = file.Write(tinyVideo)
	_ = w.Close()
	r := check.Call(http.NewRequestWithContext(t.Context(), http.MethodPost,
		fmt.Sprintf("%s/api/v%d/files/upload", s.imagekit.URL(), version), &body)).Must(t)
	r.Header.Set("Origin", shopOrigin)
	r.Header.Set("Content-Type", w.FormDataContentType())
	response, text := roundTrip(t, r)
	if allowed := response.Header.Get("Access-Control-Allow-Origin"); allowed != "*" {
		t.Errorf("the page cannot read the response: Access-Control-Allow-Origin is %q", allowed)
	}
	return response.StatusCode, string(text)
}

func roundTrip(t *testing.T, r *http.Request) (*http.Response, []byte) {
	t.Helper()
	response := check.Call(http.DefaultClient.Do(r)).Must(t)
	defer response.Body.Close()
	text := check.Call(io.ReadAll(response.Body)).Must(t)
	return response, text
}

func (s *shop) assertAccepted(t *testing.T, version int, fields map[string]string) {
	t.Helper()
	if status, text := s.submit(t, version, fields); status != http.StatusOK && status != http.StatusAccepted {
		t.Fatalf("status %d: %s", status, text)
	}
}

// assertRefused checks that an upload is refused with a message that contains word.
func (s *shop) assertRefused(t *testing.T, version int, fields map[string]string, word string) {
	t.Helper()
	if status, text := s.submit(t, version, fields); status != http.StatusBadRequest || !strings.Contains(text, word) {
		t.Errorf("status %d: %s", status, text)
	}
}

// storedFiles returns the number of stored files.
func (s *shop) storedFiles(t *testing.T) int {
	t.Helper()
	ik := check.Call(s.imagekit.Client()).Must(t)
	return len(check.Call(ik.ListFiles(t.Context(), nil)).Must(t))
}

func TestBrowserUpload_Parameters(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	params := func() map[string]string {
		var response struct {
			imagekit.AuthParams
			PublicKey string
		}
		s.fetch(t, http.MethodGet, nil, &response)
		return map[string]string{
			"token": response.Token, "expire": fmt.Sprint(response.Expire), "signature": response.Signature,
			"publicKey": response.PublicKey,
			"fileName":  "coffee.jpg",
		}
	}
	first := params()
	s.assertAccepted(t, 1, first)
	s.assertRefused(t, 1, first, "token")
	s.assertAccepted(t, 1, params())

	for name := range first {
		if name != "fileName" { // version 1 does not sign the file name
			tampered := params()
			tampered[name] += "1"
			if status, text := s.submit(t, 1, tampered); status != http.StatusBadRequest &&
				status != http.StatusForbidden {
				t.Errorf("%s changed: status %d: %s", name, status, text)
			}
		}
	}
	late := params()
	s.time.Add(30*60 - 1)
	s.assertAccepted(t, 1, late)
	late = params()
	s.time.Add(30 * 60)
	s.assertRefused(t, 1, late, "expire")
	wantEqual(t, "number of files", s.storedFiles(t), 3)
}

func TestBrowserUpload_Token(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	fields := everyBrowserField(t)
	fields["transformation"] = `{"pre": "w-640"}` // no file supports all kinds of post-transformations
	s.createReferencedObjects(t, fields)
	first := s.token(t, fields)
	s.assertAccepted(t, 2, first)
	s.assertRefused(t, 2, first, "only once")

	fields["overwriteFile"] = "true"
	one, another := s.token(t, fields), s.token(t, fields) // two tokens for the same fields, in the same second
	s.assertAccepted(t, 2, one)
	s.assertAccepted(t, 2, another)
	s.assertRefused(t, 2, another, "only once")
	late := s.token(t, fields)
	s.time.Add(29 * 60)
	s.assertAccepted(t, 2, late)
	late = s.token(t, fields)
	s.time.Add(30 * 60)
	s.assertRefused(t, 2, late, "expired")
}

// createReferencedObjects creates the objects that the fields of an upload refer to.
func (s *shop) createReferencedObjects(t *testing.T, fields map[string]string) {
	t.Helper()
	ik := check.Call(s.imagekit.Client()).Must(t)
	for name, rules := range map[string]imagekit.CustomMetadataFieldRules{
		"price":  {Type: imagekit.CustomMetadataFieldTypeNumber},
		"season": {Type: imagekit.CustomMetadataFieldTypeMultiSelect, SelectOptions: []any{"summer", "winter"}},
	} {
		check.Call(ik.CreateCustomMetadataField(t.Context(),
			imagekit.CreateCustomMetadataFieldRequest{Name: name, Label: name, Schema: rules})).Must(t)
	}
	saved := check.Call(ik.CreateSavedExtension(t.Context(), imagekit.CreateSavedExtensionRequest{
		Name: "Tags", Description: "Tags.", Config: imagekit.NewExtensionConfig(imagekit.AutoDescriptionExtension{}),
	})).Must(t)
	fields["extensions"] = strings.Replace(fields["extensions"], exchanges.SavedExtensionID, saved.ID, 1)
}

// everyBrowserField returns the text of every field of an upload that a token can sign.
func everyBrowserField(t *testing.T) map[string]string {
	t.Helper()
	fields := check.Call(imagekit.UploadFields(exchanges.EveryUploadV2Field())).Must(t)
	return fields
}

func TestBrowserUpload_SignedFields(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	every := everyBrowserField(t)
	names := slices.Collect(maps.Keys(spec.Find(t, "uploadV2").Form().Schema.Value.Properties))
	check.SameNames(t, "fields of an upload", append(slices.Collect(maps.Keys(every)), "file", "token"), names)

	for _, name := range slices.Sorted(maps.Keys(every)) {
		t.Run(name, func(t *testing.T) {
			changed := s.token(t, every)
			changed[name] += " "
			s.assertRefused(t, 2, changed, "token")

			emptied := s.token(t, every)
			emptied[name] = ""
			s.assertRefused(t, 2, emptied, "token")

			removed := s.token(t, every)
			delete(removed, name)
			s.assertRefused(t, 2, removed, "token")

			if name == "fileName" {
				return // the endpoint needs it to sign a token
			}
			without := maps.Clone(every)
			delete(without, name)
			added := s.token(t, without)
			added[name] = every[name]
			s.assertRefused(t, 2, added, "token")
		})
	}
	t.Run("unknown field", func(t *testing.T) {
		added := s.token(t, every)
		added["somethingNew"] = "x"
		s.assertRefused(t, 2, added, "token")
	})
	wantEqual(t, "number of files", s.storedFiles(t), 0)
}

func TestBrowserUpload_OtherOrigins(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	r := check.Call(http.NewRequestWithContext(t.Context(), http.MethodGet, s.endpoint, nil)).Must(t)
	r.Header.Set("Origin", "https://evil.example.com")
	response, text := roundTrip(t, r)
	if response.StatusCode != http.StatusForbidden || response.Header.Get("Access-Control-Allow-Origin") != "" ||
		bytes.Contains(text, []byte("signature")) {
		t.Errorf("status %d, headers %v: %s", response.StatusCode, response.Header, text)
	}
}
