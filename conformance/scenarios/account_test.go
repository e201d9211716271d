package scenarios_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"image"
	"image/png"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/internal/check"
	"github.com/openimagekit/imagekit/conformance/mockserver"
	"github.com/openimagekit/imagekit/urlbuilder"
)

// The settings of an account. They are not those of programs that use the client: whoever has those set does not want
// tests to run there.
const (
	contractPrivateKey  = "IMAGEKIT_CONTRACT_PRIVATE_KEY"
	contractPublicKey   = "IMAGEKIT_CONTRACT_PUBLIC_KEY"
	contractURLEndpoint = "IMAGEKIT_CONTRACT_URL_ENDPOINT"
	contractBaseURL     = "IMAGEKIT_CONTRACT_BASE_URL"
	contractUploadURL   = "IMAGEKIT_CONTRACT_UPLOAD_URL"
)

// access is what a program needs to use an account.
type access struct {
	privateKey, publicKey, endpoint string
	baseURL, uploadURL              string        // empty for those of the service
	pause                           time.Duration // between questions, and before writes
}

// account is where a scenario runs: a mock server, or an account of the service.
type account struct {
	*imagekit.Client
	access
	folder string             // the scenario's own, with a slash in front; it is there once something is in it
	isMock bool               // and the scenario has it for itself
	server *mockserver.Server // nil if it is no mock
	calls  *ledger

	anyFile, anyField, anyOrigin string // ids of what a scenario needs only to be there
}

// accessTo returns the access to a mock server.
func accessTo(server *mockserver.Server) access {
	return access{
		privateKey: server.PrivateKey(), publicKey: server.PublicKey(), endpoint: server.URLEndpoint(),
		baseURL: server.URL(),
	}
}

// accessFromEnvironment is for the service. It skips the test if there is none.
func accessFromEnvironment(t *testing.T) access {
	t.Helper()
	if os.Getenv(contractPrivateKey) == "" {
		t.Skipf("set %s and its siblings to run the scenarios on an account", contractPrivateKey)
	}
	for _, variable := range []string{contractPublicKey, contractURLEndpoint} {
		if os.Getenv(variable) == "" {
			t.Fatalf("%s is not set", variable)
		}
	}
	return access{
		privateKey: os.Getenv(contractPrivateKey),
		publicKey:  os.Getenv(contractPublicKey),
		endpoint:   strings.TrimRight(os.Getenv(contractURLEndpoint), "/"),
		baseURL:    os.Getenv(contractBaseURL),
		uploadURL:  os.Getenv(contractUploadURL),
		pause:      servicePause,
	}
}

// mockAccount starts a server for one scenario, under a prefix, so that a client which forgets the path of its base URL
// fails.
func mockAccount(t *testing.T, calls *ledger, opts ...mockserver.Option) *account {
	t.Helper()
	server := mockserver.Start(t, append([]mockserver.Option{
		mockserver.WithPrefix("/imagekit"), mockserver.WithResponseValidation(true),
	}, opts...)...)
	a := newAccount(t, accessTo(server), "/scenario", calls)
	a.isMock, a.server = true, server
	return a
}

// newAccount uses a folder of an account.
func newAccount(t *testing.T, x access, folder string, calls *ledger) *account {
	t.Helper()
	a := &account{access: x, folder: folder, calls: calls}
	a.Client = a.client(t)
	return a
}

// ownFolder returns a folder that no other run has.
func ownFolder() string { return "/openimagekit-contract-" + strings.ToLower(rand.Text()[:12]) }

// remove deletes the account's folder, if it is there. It is for the end of a test, whose own context has ended by
// then.
func (a *account) remove(t *testing.T) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	err := a.DeleteFolder(ctx, imagekit.DeleteFolderRequest{FolderPath: a.folder})
	if err != nil && !errors.Is(err, imagekit.ErrNotFound) {
		t.Errorf("%s is still there: %v", a.folder, err)
	}
}

// client makes another client of the account; the options replace those that the account has.
func (a *account) client(t *testing.T, opts ...imagekit.Option) *imagekit.Client {
	t.Helper()
	return a.clientOver(t, ownTransport(), opts...)
}

// clientOver is client with something between it and the network. The environment is for other programs.
func (a *account) clientOver(t *testing.T, wire http.RoundTripper, opts ...imagekit.Option) *imagekit.Client {
	t.Helper()
	base := []imagekit.Option{
		imagekit.WithoutEnvironment(),
		imagekit.WithHTTPClient(&http.Client{Transport: &recorder{next: wire, calls: a.calls, pause: a.pause}}),
		imagekit.WithPrivateKey(a.privateKey), imagekit.WithPublicKey(a.publicKey),
		imagekit.WithURLEndpoint(a.endpoint),
	}
	if a.baseURL != "" {
		base = append(base, imagekit.WithBaseURL(a.baseURL))
	}
	if a.uploadURL != "" {
		base = append(base, imagekit.WithUploadURL(a.uploadURL))
	}
	if a.pause == 0 { // a mock server: a scenario is about single answers, and nobody limits them
		base = append(base, imagekit.WithRateLimiters(imagekit.RateLimiters{}),
			imagekit.WithRetryPolicy(imagekit.RetryPolicy{MaxAttempts: 1}))
	}
	c := check.Call(imagekit.New(append(base, opts...)...)).Must(t)
	t.Cleanup(c.CloseIdleConnections)
	return c
}

// ownTransport spares tests the connections of others.
func ownTransport() *http.Transport { return &http.Transport{} }

// eventually asks until the answer is yes. The mock server has done what it was asked when it answers, and says of jobs
// and purges that they are completed when it is asked again; the service needs time, for its search index above all.
func (a *account) eventually(t *testing.T, what string, question func() (bool, error)) {
	t.Helper()
	const questions = 240
	for asked := range questions {
		yes, err := question()
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		if yes {
			return
		}
		if a.isMock && asked > 0 {
			break
		}
		time.Sleep(a.pause)
	}
	t.Fatalf("%s: not yet, and nobody would wait any longer", what)
}

// completed waits for a job of folders.
func (a *account) completed(t *testing.T, jobID string) *imagekit.BulkJob {
	t.Helper()
	var job *imagekit.BulkJob
	a.eventually(t, "job "+jobID, func() (yes bool, err error) {
		job, err = a.GetBulkJobStatus(t.Context(), jobID)
		return err == nil && job.Status == imagekit.BulkJobStatusCompleted, err
	})
	return job
}

// purged waits for a purge.
func (a *account) purged(t *testing.T, requestID string) {
	t.Helper()
	a.eventually(t, "purge "+requestID, func() (bool, error) {
		status, err := a.GetPurgeCacheStatus(t.Context(), requestID)
		return err == nil && status.Status == imagekit.PurgeStatusCompleted, err
	})
}

// put uploads a file into the scenario's folder under the very name, or as change says.
func (a *account) put(
	t *testing.T, name string, content []byte, change ...func(*imagekit.UploadRequest),
) *imagekit.UploadResult {
	t.Helper()
	return check.Call(a.Upload(t.Context(), a.request(name, content, change...))).Must(t)
}

// request is what put sends.
func (a *account) request(name string, content []byte, change ...func(*imagekit.UploadRequest)) imagekit.UploadRequest {
	request := imagekit.UploadRequest{
		File: imagekit.FromBytes(content), FileName: name, Folder: new(a.folder), UseUniqueFileName: new(false),
	}
	for _, c := range change {
		c(&request)
	}
	return request
}

// names lists the names of what lies directly in a folder, by name.
func (a *account) names(t *testing.T, folder string, kind imagekit.AssetTypeFilter) []string {
	t.Helper()
	assets := check.Call(a.ListFiles(t.Context(), &imagekit.ListFilesParams{
		Path: &folder, Type: &kind, Sort: new(imagekit.SortOrderAscName),
	})).Must(t)
	names := []string{}
	for _, asset := range assets {
		names = append(names, asset.Name)
	}
	return names
}

// download fetches a URL as a browser would.
func download(t *testing.T, url string) (status int, body []byte) {
	t.Helper()
	request := check.Call(http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)).Must(t)
	response, body := roundTrip(t, request)
	return response.StatusCode, body
}

// picture is a PNG of a size, so small that thousands of them do not matter.
func picture(t *testing.T, width, height int) []byte {
	t.Helper()
	var b bytes.Buffer
	check.NoError(t, png.Encode(&b, image.NewNRGBA(image.Rect(0, 0, width, height))))
	return b.Bytes()
}

// urlOptions is for a file as it is.
func urlOptions(path string) urlbuilder.Options { return urlbuilder.Options{Path: path} }
