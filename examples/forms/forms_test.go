package forms_test

import (
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/gofiber/fiber/v3"

	"example.com/forms"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/mockserver"
)

// frameworks start a server of each framework and return its URL.
var frameworks = map[string]func(*testing.T, http.Handler) string{
	"net/http": func(t *testing.T, uploads http.Handler) string { return serve(t, forms.NetHTTP(uploads)) },
	"chi":      func(t *testing.T, uploads http.Handler) string { return serve(t, forms.Chi(uploads)) },
	"gin":      func(t *testing.T, uploads http.Handler) string { return serve(t, forms.Gin(uploads)) },
	"echo":     func(t *testing.T, uploads http.Handler) string { return serve(t, forms.Echo(uploads)) },
	"fiber":    serveFiber,
}

func serve(t *testing.T, handler http.Handler) string {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return server.URL
}

func serveFiber(t *testing.T, uploads http.Handler) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	app := forms.Fiber(uploads)
	done := make(chan error, 1)
	go func() { done <- app.Listener(listener, fiber.ListenConfig{DisableStartupMessage: true}) }()
	t.Cleanup(func() {
		http.DefaultClient.CloseIdleConnections() // for which fiber waits
		if err := app.Shutdown(); err != nil {
			t.Error(err)
		}
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	return "http://" + listener.Addr().String()
}

const (
	header = "--b\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\nMy cup\r\n" +
		"--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"cup.gif\"\r\n" +
		"Content-Type: image/gif\r\n\r\nGIF89a\x01\x00\x01\x00\x00\x00\x00;"
	end = "\r\n--b--\r\n"
)

// post sends a form. The response is JSON.
func post(t *testing.T, url string, body io.Reader, headers ...string) (status int, values map[string]any) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url+"/upload", body)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "multipart/form-data; boundary=b")
	request.Header.Set("Authorization", "Bearer user-7")
	for i := 0; i < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if err := json.NewDecoder(response.Body).Decode(&values); err != nil {
		t.Error(err)
	}
	return response.StatusCode, values
}

func TestFrameworks(t *testing.T) {
	t.Parallel()
	for name, serve := range frameworks {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := mockserver.Start(t)
			ik, err := server.Client()
			if err != nil {
				t.Fatal(err)
			}
			uploads, err := forms.NewUploads(ik)
			if err != nil {
				t.Fatal(err)
			}
			url := serve(t, uploads)
			const size = 6 << 20 // more than the limit of fiber for bodies in memory
			large := header + strings.Repeat("x", size) + end
			for name, test := range map[string]struct {
				body    io.Reader
				headers []string
				status  int
				message string
			}{
				"a large picture": {strings.NewReader(large), nil, 200, ""},
				"not a picture": {
					strings.NewReader(strings.ReplaceAll(header, "GIF89a", "<html>") + end), nil,
					415, "a file of the type text/html is not allowed",
				},
				"two pictures": {
					strings.NewReader(header + "\r\n" + header + end), nil,
					400, "the form has more than one file; upload one at a time",
				},
				"another site": {
					strings.NewReader(header + end),
					[]string{"Sec-Fetch-Site", "cross-site", "Origin", "https://evil.example"},
					403, "this origin is not allowed",
				},
				"logged out": {strings.NewReader(header + end), []string{"Authorization", ""}, 401, "log in to upload"},
			} {
				status, values := post(t, url, test.body, test.headers...)
				if message, _ := values["message"].(string); status != test.status || message != test.message {
					t.Errorf("%s: got %d %v", name, status, values)
				}
			}
			state, err := server.State()
			if err != nil {
				t.Fatal(err)
			}
			if len(state.Files) != 1 || state.Files[0].FilePath != "/users/7/cup.gif" || state.Files[0].Size < size {
				t.Errorf("the files are %+v", state.Files)
			}
		})
	}
}

// TestFrameworks_Stream sends the end of a form when the service has received the beginning of the file.
func TestFrameworks_Stream(t *testing.T) {
	t.Parallel()
	for name, serveFramework := range frameworks {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			started := make(chan struct{})
			var once atomic.Bool
			service := serve(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				for buffer := make([]byte, 1000); ; {
					if _, err := r.Body.Read(buffer); err != nil {
						break
					}
					if strings.Contains(string(buffer), "GIF89a") && once.CompareAndSwap(false, true) {
						close(started)
					}
				}
				_, _ = io.WriteString(w, `{"fileId": "1"}`)
			}))
			ik, err := imagekit.New(imagekit.WithoutEnvironment(), imagekit.WithPrivateKey("private_key"),
				imagekit.WithBaseURL(service))
			if err != nil {
				t.Fatal(err)
			}
			uploads, err := forms.NewUploads(ik)
			if err != nil {
				t.Fatal(err)
			}
			body, browser := io.Pipe()
			go func() {
				_, _ = io.WriteString(browser, header+strings.Repeat("x", 10_000))
				<-started
				_, _ = io.WriteString(browser, end)
				_ = browser.Close()
			}()
			if status, values := post(t, serveFramework(t, uploads), body); status != http.StatusOK || values["fileId"] != "1" {
				t.Errorf("got %d %v", status, values)
			}
		})
	}
}
