package imagekit_test

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"maps"
	"math"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	imagekit "github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/mockserver"
	"github.com/openimagekit/imagekit/helpers"
)

func TestClient_UploadAuth_KeysAndClock(t *testing.T) {
	t.Parallel()
	ik := authClient(t)
	params, err := ik.AuthParams(imagekit.AuthOptions{Token: "t"})
	want, _ := helpers.NewAuthParams(privateKey, helpers.AuthOptions{Token: "t", Now: authClock})
	if err != nil || params != imagekit.AuthParams(want) || params.Expire != authTime.Unix()+1800 {
		t.Errorf("parameters %+v, %v, want %+v", params, err, want)
	}
	token, err := ik.UploadToken(imagekit.UploadV2Request{FileName: "a"}, imagekit.UploadTokenOptions{ID: "id-1"})
	wantToken, _ := helpers.UploadToken(privateKey, "public_key", map[string]string{"fileName": "a"},
		helpers.UploadTokenOptions{ID: "id-1", Now: authClock})
	if err != nil || token != wantToken {
		t.Errorf("token %s, %v, want %s", token, err, wantToken)
	}
	handler, err := ik.AuthHandler(imagekit.AuthHandlerOptions{Authorize: allowAll})
	if err != nil {
		t.Fatal(err)
	}
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", nil))
	for _, want := range []string{fmt.Sprintf(`"expire":%d`, params.Expire), `"publicKey":"public_key"`} {
		if !bytes.Contains(w.Body.Bytes(), []byte(want)) {
			t.Errorf("%s lacks %s", w.Body, want)
		}
	}
}

func TestClient_UploadAuth_Lifetime(t *testing.T) {
	t.Parallel()
	ik := authClient(t)
	for _, lifetime := range []time.Duration{time.Second, time.Hour} {
		params, err := ik.AuthParams(imagekit.AuthOptions{Lifetime: lifetime})
		if err != nil || params.Expire != authTime.Add(lifetime).Unix() {
			t.Errorf("parameters %+v, %v", params, err)
		}
	}
	for _, lifetime := range []time.Duration{-time.Second, time.Second - 1, time.Hour + 1} {
		_, paramsErr := ik.AuthParams(imagekit.AuthOptions{Lifetime: lifetime})
		request := imagekit.UploadV2Request{FileName: "a"}
		_, tokenErr := ik.UploadToken(request, imagekit.UploadTokenOptions{Lifetime: lifetime})
		for option, err := range map[string]error{
			"AuthOptions.Lifetime": paramsErr, "UploadTokenOptions.Lifetime": tokenErr,
		} {
			var refused *imagekit.ConfigError
			if !errors.As(err, &refused) || refused.Option != option {
				t.Errorf("%v: error %v, want a ConfigError of %s", lifetime, err, option)
			}
		}
	}
}

func TestClient_UploadAuth_MissingKey(t *testing.T) {
	t.Parallel()
	endpoint := imagekit.WithURLEndpoint("https://ik.imagekit.io/demo")
	for option, opts := range map[string][]imagekit.Option{
		"WithPrivateKey": {imagekit.WithPublicKey("public_test_key"), endpoint},
		"WithPublicKey":  {imagekit.WithPrivateKey(privateKey), endpoint},
	} {
		ik, err := imagekit.New(append(opts, imagekit.WithoutEnvironment())...)
		if err != nil {
			t.Fatal(err)
		}
		_, paramsErr := ik.AuthParams(imagekit.AuthOptions{})
		_, tokenErr := ik.UploadToken(imagekit.UploadV2Request{FileName: "a"}, imagekit.UploadTokenOptions{})
		_, handlerErr := ik.AuthHandler(imagekit.AuthHandlerOptions{AuthorizeUpload: signAsked})
		_, paramsHandlerErr := ik.AuthHandler(imagekit.AuthHandlerOptions{Authorize: allowAll})
		errs := []error{tokenErr, handlerErr}
		if option == "WithPrivateKey" {
			errs = append(errs, paramsErr, paramsHandlerErr)
		} else if paramsErr != nil || paramsHandlerErr != nil {
			t.Errorf("parameters need no public key: %v, %v", paramsErr, paramsHandlerErr)
		}
		for _, err := range errs {
			var e *imagekit.ConfigError
			if !errors.As(err, &e) || e.Option != option || !errors.Is(err, imagekit.ErrNotConfigured) {
				t.Errorf("without %s: %v", option, err)
			}
		}
	}
}

// parseToken verifies a token with the standard library, and returns its header and its claims.
func parseToken(t *testing.T, token, key string) (header, claims map[string]any) {
	t.Helper()
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		t.Fatalf("%q is not a token of three parts", token)
	}
	mac := hmac.New(sha256.New, []byte(key))
	mac.Write([]byte(parts[0] + "." + parts[1]))
	if base64.RawURLEncoding.EncodeToString(mac.Sum(nil)) != parts[2] {
		t.Errorf("%q has a wrong signature", token)
	}
	for i, into := range []any{&header, &claims} {
		text, err := base64.RawURLEncoding.DecodeString(parts[i])
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(text, into); err != nil {
			t.Fatal(err)
		}
	}
	return header, claims
}

// dressRequest returns a request with a field of each type.
func dressRequest() imagekit.UploadV2Request {
	return imagekit.UploadV2Request{
		File:              imagekit.FromURL("https://example.com/dress.jpg"),
		Token:             new("an older token"),
		FileName:          `"dress" <1>.jpg`,
		UseUniqueFileName: new(false),
		Tags:              []string{"summer", "dress"},
		ResponseFields:    []imagekit.UploadResponseField{"tags", "metadata"},
		CustomMetadata:    map[string]any{"price": 4.5, "size": []string{"S", "M"}},
		Extensions:        []imagekit.Extension{imagekit.NewExtension(imagekit.RemoveBackgroundExtension{})},
		Description:       new("für <dich> & mich\n"),
		Checks:            new(`"file.size" < "2mb"`),
	}
}

func TestClient_UploadToken_Claims(t *testing.T) {
	t.Parallel()
	token, err := authClient(t).UploadToken(dressRequest(), imagekit.UploadTokenOptions{ID: "id-1"})
	if err != nil {
		t.Fatal(err)
	}
	header, claims := parseToken(t, token, privateKey)
	wantHeader := map[string]any{"typ": "JWT", "alg": "HS256", "kid": "public_key", "jti": "id-1"}
	if !maps.Equal(header, wantHeader) {
		t.Errorf("header is %v, want %v", header, wantHeader)
	}
	want := map[string]any{
		"fileName":          `"dress" <1>.jpg`,
		"useUniqueFileName": "false",
		"tags":              "summer,dress",
		"responseFields":    "tags,metadata",
		"customMetadata":    `{"price":4.5,"size":["S","M"]}`,
		"extensions":        `[{"name":"remove-bg"}]`,
		"description":       "für <dich> & mich\n",
		"checks":            `"file.size" < "2mb"`,
		"iat":               float64(authTime.Unix()),
		"exp":               float64(authTime.Add(30 * time.Minute).Unix()),
	}
	if !maps.Equal(claims, want) {
		t.Errorf("claims\n got %v\nwant %v", claims, want)
	}
}

func TestUploadFields_InvalidField(t *testing.T) {
	t.Parallel()
	noJSON := map[string]any{"x": math.NaN()}
	for _, test := range []struct {
		name, field string
		request     imagekit.UploadV2Request
	}{
		{"no name", "fileName", imagekit.UploadV2Request{}},
		{"a comma in a tag", "tags", imagekit.UploadV2Request{FileName: "a", Tags: []string{"a,b"}}},
		{"metadata that is no JSON", "customMetadata", imagekit.UploadV2Request{FileName: "a", CustomMetadata: noJSON}},
		{"a name that is no UTF-8", "fileName", imagekit.UploadV2Request{FileName: "\xff"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			fields, err := imagekit.UploadFields(test.request)
			var refused *imagekit.ArgumentError
			if !errors.As(err, &refused) || refused.Argument != test.field || fields != nil {
				t.Errorf("%v, %v, want an ArgumentError of %s", fields, err, test.field)
			}
			_, err = authClient(t).UploadToken(test.request, imagekit.UploadTokenOptions{})
			if !errors.As(err, &refused) || !errors.Is(err, imagekit.ErrInvalidRequest) {
				t.Errorf("UploadToken returned error %v", err)
			}
		})
	}
}

func TestUploadFields_RequestUnchanged(t *testing.T) {
	t.Parallel()
	request := dressRequest()
	if _, err := imagekit.UploadFields(request); err != nil {
		t.Fatal(err)
	}
	if request.Token == nil || *request.Token != "an older token" || !slices.Equal(request.Tags, dressRequest().Tags) {
		t.Errorf("the request was changed to %+v", request)
	}
}

func ExampleUploadFields() {
	fields, err := imagekit.UploadFields(imagekit.UploadV2Request{
		FileName: "dress.jpg", Tags: []string{"summer", "dress"}, CustomMetadata: map[string]any{"price": 4.5},
	})
	fmt.Println(fields, err)

	_, err = imagekit.UploadFields(imagekit.UploadV2Request{FileName: "dress.jpg", Tags: []string{"summer,dress"}})
	fmt.Println(err)
	// Output:
	// map[customMetadata:{"price":4.5} fileName:dress.jpg tags:summer,dress] <nil>
	// imagekit: uploadV2: tags element "summer,dress" contains a comma, which separates elements
}

func ExampleClient_AuthParams() {
	ik, end := mock()
	defer end()
	params, err := ik.AuthParams(imagekit.AuthOptions{})
	if err != nil {
		log.Fatal(err)
	}
	// A browser would send this upload:
	file, err := ik.Upload(context.Background(), imagekit.UploadRequest{
		File: imagekit.FromBytes([]byte("hello")), FileName: "hello.txt", UseUniqueFileName: new(false),
		Token: &params.Token, Expire: &params.Expire, Signature: &params.Signature,
		PublicKey: new(mockserver.DefaultPublicKey),
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(file.FilePath)
	// Output: /hello.txt
}

func ExampleClient_UploadToken() {
	ik, end := mock()
	defer end()
	request := imagekit.UploadV2Request{
		File: imagekit.FromBytes([]byte("hello")), FileName: "hello.txt",
		Folder: new("/users/7"), UseUniqueFileName: new(false),
	}
	token, err := ik.UploadToken(request, imagekit.UploadTokenOptions{})
	if err != nil {
		log.Fatal(err)
	}
	// The token allows one upload with exactly the fields that were signed:
	request.Token, request.Folder = &token, new("/users/8")
	_, err = ik.UploadV2(context.Background(), request)
	fmt.Println(errors.Is(err, imagekit.ErrInvalidRequest))

	token, err = ik.UploadToken(request, imagekit.UploadTokenOptions{})
	if err != nil {
		log.Fatal(err)
	}
	request.Token = &token
	file, err := ik.UploadV2(context.Background(), request)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(file.FilePath)
	// Output:
	// true
	// /users/8/hello.txt
}

func ExampleClient_AuthHandler() {
	ik, end := mock()
	defer end()
	handler, err := ik.AuthHandler(imagekit.AuthHandlerOptions{
		Authorize: func(r *http.Request) error {
			if r.Header.Get("Authorization") == "" { // check the session of the user here
				return &imagekit.HTTPError{StatusCode: http.StatusUnauthorized, Message: "log in to upload"}
			}
			return nil
		},
		AllowedOrigins: []string{"https://www.example.com"},
	})
	if err != nil {
		log.Fatal(err)
	}
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/upload-auth", nil))
	fmt.Println(w.Code, w.Body)
	// Output: 401 {"message":"log in to upload"}
}

func ExampleClient_AuthHandler_uploadToken() {
	ik, end := mock()
	defer end()
	handler, err := ik.AuthHandler(imagekit.AuthHandlerOptions{
		AuthorizeUpload: func(r *http.Request, asked imagekit.UploadV2Request) (imagekit.UploadV2Request, error) {
			user, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer user-")
			if !ok {
				return asked, &imagekit.HTTPError{StatusCode: http.StatusUnauthorized, Message: "log in to upload"}
			}
			// all other fields that the browser asked for are ignored
			return imagekit.UploadV2Request{FileName: asked.FileName, Folder: new("/users/" + user)}, nil
		},
		AllowedOrigins: []string{"https://www.example.com"},
	})
	if err != nil {
		log.Fatal(err)
	}
	post := func(authorization string) *httptest.ResponseRecorder {
		body := strings.NewReader(`{"uploadPayload": {"fileName": "a.jpg", "folder": "/"}}`)
		r := httptest.NewRequest(http.MethodPost, "/upload-auth", body)
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
