package imagekit_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/openimagekit/imagekit"
)

// anyHost returns an option for a transport that connects to one server for every host. It simulates a network of
// containers, in which the host is the name of a service.
func anyHost(t *testing.T, handler http.HandlerFunc) imagekit.Option {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	transport := &http.Transport{DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, network, server.Listener.Addr().String())
	}}
	t.Cleanup(transport.CloseIdleConnections)
	return imagekit.WithHTTPClient(&http.Client{Transport: transport})
}

func TestWithInsecureHTTP(t *testing.T) {
	t.Parallel()
	const mock = "http://imagekit-mock:8484"
	for name, test := range map[string]struct {
		options []imagekit.Option
		want    string // "" for no error
	}{
		"not allowed": {
			[]imagekit.Option{imagekit.WithBaseURL(mock)},
			"WithInsecureHTTP (or IMAGEKIT_INSECURE_HTTP_HOSTS)",
		},
		"another host allowed": {[]imagekit.Option{
			imagekit.WithBaseURL(mock),
			imagekit.WithInsecureHTTP("imagekit"),
		}, "not for imagekit-mock"},
		"allowed": {[]imagekit.Option{imagekit.WithBaseURL(mock), imagekit.WithInsecureHTTP("other",
			"ImageKit-Mock")}, ""},
		"option before the URL": {[]imagekit.Option{
			imagekit.WithInsecureHTTP("imagekit-mock"),
			imagekit.WithBaseURL(mock),
		}, ""},
		"IP address": {[]imagekit.Option{
			imagekit.WithInsecureHTTP("fd00::1"),
			imagekit.WithBaseURL("http://[fd00::1]:80"),
		}, ""},
		"other upload host": {[]imagekit.Option{
			imagekit.WithBaseURL(mock),
			imagekit.WithInsecureHTTP("imagekit-mock"), imagekit.WithUploadURL("http://up"),
		}, "WithUploadURL"},
		"uploads only": {[]imagekit.Option{
			imagekit.WithUploadURL(mock),
			imagekit.WithInsecureHTTP("imagekit-mock"),
		}, ""},
		"longer host name": {[]imagekit.Option{
			imagekit.WithBaseURL("http://imagekit-mock.example.com"),
			imagekit.WithInsecureHTTP("imagekit-mock"),
		}, "not for"},
	} {
		_, err := imagekit.New(append(test.options, imagekit.WithoutEnvironment(),
			imagekit.WithPrivateKey(privateKey))...)
		var refused *imagekit.ConfigError
		if test.want == "" && err != nil || test.want != "" && (!errors.As(err, &refused) ||
			!strings.Contains(err.Error(), test.want)) {
			t.Errorf("%s: %v, want %q", name, err, test.want)
		}
	}
}

// TestWithInsecureHTTP_Redirect checks that redirects to other hosts and ports are not followed.
func TestWithInsecureHTTP_Redirect(t *testing.T) {
	t.Parallel()
	ik := newClient(t, imagekit.WithBaseURL("http://imagekit-mock:8484"), imagekit.WithInsecureHTTP("imagekit-mock",
		"other"),
		anyHost(t, func(w http.ResponseWriter, r *http.Request) {
			switch user, _, _ := r.BasicAuth(); {
			case r.Host != "imagekit-mock:8484" || user != privateKey:
				t.Errorf("%s of %s got %q", r.URL, r.Host, user)
			case strings.Contains(r.URL.Path, "other"):
				http.Redirect(w, r, "http://other"+r.URL.Path, http.StatusTemporaryRedirect)
			case strings.Contains(r.URL.Path, "port"):
				http.Redirect(w, r, "http://imagekit-mock"+r.URL.Path, http.StatusTemporaryRedirect)
			default:
				_, _ = io.WriteString(w, `{"name":"a"}`)
			}
		}))
	if file, err := ik.GetFileDetails(t.Context(), "id"); err != nil || file.Name != "a" {
		t.Errorf("%+v, %v", file, err)
	}
	for _, id := range []string{"other", "port"} {
		if _, err := ik.GetFileDetails(t.Context(), id); !errors.Is(err, imagekit.ErrHostNotAllowed) {
			t.Errorf("%s: %v", id, err)
		}
	}
}

func TestNew_InsecureHTTPVariable(t *testing.T) {
	t.Setenv("IMAGEKIT_BASE_URL", "http://imagekit-mock:8484")
	t.Setenv("IMAGEKIT_PRIVATE_KEY", privateKey)
	if _, err := imagekit.New(); err == nil || !strings.Contains(err.Error(), "IMAGEKIT_INSECURE_HTTP_HOSTS") {
		t.Errorf("got %v", err)
	}
	t.Setenv("IMAGEKIT_INSECURE_HTTP_HOSTS", "db,imagekit-mock")
	if _, err := imagekit.New(); err != nil {
		t.Error(err)
	}
	t.Setenv("IMAGEKIT_INSECURE_HTTP_HOSTS", "db, imagekit-mock")
	if _, err := imagekit.New(); err == nil || !strings.Contains(err.Error(), "IMAGEKIT_INSECURE_HTTP_HOSTS") {
		t.Errorf("got %v", err)
	}
}

// TestNew_ErrorRedacted sets invalid URLs and keys with options and variables. The errors must not contain them.
func TestNew_ErrorRedacted(t *testing.T) {
	urls := []string{
		"https://user:p4ssword@ik.example.com/x", "http://user:p4ssword@ik.example.com/x",
		"https://p4ssword@ik.example.com", "ftp://user:p4ssword@ik.example.com",
		"user:p4ssword@ik.example.com", "https://user:p4ss%zzword@ik.example.com",
		"https://user:p4ssword @ik.example.com", "//user:p4ssword@ik.example.com",
		"https://ik.example.com/?key=p4ssword", "https://ik.example.com/#p4ssword", "https://user:p4ssword@",
		"https://user:p4ssword@ik.example.com:port",
	}
	values := map[string][]string{
		"IMAGEKIT_URL_ENDPOINT": urls, "IMAGEKIT_BASE_URL": urls, "IMAGEKIT_UPLOAD_URL": urls,
		"IMAGEKIT_INSECURE_HTTP_HOSTS": append(urls, "p4ss word", "p4ssword:8080"),
		"IMAGEKIT_PRIVATE_KEY":         {"p4ssword\n", "p4ss word", "p4ssword:"}, "IMAGEKIT_PUBLIC_KEY": {" p4ssword"},
		"IMAGEKIT_WEBHOOK_SECRET": {"p4ssword\t"},
	}
	options := map[string]func(string) imagekit.Option{
		"IMAGEKIT_URL_ENDPOINT": imagekit.WithURLEndpoint, "IMAGEKIT_BASE_URL": imagekit.WithBaseURL,
		"IMAGEKIT_UPLOAD_URL":          imagekit.WithUploadURL,
		"IMAGEKIT_INSECURE_HTTP_HOSTS": func(host string) imagekit.Option { return imagekit.WithInsecureHTTP(host) },
		"IMAGEKIT_PRIVATE_KEY":         imagekit.WithPrivateKey, "IMAGEKIT_PUBLIC_KEY": imagekit.WithPublicKey,
		"IMAGEKIT_WEBHOOK_SECRET": imagekit.WithWebhookSecret,
	}
	for variable, secrets := range values {
		for _, secret := range secrets {
			_, byOption := imagekit.New(imagekit.WithoutEnvironment(), imagekit.WithPublicKey("public"),
				options[variable](secret))
			t.Setenv(variable, secret)
			_, byVariable := imagekit.New()
			for _, err := range []error{byOption, byVariable} {
				if err == nil || strings.Contains(err.Error(), "p4ss") || !strings.Contains(err.Error(), variable) {
					t.Errorf("%s=%q: %v", variable, secret, err)
				}
			}
		}
		t.Setenv(variable, "")
	}
}
