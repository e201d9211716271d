package helpers_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/openimagekit/imagekit/gen"
	"github.com/openimagekit/imagekit/helpers"
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
	h := handler(f, options())
	f.Fuzz(func(t *testing.T, body string) {
		a := ask(t, h, http.MethodPost, body)
		if a.Code != http.StatusOK {
			if a.Code != http.StatusBadRequest && a.Code != http.StatusRequestEntityTooLarge {
				t.Errorf("status %d", a.Code)
			}
			return
		}
		_, claims := opened(t, a.body.Token, secret)
		delete(claims, "iat")
		delete(claims, "exp")
		if fmt.Sprint(claims) != fmt.Sprint(a.body.Fields) {
			t.Errorf("claims %v, fields %v", claims, a.body.Fields)
		}
		again, _ := json.Marshal(map[string]any{"uploadPayload": a.body.Fields})
		if b := ask(t, h, http.MethodPost, string(again)); b.Code != http.StatusRequestEntityTooLarge && !maps.Equal(a.body.Fields, b.body.Fields) {
			t.Errorf("fields %q became %s", a.body.Fields, b.Body)
		}
	})
}

func ExampleAuthHandler() {
	handler, err := helpers.AuthHandler(helpers.AuthHandlerOptions{
		PrivateKey: "private_demo_key",
		PublicKey:  "public_demo_key",
		AuthorizeUpload: func(r *http.Request, asked gen.UploadV2Request) (gen.UploadV2Request, error) {
			user, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer user-")
			if !ok {
				return gen.UploadV2Request{}, &helpers.HTTPError{Status: http.StatusUnauthorized, Message: "log in to upload"}
			}
			// whatever else was asked for
			return gen.UploadV2Request{FileName: asked.FileName, Folder: new("/users/" + user)}, nil
		},
		AllowedOrigins: []string{"https://www.example.com"},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	post := func(authorization string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(http.MethodPost, "/upload-auth", strings.NewReader(`{"uploadPayload": {"fileName": "a.jpg", "folder": "/"}}`))
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Origin", "https://www.example.com")
		r.Header.Set("Authorization", authorization)
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		return w
	}
	fmt.Println(post("").Body)
	var answer struct {
		Token  string
		Fields map[string]string
	}
	_ = json.Unmarshal(post("Bearer user-7").Body.Bytes(), &answer)
	fmt.Println(answer.Fields, answer.Token != "")
	// Output:
	// {"message":"log in to upload"}
	// map[fileName:a.jpg folder:/users/7] true
}
