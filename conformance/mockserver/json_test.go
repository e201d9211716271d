package mockserver_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/openimagekit/imagekit/conformance/mockserver"
)

// post sends a JSON body as it is.
func post(t *testing.T, s *mockserver.Server, path, body string) reply {
	t.Helper()
	req := newRequest(t, http.MethodPost, s.URL()+path, strings.NewReader(body))
	req.SetBasicAuth(s.PrivateKey(), "")
	req.Header.Set("Content-Type", "application/json")
	return send(t, req)
}

// What a client has sent can be shown, even if it is not UTF-8 or has names twice: one such value must not make lists
// and the state fail from then on.
func TestServer_UnusualJSON(t *testing.T) {
	t.Parallel()
	s := start(t)
	for path, bodies := range map[string][]string{
		"/v1/saved-extensions": {
			`{"name": "a", "description": "\ud800",
				"config": {"name": "remove-bg", "options": {"bg_color": "` + "\xff" + `"}}}`,
			`{"name": "b", "description": "", "config": {"name": "remove-bg", "name": "remove-bg"}}`,
		},
		"/v1/accounts/origins": {`{"type": "WEB_PROXY", "name": "` + "\xff" + `", "name": "b` + "\xff" + `"}`},
		"/v1/accounts/url-endpoints": {
			`{"description": "", "urlPrefix": "a", "urlRewriter": {"type": "IMGIX", "type": "IMGIX"}}`,
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

// Of a name that is repeated, the last member counts, for the check and for what is stored.
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
		t.Errorf("there are %d requests", len(list))
	}
}
