package imagekit_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/internal/race"
)

// secretCall is a call that sends secrets.
type secretCall struct {
	secrets []string
	make    func(t *testing.T, ik *imagekit.Client, opts ...imagekit.RequestOption) error
}

const (
	signature = "0123456789abcdef0123456789abcdef01234567"
	signedURL = "https://ik.imagekit.io/demo/a.jpg?ik-t=1700000060&ik-s=" + signature
	pem       = "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSj\nAgEAAoIBAQC7VJTUt9Us8cKj\n" +
		"-----END PRIVATE KEY-----\n"
)

// uploadWith returns a call of Upload with a request that change modifies.
func uploadWith(change func(*imagekit.UploadRequest)) secretCallFunc {
	return func(t *testing.T, ik *imagekit.Client, opts ...imagekit.RequestOption) error {
		t.Helper()
		request := text("x")
		change(&request)
		_, err := ik.Upload(t.Context(), request, opts...)
		return err
	}
}

type secretCallFunc = func(*testing.T, *imagekit.Client, ...imagekit.RequestOption) error

func createOrigin(origin imagekit.OriginRequest) secretCallFunc {
	return func(t *testing.T, ik *imagekit.Client, opts ...imagekit.RequestOption) error {
		t.Helper()
		_, err := ik.CreateOrigin(t.Context(), origin, opts...)
		return err
	}
}

// secretCalls are calls with each kind of secret.
var secretCalls = map[string]secretCall{
	"the private key": {
		[]string{privateKey},
		func(t *testing.T, ik *imagekit.Client, opts ...imagekit.RequestOption) error {
			t.Helper()
			_, err := ik.GetFileDetails(t.Context(), "id", opts...)
			return err
		},
	},
	"a signed URL in the query": {
		[]string{signature, "ik-t=1700000060&ik-s=" + signature},
		func(t *testing.T, ik *imagekit.Client, opts ...imagekit.RequestOption) error {
			t.Helper()
			_, err := ik.GetFileMetadataFromURL(t.Context(), signedURL, opts...)
			return err
		},
	},
	"a signed URL in JSON": {
		[]string{signature},
		func(t *testing.T, ik *imagekit.Client, opts ...imagekit.RequestOption) error {
			t.Helper()
			_, err := ik.PurgeCache(t.Context(), imagekit.PurgeCacheRequest{URL: signedURL}, opts...)
			return err
		},
	},
	"a signed source": {
		[]string{"X-Amz-Credential=AKIA%2Feu&X-Amz-Signature=" + signature, signature},
		uploadWith(func(r *imagekit.UploadRequest) {
			const bucket = "https://bucket.example.com/a.jpg"
			r.File = imagekit.FromURL(bucket + "?X-Amz-Credential=AKIA%2Feu&X-Amz-Signature=" + signature + "#f")
		}),
	},
	"a source with a password": {
		[]string{"p4ssw0rd/of.source"},
		uploadWith(func(r *imagekit.UploadRequest) {
			r.File = imagekit.FromURL("https://user:p4ssw0rd%2Fof.source@example.com/a.jpg")
		}),
	},
	"a token of the first version": {
		[]string{"0b8e8f0c-5d1f-4c39-8f0f-1a2b3c4d5e6f", signature},
		uploadWith(func(r *imagekit.UploadRequest) {
			r.Token, r.Signature, r.Expire, r.PublicKey = new("0b8e8f0c-5d1f-4c39-8f0f-1a2b3c4d5e6f"),
				new(signature), new(int64(1)), new("public")
		}),
	},
	"a token of the second version": {
		[]string{"eyJhbGciOiJIUzI1NiJ9.eyJmIjoiYSJ9.c2lnbmF0dXJlLXNpZ25hdHVyZQ"},
		func(t *testing.T, ik *imagekit.Client, opts ...imagekit.RequestOption) error {
			t.Helper()
			token := "eyJhbGciOiJIUzI1NiJ9.eyJmIjoiYSJ9.c2lnbmF0dXJlLXNpZ25hdHVyZQ"
			_, err := ik.UploadV2(t.Context(), imagekit.UploadV2Request{
				File: imagekit.FromBytes([]byte("x")), FileName: "x", Token: &token,
			}, opts...)
			return err
		},
	},
	"the address of a webhook": {
		[]string{"t0kenOfTheHook"},
		uploadWith(func(r *imagekit.UploadRequest) {
			r.WebhookURL = new("https://example.com/hook?token=t0kenOfTheHook")
		}),
	},
	"keys of a bucket": {
		[]string{"AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"},
		createOrigin(imagekit.NewOriginRequest(imagekit.S3OriginRequest{
			Name: "A", Bucket: "b", AccessKey: "AKIAIOSFODNN7EXAMPLE",
			SecretKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
		})),
	},
	"a key in PEM": {
		[]string{pem, "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSj"},
		createOrigin(imagekit.NewOriginRequest(imagekit.GCSOriginRequest{
			Name: "A", Bucket: "b",
			ClientEmail: "a@example.com", PrivateKey: pem,
		})),
	},
	"a token of Azure": {
		[]string{"?sv=2023-01-03&sr=c&sig=abc%2B123%3D"},
		createOrigin(imagekit.NewOriginRequest(imagekit.AzureBlobOriginRequest{
			Name: "A", AccountName: "a", Container: "c", SASToken: "?sv=2023-01-03&sr=c&sig=abc%2B123%3D",
		})),
	},
	"credentials of Akeneo": {
		[]string{"cl13nt-1d", "cl13nt-s3cr3t", "us3r_of_akeneo", `p4s"s<w>&0rd`, "basic-p4ss"},
		func(t *testing.T, ik *imagekit.Client, opts ...imagekit.RequestOption) error {
			t.Helper()
			_, err := ik.UpdateOrigin(t.Context(), "id", imagekit.NewOriginRequest(imagekit.AkeneoPIMOriginRequest{
				Name: "A", BaseURL: "https://staging:basic-p4ss@akeneo.example.com", ClientID: "cl13nt-1d",
				ClientSecret: "cl13nt-s3cr3t",
				Username:     "us3r_of_akeneo", Password: `p4s"s<w>&0rd`,
			}), opts...)
			return err
		},
	},
}

// spellings are the encodings in which a response can repeat a secret.
var spellings = map[string]func(string) string{
	"literally": func(s string) string { return s },
	"JSON": func(s string) string {
		b, _ := json.Marshal(s)
		return strings.ReplaceAll(string(b[1:len(b)-1]), "/", `\/`)
	},
	"JSON, the first escaped": func(s string) string { return fmt.Sprintf(`\u%04x`, s[0]) + s[1:] },
	"JSON, all escaped":       func(s string) string { return each(s, `\u%04x`) },
	"HTML":                    html.EscapeString,
	"HTML, decimal":           func(s string) string { return each(s, "&#%d;") },
	"HTML, hexadecimal":       func(s string) string { return each(s, "&#x%X;") },
	"a query":                 url.QueryEscape,
	"percent":                 func(s string) string { return each(s, "%%%02X") },
	"percent in HTML":         func(s string) string { return html.EscapeString(url.PathEscape(s)) },
	"Basic": func(s string) string {
		return "Basic " + base64.StdEncoding.EncodeToString([]byte(s+":"))
	},
	"base64 in URLs": func(s string) string {
		return base64.RawURLEncoding.EncodeToString([]byte("user:" + s))
	},
}

func each(s, format string) string {
	var b strings.Builder
	for _, c := range []byte(s) {
		fmt.Fprintf(&b, format, c)
	}
	return b.String()
}

// echoes are responses that repeat a text. A text that is already a valid JSON string is not escaped again.
var echoes = map[string]func(w http.ResponseWriter, text string){
	"a message": func(w http.ResponseWriter, text string) { echoJSON(w, "message", text) },
	"a help":    func(w http.ResponseWriter, text string) { echoJSON(w, "help", text) },
	"a reason":  func(w http.ResponseWriter, text string) { echoJSON(w, "reason", text) },
	"a page": func(w http.ResponseWriter, text string) {
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(http.StatusBadGateway)
		_, _ = io.WriteString(w, "<title>"+text+"</title><pre>"+text+"</pre>")
	},
	"a text": func(w http.ResponseWriter, text string) {
		w.Header().Set("Content-Type", "text/plain")
		w.WriteHeader(http.StatusBadGateway)
		_, _ = io.WriteString(w, text+"\n"+text)
	},
	"a header": func(w http.ResponseWriter, text string) {
		w.Header().Set("X-Forwarded-Request", text)
		w.Header().Set("X-Ik-Requestid", text)
		w.Header().Set("Content-Type", text)
		w.WriteHeader(http.StatusBadRequest)
	},
	"a 200 that is not JSON": func(w http.ResponseWriter, text string) { _, _ = io.WriteString(w, "<p>"+text) },
	cutBody: func(w http.ResponseWriter, text string) {
		w.WriteHeader(http.StatusBadGateway)
		_, _ = io.WriteString(w, strings.Repeat("x", 64<<10-len(text)*3/4)+text)
	},
	"the end of an interrupted body": func(w http.ResponseWriter, text string) {
		w.Header().Set("Content-Length", "1000")
		w.WriteHeader(http.StatusBadGateway)
		_, _ = io.WriteString(w, "page "+text[:len(text)*3/4])
	},
}

// cutBody is the echo with a body that is cut in the middle of the secret. It is tested with the first secret of a
// call and one of cutSpellings, because each body has 64 KiB; tests of package redact use the other spellings.
const cutBody = "the end of a body that is cut"

var cutSpellings = []string{"literally", "JSON, all escaped"}

// echoJSON sends an error whose property name contains text.
func echoJSON(w http.ResponseWriter, name, text string) {
	w.WriteHeader(http.StatusBadRequest)
	encoded := []byte(`"` + text + `"`)
	if !json.Valid(encoded) {
		encoded, _ = json.Marshal(text)
	}
	fmt.Fprintf(w, `{"message":"m","help":"h",%q:%s}`, name, encoded)
}

// TestError_ResponseRedacted calls a server that repeats secrets of the request.
func TestError_ResponseRedacted(t *testing.T) {
	t.Parallel()
	race.SkipSlow(t)
	for i, name := range slices.Sorted(maps.Keys(secretCalls)) {
		for j, place := range slices.Sorted(maps.Keys(echoes)) {
			t.Run(name+" in "+place, func(t *testing.T) {
				t.Parallel()
				call := secretCalls[name]
				if place == cutBody {
					call.secrets = call.secrets[:1]
				}
				checkEchoes(t, call, echoes[place], spellingsFor(i+j, place))
			})
		}
	}
}

// spellingsFor returns every third spelling, starting with number n modulo 3. The tests pass the sum of the numbers of
// the call and the place as n, so that each spelling is tested with each call and at each place.
func spellingsFor(n int, place string) []string {
	if place == cutBody {
		return cutSpellings[n%2:][:1]
	}
	var chosen []string
	for k, spelling := range slices.Sorted(maps.Keys(spellings)) {
		if (n+k)%3 == 0 {
			chosen = append(chosen, spelling)
		}
	}
	return chosen
}

// checkEchoes makes a call once for each of its secrets and the chosen spellings, to a server that repeats the secret.
func checkEchoes(t *testing.T, call secretCall, echo func(http.ResponseWriter, string), chosen []string) {
	t.Helper()
	var log bytes.Buffer
	var spelled string
	ik := serve(t, func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		echo(w, spelled)
	}, withLog(&log))
	for _, spelling := range chosen {
		for _, secret := range call.secrets {
			spelled = strings.ReplaceAll(spellings[spelling](secret), "\n", " ")
			log.Reset()
			checkEcho(t, ik, call, &log, spelling, secret, spelled)
		}
	}
}

// checkEcho makes a call, and checks that the secret is not in the error, the response and the log.
func checkEcho(t *testing.T, ik *imagekit.Client, call secretCall, log *bytes.Buffer, spelling, secret,
	spelled string,
) {
	t.Helper()
	var response imagekit.Response
	err := call.make(t, ik, imagekit.WithResponse(&response))
	var failed *imagekit.Error
	if !errors.As(err, &failed) || failed.StatusCode == 0 {
		t.Errorf("%s: %v", spelling, err)
		return
	}
	texts := []string{
		err.Error(), failed.Message, failed.Help, failed.Reason, failed.RequestID, string(failed.Body),
		fmt.Sprintf("%v %+v", failed, failed),
		fmt.Sprint(response.Header), response.RequestID, log.String(),
	}
	if response.StatusCode != http.StatusOK {
		texts = append(texts, string(response.Body))
	}
	half := spelled[:len(spelled)/2+1]
	for _, text := range texts {
		text = text[max(0, len(text)-8000):] // the rest of a long text is padding
		if strings.Contains(text, half) || strings.Contains(unescaped(text), secret[:len(secret)/2+1]) {
			t.Errorf("%s: %q is in %.300q", spelling, half, text[max(0, len(text)-300):])
		}
	}
}

// unescaped decodes JSON, HTML and percent escapes.
func unescaped(text string) string {
	for range 2 {
		var b strings.Builder
		for piece := range strings.SplitAfterSeq(text, `"`) {
			var s string
			if json.Unmarshal([]byte(`"`+strings.Trim(piece, `"`)+`"`), &s) == nil {
				piece = s
			}
			b.WriteString(piece)
		}
		text = html.UnescapeString(b.String())
		if s, err := url.PathUnescape(text); err == nil {
			text = s
		}
	}
	return text
}

// TestError_TransportErrorRedacted uses a transport whose errors contain the request, as those of a proxy can.
func TestError_TransportErrorRedacted(t *testing.T) {
	t.Parallel()
	for name, call := range secretCalls {
		for spelling, write := range spellings {
			t.Run(name+", "+spelling, func(t *testing.T) { checkTransportError(t, call, write(call.secrets[0])) })
		}
	}
}

func checkTransportError(t *testing.T, call secretCall, spelled string) {
	t.Helper()
	var log bytes.Buffer
	ik := newClient(t, withLog(&log), withTransport(func(r *http.Request) (*http.Response, error) {
		if r.Body != nil {
			_, _ = io.Copy(io.Discard, r.Body)
			_ = r.Body.Close()
		}
		return nil, fmt.Errorf("proxy: %w", &url.Error{
			Op: "Get", URL: "https://proxy.example.com/?to=" + spelled,
			Err: fmt.Errorf("no route: %s: %w", spelled, io.ErrUnexpectedEOF),
		})
	}))
	err := call.make(t, ik)
	var inner *url.Error
	if !errors.Is(err, io.ErrUnexpectedEOF) || !errors.As(err, &inner) || !strings.Contains(err.Error(), "no route") {
		t.Fatal(err)
	}
	texts := fmt.Sprintf("%v %+v %#v %s %v %s %v", err, err, err, &log, inner, inner.URL, errors.Unwrap(inner))
	for cause := error(inner); cause != nil; cause = errors.Unwrap(cause) {
		texts += cause.Error()
	}
	if strings.Contains(texts, spelled) || strings.Contains(unescaped(texts), call.secrets[0]) {
		t.Errorf("the secret %q is in %s", spelled, texts)
	}
}

// TestError_MessageNotRedacted checks that the rest of a message is kept.
func TestError_MessageNotRedacted(t *testing.T) {
	t.Parallel()
	ik := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusBadRequest)
		message, _ := json.Marshal("cannot fetch " + r.URL.Query().Get("url") + " with 100% of a+b")
		fmt.Fprintf(w, `{"message":%s}`, message)
	})
	_, err := ik.GetFileMetadataFromURL(t.Context(), signedURL)
	if want := "cannot fetch https://ik.imagekit.io/demo/a.jpg?[redacted] with 100% of a+b"; err == nil ||
		!strings.Contains(err.Error(), want) {
		t.Errorf("got %v, want %q", err, want)
	}
}

func TestArgumentError_Redacted(t *testing.T) {
	t.Parallel()
	ik := serve(t, func(http.ResponseWriter, *http.Request) { t.Error("a request was sent") })
	request := text("x")
	request.Tags, request.Token, request.Signature = []string{"a,one.time.token"}, new("one.time.token"), new(signature)
	_, err := ik.Upload(t.Context(), request)
	_, header := ik.GetFileDetails(t.Context(), "id", imagekit.WithHeader("Authorization: Basic c2VjcmV0", "x"))
	_, value := ik.GetFileDetails(t.Context(), "id", imagekit.WithHeader("X-Key", "c2VjcmV0\n"))
	_, source := ik.Upload(t.Context(),
		imagekit.UploadRequest{File: imagekit.FromURL("ftp://u:c2VjcmV0@example.com"), FileName: "x"})
	for _, err := range []error{err, header, value, source} {
		if !errors.Is(err, imagekit.ErrInvalidRequest) || strings.Contains(err.Error(), "one.time.token") ||
			strings.Contains(err.Error(), "c2VjcmV0") {
			t.Errorf("got %v", err)
		}
	}
}
