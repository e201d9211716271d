package imagekit_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"strings"
	"testing"
)

func TestClient_AuthHandler_FieldFormats(t *testing.T) {
	t.Parallel()
	h := newAuthHandler(t, authOptions())
	for _, payload := range []string{
		`{"fileName": "a", "isPrivateFile": false, "tags": ["x", "y"], "responseFields": ["tags"],
			"customMetadata": {"id": 12345678901234567890}, "extensions": [{"name": "remove-bg"}],
			"transformation": {"pre": "w-1"}, "folder": null, "checks": ""}`,
		`{"fileName": "a", "isPrivateFile": "false", "tags": "x,y", "responseFields": "tags",
			"customMetadata": "{\"id\": 12345678901234567890}", "extensions": "[{\"name\": \"remove-bg\"}]",
			"transformation": "{\"pre\": \"w-1\"}", "checks": ""}`,
	} {
		a := callAuth(t, h, http.MethodPost, `{"uploadPayload": `+payload+`}`).want(t, http.StatusOK)
		want := map[string]string{
			"fileName": "a", "isPrivateFile": "false", "tags": "x,y", "responseFields": "tags",
			"customMetadata": `{"id":12345678901234567890}`, "extensions": `[{"name":"remove-bg"}]`,
			"transformation": `{"pre":"w-1"}`, "checks": "",
		}
		if !maps.Equal(a.body.Fields, want) {
			t.Errorf("fields\n got %q\nwant %q", a.body.Fields, want)
		}
	}
}

func TestClient_AuthHandler_RequestedLifetime(t *testing.T) {
	t.Parallel()
	h := newAuthHandler(t, authOptions())
	for _, test := range []struct{ expire, want float64 }{
		{1, 1}, {100, 100}, {1800, 1800}, {3600, 1800}, {1e15, 1800},
	} {
		body := fmt.Sprintf(`{"uploadPayload": {"fileName": "a"}, "expire": %.0f}`, test.expire)
		a := callAuth(t, h, http.MethodPost, body).want(t, http.StatusOK)
		_, claims := parseToken(t, a.body.Token, privateKey)
		if got := claims["exp"].(float64) - claims["iat"].(float64); got != test.want {
			t.Errorf("asked for %v s, got %v s, want %v s", test.expire, got, test.want)
		}
	}
}

func TestClient_AuthHandler_InvalidBody(t *testing.T) {
	t.Parallel()
	h := newAuthHandler(t, authOptions())
	const isJSON, long = "application/json", 64 << 10
	for _, test := range []struct {
		name, body, contentType string
		status                  int
		word                    string // part of the message
	}{
		{"empty", ``, isJSON, 400, "uploadPayload"},
		{"null", `null`, isJSON, 400, "uploadPayload"},
		{"not in uploadPayload", `{"fileName": "a"}`, isJSON, 400, "uploadPayload"},
		{"incomplete", `{"uploadPayload": {"fileName": "a"}`, isJSON, 400, ""},
		{"trailing data", `{"uploadPayload": {"fileName": "a"}} {}`, isJSON, 400, ""},
		{"a form", `fileName=a`, "application/x-www-form-urlencoded", 415, "application/json"},
		{"text that looks like JSON", `{"uploadPayload": {"fileName": "a"}}`, "text/plain", 415, ""},
		{"no content type", `{"uploadPayload": {"fileName": "a"}}`, "", 415, ""},
		{"long", `{"uploadPayload": {"fileName": "` + strings.Repeat("a", long) + `"}}`, isJSON, 413, ""},
		{"no lifetime", `{"uploadPayload": {"fileName": "a"}, "expire": 0}`, isJSON, 400, "expire"},
		{"a lifetime that is text", `{"uploadPayload": {"fileName": "a"}, "expire": "600"}`, isJSON, 400, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			callAuth(t, h, http.MethodPost, test.body, "Content-Type", test.contentType).want(t, test.status, test.word)
		})
	}
}

func TestClient_AuthHandler_InvalidField(t *testing.T) {
	t.Parallel()
	h := newAuthHandler(t, authOptions())
	for _, test := range []struct{ name, fields, word string }{
		{"no file name", `{}`, "fileName"},
		{"a file", `{"fileName": "a", "file": "https://example.com/x"}`, "file "},
		{"a token", `{"fileName": "a", "token": "x"}`, "token"},
		{"a claim", `{"fileName": "a", "exp": "9999999999"}`, "exp"},
		{"an unknown field", `{"filename": "a"}`, "filename"},
		{"a number for a string", `{"fileName": 1}`, "fileName must be a string"},
		{"a string for a boolean", `{"fileName": "a", "isPublished": "no"}`, "true or false"},
		{"a number in a list", `{"fileName": "a", "tags": [1]}`, "a list of strings"},
		{"a comma in a tag", `{"fileName": "a", "tags": ["a,b"]}`, `tags element \"a,b\" contains a comma`},
		{"text that is not JSON", `{"fileName": "a", "customMetadata": "x"}`, "customMetadata"},
		{"a list for an object", `{"fileName": "a", "transformation": []}`, "transformation"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			callAuth(t, h, http.MethodPost, `{"uploadPayload": `+test.fields+`}`).want(t, 400, test.word)
		})
	}
}

// FuzzClient_AuthHandler checks that the fields of a response are those that the token signs, and that they do not
// change if they are sent again as the texts of a form.
func FuzzClient_AuthHandler(f *testing.F) {
	for _, payload := range []string{
		`{"fileName": "a", "isPrivateFile": "false", "tags": "x,y", "customMetadata": "{\"id\": 1e400}",
			"extensions": "[null]"}`,
		`{"fileName": "a\nb", "tags": [null, ""], "responseFields": [],
			"transformation": {"post": [{"type": "abs"}, 1]}, "folder": null}`,
		`{"fileName": "\ud800", "checks": "", "isPublished": " true ", "extensions": [{"name": "<"}]}`,
		`{"fileName": 1, "customMetadata": "null"}`,
	} {
		f.Add(`{"uploadPayload": ` + payload + `, "expire": 5}`)
	}
	h := newAuthHandler(f, authOptions())
	f.Fuzz(func(t *testing.T, body string) {
		a := callAuth(t, h, http.MethodPost, body)
		if a.Code != http.StatusOK {
			if a.Code != http.StatusBadRequest && a.Code != http.StatusRequestEntityTooLarge {
				t.Errorf("status %d", a.Code)
			}
			return
		}
		_, claims := parseToken(t, a.body.Token, privateKey)
		delete(claims, "iat")
		delete(claims, "exp")
		if fmt.Sprint(claims) != fmt.Sprint(a.body.Fields) {
			t.Errorf("claims %v, fields %v", claims, a.body.Fields)
		}
		again, _ := json.Marshal(map[string]any{"uploadPayload": a.body.Fields})
		b := callAuth(t, h, http.MethodPost, string(again))
		if b.Code != http.StatusRequestEntityTooLarge && !maps.Equal(a.body.Fields, b.body.Fields) {
			t.Errorf("fields %q became %s", a.body.Fields, b.Body)
		}
	})
}
