package blob_test

import (
	"context"
	"io/fs"
	"maps"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"

	"gocloud.dev/blob"
	"gocloud.dev/blob/driver"
	"gocloud.dev/blob/drivertest"
	"gocloud.dev/gcerrors"

	imagekitblob "example.com/blob"
	"github.com/openimagekit/imagekit/conformance/mockserver"
)

// harness makes buckets of a mock server.
type harness struct{ server *mockserver.Server }

func newHarness(_ context.Context, t *testing.T) (drivertest.Harness, error) {
	return &harness{mockserver.Start(t)}, nil
}

func (h *harness) MakeDriver(context.Context) (driver.Bucket, error) {
	ik, err := h.server.Client()
	if err != nil {
		return nil, err
	}
	return imagekitblob.NewDriver(ik, "/bucket"), nil
}

// MakeDriverForNonexistentBucket returns nil, because a folder that does not exist is an empty bucket.
func (h *harness) MakeDriverForNonexistentBucket(context.Context) (driver.Bucket, error) {
	return nil, nil
}

func (h *harness) HTTPClient() *http.Client         { return http.DefaultClient }
func (h *harness) SupportsCopy() bool               { return true }
func (h *harness) SupportsNonSlashDelimiters() bool { return true }
func (h *harness) SkipDownloadAt() bool             { return false }
func (h *harness) Close()                           {}

const variable = "RUN_DRIVERTEST"

// TestDriver runs the tests of all drivers, in the process that TestDriver_Limits starts.
func TestDriver(t *testing.T) {
	if os.Getenv(variable) == "" {
		t.Skip("TestDriver_Limits runs it")
	}
	drivertest.RunConformanceTests(t, newHarness, nil)
}

var failure = regexp.MustCompile(`(?m)^\s*--- FAIL: TestDriver/(\S+)`)

// TestDriver_Limits checks that exactly the tests fail that Limits lists.
func TestDriver_Limits(t *testing.T) {
	command := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestDriver$", "-test.v")
	command.Env = append(os.Environ(), variable+"=1")
	out, _ := command.CombinedOutput()
	if !strings.Contains(string(out), "--- PASS: TestDriver/TestRead") {
		t.Fatalf("the tests did not run: %s", out)
	}
	failed := map[string]bool{}
	for _, match := range failure.FindAllStringSubmatch(string(out), -1) {
		failed[match[1]] = true
	}
	for name := range failed { // a test that only fails because one in it does
		for other := range failed {
			if strings.HasPrefix(other, name+"/") {
				delete(failed, name)
			}
		}
	}
	got, want := slices.Sorted(maps.Keys(failed)), slices.Sorted(maps.Keys(imagekitblob.Limits))
	if !slices.Equal(got, want) {
		t.Errorf("these tests fail: %q, want %q: %s", got, want, out)
	}
}

func TestOpenBucket(t *testing.T) {
	t.Parallel()
	ik, err := mockserver.Start(t).Client()
	if err != nil {
		t.Fatal(err)
	}
	bucket := imagekitblob.OpenBucket(ik, "/documents")
	defer bucket.Close()
	ctx, report := t.Context(), []byte("everything is fine")
	if err := bucket.WriteAll(ctx, "2026/report.txt", report, nil); err != nil {
		t.Fatal(err)
	}
	content, err := bucket.ReadAll(ctx, "2026/report.txt")
	if err != nil || string(content) != string(report) {
		t.Errorf("read %q, %v", content, err)
	}
	content, err = fs.ReadFile(ik.FS(ctx, "/documents"), "2026/report.txt") // the same file
	if err != nil || string(content) != string(report) {
		t.Errorf("read %q, %v", content, err)
	}
	_, err = bucket.Attributes(ctx, "none")
	if gcerrors.Code(err) != gcerrors.NotFound {
		t.Errorf("got error %v", err)
	}
	err = bucket.WriteAll(ctx, "a", report, &blob.WriterOptions{Metadata: map[string]string{"a": "b"}})
	if gcerrors.Code(err) != gcerrors.Unimplemented {
		t.Errorf("got error %v", err)
	}
}
