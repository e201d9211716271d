package forms_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
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

// largeSize is more than the limit of fiber for bodies in memory.
const largeSize = 6 << 20

// formTests are forms with the responses of all frameworks.
var formTests = []struct {
	name, body string
	headers    []string
	status     int
	message    string
}{
	{name: "a large picture", body: header + strings.Repeat("x", largeSize) + end, status: 200},
	{
		name: "not a picture", body: strings.ReplaceAll(header, "GIF89a", "<html>") + end,
		status: 415, message: "a file of the type text/html is not allowed",
	},
	{
		name: "two pictures", body: header + "\r\n" + header + end,
		status: 400, message: "the form has more than one file; upload one at a time",
	},
	{
		name: "another site", body: header + end,
		headers: []string{"Sec-Fetch-Site", "cross-site", "Origin", "https://evil.example"},
		status:  403, message: "this origin is not allowed",
	},
	{
		name: "logged out", body: header + end, headers: []string{"Authorization", ""},
		status: 401, message: "log in to upload",
	},
}

func TestFrameworks(t *testing.T) {
	t.Parallel()
	for name, serveFramework := range frameworks {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			testForms(t, serveFramework)
		})
	}
}

// testForms sends the forms to a server with one of the frameworks, and checks which files are stored.
func testForms(t *testing.T, serveFramework func(*testing.T, http.Handler) string) {
	t.Helper()
	server := mockserver.Start(t)
	ik, err := server.Client()
	if err != nil {
		t.Fatal(err)
	}
	url := serveFramework(t, newUploads(t, ik))
	for _, test := range formTests {
		status, values := post(t, url, strings.NewReader(test.body), test.headers...)
		if message, _ := values["message"].(string); status != test.status || message != test.message {
			t.Errorf("%s: got %d %v", test.name, status, values)
		}
	}
	state, err := server.State()
	if err != nil {
		t.Fatal(err)
	}
	if len(state.Files) != 1 || state.Files[0].FilePath != "/users/7/cup.gif" || state.Files[0].Size < largeSize {
		t.Errorf("the files are %+v", state.Files)
	}
}

func newUploads(t *testing.T, ik *imagekit.Client) http.Handler {
	t.Helper()
	uploads, err := forms.NewUploads(ik)
	if err != nil {
		t.Fatal(err)
	}
	return uploads
}

// TestFrameworks_Stream sends the end of a form when the service has received the beginning of the file.
func TestFrameworks_Stream(t *testing.T) {
	t.Parallel()
	for name, serveFramework := range frameworks {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			started := make(chan struct{})
			ik, err := imagekit.New(imagekit.WithoutEnvironment(), imagekit.WithPrivateKey("private_key"),
				imagekit.WithBaseURL(serve(t, reportingService(started))))
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
			status, values := post(t, serveFramework(t, newUploads(t, ik)), body)
			if status != http.StatusOK || values["fileId"] != "1" {
				t.Errorf("got %d %v", status, values)
			}
		})
	}
}

// reportingService accepts an upload. It closes started when the beginning of the file arrives.
func reportingService(started chan<- struct{}) http.Handler {
	var once sync.Once
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var received []byte
		for buffer := make([]byte, 1000); ; {
			n, err := r.Body.Read(buffer)
			received = append(received, buffer[:n]...)
			if bytes.Contains(received, []byte("GIF89a")) {
				once.Do(func() { close(started) })
			}
			if err != nil {
				break
			}
		}
		_, _ = io.WriteString(w, `{"fileId": "1"}`)
	})
}
