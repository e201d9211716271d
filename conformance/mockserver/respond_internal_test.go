package mockserver

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/go-chi/chi/v5"
)

func TestAnswer_InvalidResponse(t *testing.T) {
	t.Parallel()
	s, err := New(WithResponseValidation(true))
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name   string
		status int
		value  any
		err    error
		want   string
	}{
		{"a field of another type", 200, map[string]any{"size": "big"}, nil, "size"},
		{"another status", 204, nil, nil, "status"},
		{"a value that JSON cannot encode", 200, func() {}, nil, "json"},
		{"an internal error", 0, nil, errors.New("secret"), "internal error"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			r := chi.NewRouter()
			r.With(s.api().identify).Get("/v1/files/{fileId}/details", func(w http.ResponseWriter, r *http.Request) {
				s.api().answer(w, r)(test.status, test.value, test.err)
			})
			got := httptest.NewRecorder()
			r.ServeHTTP(got, httptest.NewRequest(http.MethodGet, "/v1/files/1/details", nil))
			body := got.Body.String()
			if got.Code != http.StatusInternalServerError || !strings.Contains(body, test.want) ||
				strings.Contains(body, "secret") {
				t.Errorf("status %d: %s, want 500 with %q", got.Code, body, test.want)
			}
		})
	}
}
