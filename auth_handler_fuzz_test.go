package imagekit_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"testing"
)

// FuzzAuthHandler: what is answered is signed as it is; and sent back as the text that it is in a form, it is the same
// again.
func FuzzAuthHandler(f *testing.F) {
	for _, payload := range []string{
		`{"fileName": "a", "isPrivateFile": "false", "tags": "x,y", "customMetadata": "{\"id\": 1e400}", "extensions": "[null]"}`,
		`{"fileName": "a\nb", "tags": [null, ""], "responseFields": [], "transformation": {"post": [{"type": "abs"}, 1]}, "folder": null}`,
		`{"fileName": "\ud800", "checks": "", "isPublished": " true ", "extensions": [{"name": "<"}]}`,
		`{"fileName": 1, "customMetadata": "null"}`,
	} {
		f.Add(`{"uploadPayload": ` + payload + `, "expire": 5}`)
	}
	h := newAuthHandler(f, authOptions())
	f.Fuzz(func(t *testing.T, body string) {
		a := askAuth(t, h, http.MethodPost, body)
		if a.Code != http.StatusOK {
			if a.Code != http.StatusBadRequest && a.Code != http.StatusRequestEntityTooLarge {
				t.Errorf("status %d", a.Code)
			}
			return
		}
		_, claims := openToken(t, a.body.Token, privateKey)
		delete(claims, "iat")
		delete(claims, "exp")
		if fmt.Sprint(claims) != fmt.Sprint(a.body.Fields) {
			t.Errorf("claims %v, fields %v", claims, a.body.Fields)
		}
		again, _ := json.Marshal(map[string]any{"uploadPayload": a.body.Fields})
		if b := askAuth(t, h, http.MethodPost, string(again)); b.Code != http.StatusRequestEntityTooLarge && !maps.Equal(a.body.Fields, b.body.Fields) {
			t.Errorf("fields %q became %s", a.body.Fields, b.Body)
		}
	})
}
