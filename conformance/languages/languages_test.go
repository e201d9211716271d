package languages_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/internal/check"
	"github.com/openimagekit/imagekit/conformance/internal/exchanges"
	"github.com/openimagekit/imagekit/conformance/mockserver"
)

// The interpreters whose modules are Debian packages. Others in PATH do not find these modules.
const (
	perl   = "/usr/bin/perl"
	python = "/usr/bin/python3"
)

// purgeQuota is the number of purges after which the scenario in Python expects errors.
const purgeQuota = 3

// start starts a mock server. It skips the test without the environment variable LANGUAGES, which ./run sets after it
// has checked that the interpreters are installed.
func start(t *testing.T) *mockserver.Server {
	t.Helper()
	if os.Getenv("LANGUAGES") == "" {
		t.Skip("needs interpreters: use ./run")
	}
	return mockserver.Start(t, mockserver.WithResponseValidation(true), mockserver.WithRendering(false),
		mockserver.WithPurgeQuota(purgeQuota))
}

// run runs a program in a folder, with more environment variables, and returns its standard output.
func run(t *testing.T, folder string, environment []string, name string, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), name, args...)
	cmd.Dir = folder
	cmd.Stderr = t.Output()
	cmd.Env = append(os.Environ(), append(environment, "PYTHONDONTWRITEBYTECODE=1", "NO_PROXY=*", "no_proxy=*")...)
	output, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s %q: %v\n%s", name, args, err, output)
	}
	return string(output)
}

// settings returns the environment variables of the scenarios.
func settings(server *mockserver.Server) []string {
	return []string{"MOCK_URL=" + server.URL(), "MOCK_PRIVATE_KEY=" + server.PrivateKey()}
}

func TestPerl(t *testing.T) {
	t.Parallel()
	t.Log(run(t, "perl", settings(start(t)), perl, "-I.", "scenario.t"))
}

func TestPython(t *testing.T) {
	t.Parallel()
	environment := append(settings(start(t)), "EXCHANGES="+writeRequests(t))
	run(t, "python", environment, python, "-m", "unittest", "-v", "contract_test")
}

// uploads are the commands that upload coffee.png in the current folder. Their arguments are files in this folder.
var uploads = map[string][]string{
	"curl":   {"curl/upload.sh"},
	"Node":   {"node", "node/upload.mjs"},
	"Perl":   {perl, "perl/upload.pl"},
	"PHP":    {"php", "php/upload.php"},
	"Python": {python, "python/upload.py"},
	"Ruby":   {"ruby", "ruby/upload.rb"},
}

func TestUploads(t *testing.T) {
	t.Parallel()
	here := check.Call(os.Getwd()).Must(t)
	photo := check.Call(os.ReadFile("../../examples/demo/coffee.png")).Must(t)
	document := check.Call(os.ReadFile("../../openapi.yaml")).Must(t)
	for language, command := range uploads {
		t.Run(language, func(t *testing.T) {
			t.Parallel()
			server := start(t)
			client := check.Call(server.Client()).Must(t)
			createPriceField(t, client)
			folder := t.TempDir()
			check.NoError(t, os.WriteFile(filepath.Join(folder, "coffee.png"), photo, 0o600))
			check.NoError(t, os.WriteFile(filepath.Join(folder, "openapi.yaml"), document, 0o600))
			environment := []string{
				"IMAGEKIT_BASE_URL=" + server.URL(), "IMAGEKIT_PRIVATE_KEY=" + server.PrivateKey(),
				"PERL5LIB=" + filepath.Join(here, "perl"),
			}
			command = slices.Clone(command)
			command[len(command)-1] = filepath.Join(here, command[len(command)-1])
			output := run(t, folder, environment, command[0], command[1:]...)
			assertStored(t, client, photo, output)
		})
	}
}

func createPriceField(t *testing.T, client *imagekit.Client) {
	t.Helper()
	_, err := client.CreateCustomMetadataField(t.Context(), imagekit.CreateCustomMetadataFieldRequest{
		Name: "price", Label: "Price",
		Schema: imagekit.CustomMetadataFieldRules{Type: imagekit.CustomMetadataFieldTypeNumber},
	})
	check.NoError(t, err)
}

// assertStored checks that the library has one file, with the fields of the examples, and that output has its URL.
func assertStored(t *testing.T, client *imagekit.Client, content []byte, output string) {
	t.Helper()
	assets := check.Call(client.ListFiles(t.Context(), nil)).Must(t)
	if len(assets) != 1 {
		t.Fatalf("%d files are stored, want 1", len(assets))
	}
	file := assets[0]
	if !slices.Equal(file.Tags, []string{"coffee", "summer"}) {
		t.Errorf("tags are %q", file.Tags)
	}
	if got := file.CustomMetadata["price"]; got != 4.5 {
		t.Errorf("the price is %v (%T), want 4.5", got, got)
	}
	if location, _, _ := strings.Cut(file.URL, "?"); !strings.Contains(output, location) {
		t.Errorf("the output has no URL %s:\n%s", location, output)
	}
	response := check.Call(http.Get(file.URL)).Must(t)
	defer func() { _ = response.Body.Close() }()
	if got := check.Call(io.ReadAll(response.Body)).Must(t); !bytes.Equal(got, content) {
		t.Errorf("%d bytes are stored, want the %d bytes of the photograph", len(got), len(content))
	}
}

// request is a request of the Go client.
type request struct {
	Title   string      `json:"title"`
	Method  string      `json:"method"`
	URL     string      `json:"url"`
	Headers http.Header `json:"headers"`
	Body    []byte      `json:"body"`
}

// writeRequests writes the requests of package exchanges to a JSON file, and returns its path.
func writeRequests(t *testing.T) string {
	t.Helper()
	requests := make([]request, len(exchanges.All))
	for i, e := range exchanges.All {
		requests[i] = requestOf(t, e)
	}
	text, err := json.Marshal(requests)
	check.NoError(t, err)
	name := filepath.Join(t.TempDir(), "exchanges.json")
	check.NoError(t, os.WriteFile(name, text, 0o600))
	return name
}

// requestOf makes a call, and returns the request that it sends.
func requestOf(t *testing.T, e exchanges.Exchange) (sent request) {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		sent = request{Title: e.Title(), Method: r.Method, URL: r.RequestURI, Headers: r.Header, Body: body}
		w.WriteHeader(http.StatusBadRequest) // requests are complete whatever the response is
	}))
	client := check.Call(imagekit.New(imagekit.WithoutEnvironment(), imagekit.WithPrivateKey("private_0123456789"),
		imagekit.WithBaseURL(server.URL), imagekit.WithUploadURL(server.URL), imagekit.WithHTTPClient(server.Client()),
		imagekit.WithRateLimiters(imagekit.RateLimiters{}),
		imagekit.WithRetryPolicy(imagekit.RetryPolicy{MaxAttempts: 1}))).Must(t)
	_, err := e.Call(t.Context(), client)
	server.Close() // waits for the handler
	if err == nil {
		t.Errorf("%s: no error, although the response has status 400", e.Title())
	}
	return sent
}
