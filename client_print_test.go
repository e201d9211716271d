package imagekit_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"reflect"
	"strings"
	"testing"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/urlbuilder"
)

// TestTypes_PrintRedacted prints and logs values of all types that can contain a secret.
func TestTypes_PrintRedacted(t *testing.T) {
	t.Parallel()
	const secret, url = "s3cret", "https://user:s3cret@example.com/a.jpg?ik-s=s3cret#x"
	ik := newClient(t, imagekit.WithPrivateKey(secret), imagekit.WithWebhookSecret(secret),
		imagekit.WithURLEndpoint("https://ik.imagekit.io/demo"))
	origins := []any{
		imagekit.S3OriginRequest{Name: "shown", AccessKey: secret, SecretKey: secret},
		imagekit.S3CompatibleOriginRequest{Name: "shown", AccessKey: secret, SecretKey: secret},
		imagekit.CloudinaryBackupOriginRequest{Name: "shown", AccessKey: secret, SecretKey: secret},
		imagekit.GCSOriginRequest{Name: "shown", PrivateKey: secret},
		imagekit.AzureBlobOriginRequest{Name: "shown", SASToken: secret},
		imagekit.AkeneoPIMOriginRequest{
			Name: "shown", ClientID: secret, ClientSecret: secret, Username: secret,
			Password: secret,
		},
	}
	upload := imagekit.UploadRequest{
		File: imagekit.FromURL(url), FileName: "shown", Token: new(secret),
		Signature: new(secret), WebhookURL: new(url),
	}
	values := append(origins,
		imagekit.NewOriginRequest(imagekit.S3OriginRequest{Name: "shown", AccessKey: secret, SecretKey: secret}),
		imagekit.NewOriginRequest(imagekit.AkeneoPIMOriginRequest{
			Name: "shown", ClientID: secret,
			ClientSecret: secret, Username: secret, Password: secret,
		}),
		upload, imagekit.UploadV2Request{
			File: imagekit.FromURL(url), FileName: "shown", Token: new(secret),
			WebhookURL: new(url),
		},
		imagekit.UploadItem{Key: "shown", Request: upload},
		imagekit.UploadOutcome{Item: imagekit.UploadItem{Key: "shown", Request: upload}},
		imagekit.PurgeCacheRequest{URL: url + "&shown"},
		imagekit.FromURL(strings.Replace(url, "a.jpg", "shown", 1)),
		imagekit.UpdateFileDetailsRequest{WebhookURL: new(url), Description: new("shown")},
		*ik, ik, ik.URLBuilder(), urlbuilder.Config{URLEndpoint: "https://shown", PrivateKey: secret},
	)
	for _, value := range values {
		checkPrinted(t, value, secret)
	}
	for _, origin := range origins { // encoded as JSON, they contain the secret
		if body, err := json.Marshal(origin); err != nil || !strings.Contains(string(body), secret) {
			t.Errorf("%s, %v", body, err)
		}
	}
	if *upload.Token != secret || *upload.WebhookURL != url {
		t.Error("printing has changed the request")
	}
}

// checkPrinted prints and logs a value in many ways, and checks that the texts contain the other fields but not the
// secret.
func checkPrinted(t *testing.T, value any, secret string) {
	t.Helper()
	got := formatAll(value)
	inDecimal, inHex := strings.Trim(fmt.Sprint([]byte(secret)), "[]"), fmt.Sprintf("%x", secret)
	for _, form := range []string{secret, inDecimal, inHex, strings.ToUpper(inHex)} {
		if i := strings.Index(got, form); i >= 0 {
			t.Errorf("%T shows %q: ...%q", value, form, got[max(0, i-200):i+len(form)])
		}
	}
	if text := fmt.Sprintf("%+v", value); !strings.Contains(text, "shown") && !strings.Contains(text,
		"imagekit.Client") && reflect.TypeOf(value).Kind() == reflect.Struct &&
		reflect.TypeOf(value) != reflect.TypeFor[imagekit.PurgeCacheRequest]() &&
		reflect.TypeOf(value) != reflect.TypeFor[imagekit.UpdateFileDetailsRequest]() {
		t.Errorf("%T shows too little: %s", value, text)
	}
}

// formatAll returns the texts of a value from packages fmt and log/slog, alone and within other values.
func formatAll(value any) string {
	pointer := reflect.New(reflect.TypeOf(value))
	pointer.Elem().Set(reflect.ValueOf(value))
	var out bytes.Buffer
	for _, v := range []any{
		value, pointer.Interface(),
		[]any{value},
		map[string]any{"a": value},
		struct{ V any }{value},
		[1]any{pointer.Interface()},
	} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d", "%x", "%X"} {
			fmt.Fprintf(&out, verb+"\n", v)
		}
	}
	slog.New(slog.NewTextHandler(&out, nil)).Info("m", "value", value, "pointer", pointer.Interface())
	slog.New(slog.NewJSONHandler(&out, nil)).Info("m", "value", value, "pointer", pointer.Interface(),
		slog.Group("g", "value", value))
	return out.String()
}

func TestOriginRequest_String(t *testing.T) {
	t.Parallel()
	origin := imagekit.NewOriginRequest(imagekit.S3OriginRequest{Name: "A", Bucket: "b", AccessKey: "k", SecretKey: ""})
	want := `{"accessKey":"[redacted]","bucket":"b","name":"A","secretKey":"","type":"S3"}`
	if got := fmt.Sprint(origin, imagekit.OriginRequest{}); got != want+" null" {
		t.Errorf("got %s", got)
	}
	if got := fmt.Sprintf("%#v", imagekit.S3OriginRequest{Name: "A", AccessKey: "k"}); !strings.HasPrefix(got,
		`imagekit.S3OriginRequest{AccessKey:"[redacted]"`) {
		t.Errorf("got %s", got)
	}
}

// TestCallInfoFromContext_Redacted prints the CallInfo that a transport gets.
func TestCallInfoFromContext_Redacted(t *testing.T) {
	t.Parallel()
	var printed string
	ik := newClient(t, withTransport(func(r *http.Request) (*http.Response, error) {
		info, ok := imagekit.CallInfoFromContext(r.Context())
		printed = fmt.Sprintf("%+v %#v %v", info, info, ok)
		return response(200, "{}"), nil
	}))
	if _, err := ik.GetFileMetadataFromURL(t.Context(), signedURL); err != nil {
		t.Error(err)
	}
	if strings.Contains(printed, signature) || strings.Contains(printed, privateKey) || !strings.Contains(printed,
		"getFileMetadataFromURL") {
		t.Errorf("got %s", printed)
	}
}
