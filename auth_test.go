package imagekit_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	imagekit "github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/mockserver"
	"github.com/openimagekit/imagekit/helpers"
)

func TestHelpersHaveTheClientsKeysAndClock(t *testing.T) {
	t.Parallel()
	clock := func() time.Time { return time.Unix(1700000000, 0) }
	ik := newClient(t, imagekit.WithPublicKey("public_test_key"), imagekit.WithClock(clock))

	params, err := ik.AuthParams(helpers.AuthOptions{Token: "t"})
	if want, _ := helpers.NewAuthParams(privateKey, helpers.AuthOptions{Token: "t", Now: clock}); err != nil || params != want {
		t.Errorf("parameters %+v, %v, want %+v", params, err, want)
	}
	request := imagekit.UploadV2Request{FileName: "a"}
	token, err := ik.UploadToken(request, helpers.TokenOptions{ID: "id-1"})
	if want, _ := helpers.NewUploadToken(privateKey, "public_test_key", request, helpers.TokenOptions{ID: "id-1", Now: clock}); err != nil || token != want {
		t.Errorf("token %s, %v, want %s", token, err, want)
	}
	handler, err := ik.AuthHandler(helpers.AuthHandlerOptions{Authorize: func(*http.Request) error { return nil }})
	if err != nil {
		t.Fatal(err)
	}
	w := httptest.NewRecorder()
	handler.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/", nil))
	for _, want := range []string{`"expire":1700001800`, `"publicKey":"public_test_key"`} {
		if !bytes.Contains(w.Body.Bytes(), []byte(want)) {
			t.Errorf("%s lacks %s", w.Body, want)
		}
	}

	later := func() time.Time { return time.Unix(1800000000, 0) }
	if params, err := ik.AuthParams(helpers.AuthOptions{Now: later}); err != nil || params.Expire != 1800001800 {
		t.Errorf("with a clock of its own: %+v, %v", params, err)
	}
}

func TestHelpersNameTheKeyThatIsMissing(t *testing.T) {
	t.Parallel()
	hook := helpers.AuthHandlerOptions{
		AuthorizeUpload: func(_ *http.Request, asked imagekit.UploadV2Request) (imagekit.UploadV2Request, error) {
			return asked, nil
		},
	}
	endpoint := imagekit.WithURLEndpoint("https://ik.imagekit.io/demo")
	for option, opts := range map[string][]imagekit.Option{
		"WithPrivateKey": {imagekit.WithPublicKey("public_test_key"), endpoint},
		"WithPublicKey":  {imagekit.WithPrivateKey(privateKey), endpoint},
	} {
		ik, err := imagekit.New(append(opts, imagekit.WithoutEnvironment())...)
		if err != nil {
			t.Fatal(err)
		}
		_, paramsErr := ik.AuthParams(helpers.AuthOptions{})
		_, tokenErr := ik.UploadToken(imagekit.UploadV2Request{FileName: "a"}, helpers.TokenOptions{})
		_, handlerErr := ik.AuthHandler(hook)
		errs := []error{tokenErr, handlerErr}
		if option == "WithPrivateKey" {
			errs = append(errs, paramsErr)
		} else if paramsErr != nil {
			t.Errorf("parameters need no public key: %v", paramsErr)
		}
		for _, err := range errs {
			var e *imagekit.ConfigError
			if !errors.As(err, &e) || e.Option != option || !errors.Is(err, imagekit.ErrNotConfigured) {
				t.Errorf("without %s: %v", option, err)
			}
		}
	}
	ik := newClient(t)
	if _, err := ik.AuthHandler(helpers.AuthHandlerOptions{}); !errors.Is(err, helpers.ErrHookMissing) {
		t.Errorf("without a hook: %v", err)
	}
	hook.PublicKey = "another"
	if _, err := ik.AuthHandler(hook); err != nil {
		t.Errorf("with a key of its own: %v", err)
	}
}

func ExampleClient_AuthParams() {
	ik, end := mock()
	defer end()
	params, err := ik.AuthParams(helpers.AuthOptions{})
	if err != nil {
		log.Fatal(err)
	}
	// What a browser would send in its place:
	file, err := ik.Upload(context.Background(), imagekit.UploadRequest{
		File: imagekit.FromBytes([]byte("hello")), FileName: "hello.txt", UseUniqueFileName: new(false),
		Token: &params.Token, Expire: &params.Expire, Signature: &params.Signature, PublicKey: new(mockserver.DefaultPublicKey),
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
		File: imagekit.FromBytes([]byte("hello")), FileName: "hello.txt", Folder: new("/users/7"), UseUniqueFileName: new(false),
	}
	token, err := ik.UploadToken(request, helpers.TokenOptions{})
	if err != nil {
		log.Fatal(err)
	}
	// Whoever has the token can upload what was signed, once, and nothing else:
	request.Token, request.Folder = &token, new("/users/8")
	_, err = ik.UploadV2(context.Background(), request)
	fmt.Println(errors.Is(err, imagekit.ErrInvalidRequest))

	token, err = ik.UploadToken(request, helpers.TokenOptions{})
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
	handler, err := ik.AuthHandler(helpers.AuthHandlerOptions{
		Authorize: func(r *http.Request) error {
			if r.Header.Get("Authorization") == "" { // look at your session here
				return &helpers.HTTPError{Status: http.StatusUnauthorized, Message: "log in to upload"}
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
