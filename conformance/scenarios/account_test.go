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

// Environment variables with the settings of an account. Their names differ from those that the client reads, so that
// the tests never run on the account of a program by accident.
const (
	contractPrivateKey  = "IMAGEKIT_CONTRACT_PRIVATE_KEY"
	contractPublicKey   = "IMAGEKIT_CONTRACT_PUBLIC_KEY"
	contractURLEndpoint = "IMAGEKIT_CONTRACT_URL_ENDPOINT"
	contractBaseURL     = "IMAGEKIT_CONTRACT_BASE_URL"
	contractUploadURL   = "IMAGEKIT_CONTRACT_UPLOAD_URL"
)

// access has the settings with which a program uses an account.
type access struct {
	privateKey, publicKey, endpoint string
	baseURL, uploadURL              string        // empty for those of the service
	pause                           time.Duration // pause between polls, and before writes
}

// account is the account on which a scenario runs: one of a mock server, or one of the service.
type account struct {
	*imagekit.Client
	access
	folder  string             // path of the scenario's folder, which exists after the first upload
	isMock  bool               // the account belongs to a mock server that no other scenario uses
	server  *mockserver.Server // nil if isMock is false
	counter *statusCounter

	anyFile, anyField, anyOrigin string // ids of existing objects
}

// accessTo returns the settings for a mock server.
func accessTo(server *mockserver.Server) access {
	return access{
		privateKey: server.PrivateKey(), publicKey: server.PublicKey(), endpoint: server.URLEndpoint(),
		baseURL: server.URL(),
	}
}

// accessFromEnvironment returns the settings in the environment. It skips the test if the private key is not set.
func accessFromEnvironment(t *testing.T) access {
	t.Helper()
	if os.Getenv(contractPrivateKey) == "" {
		t.Skipf("set %s and the other variables to run the scenarios on an account", contractPrivateKey)
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

// mockAccount starts a mock server for one scenario. The server has a path prefix, so that requests without the path of
// the base URL fail.
func mockAccount(t *testing.T, calls *statusCounter, opts ...mockserver.Option) *account {
	t.Helper()
	server := mockserver.Start(t, append([]mockserver.Option{
		mockserver.WithPrefix("/imagekit"), mockserver.WithResponseValidation(true),
	}, opts...)...)
	a := newAccount(t, accessTo(server), "/scenario", calls)
	a.isMock, a.server = true, server
	return a
}

// newAccount returns an account with a client and a folder.
func newAccount(t *testing.T, x access, folder string, calls *statusCounter) *account {
	t.Helper()
	a := &account{access: x, folder: folder, counter: calls}
	a.Client = a.client(t)
	return a
}

// randomFolder returns the path of a folder with a random name.
func randomFolder() string { return "/openimagekit-contract-" + strings.ToLower(rand.Text()[:12]) }

// remove deletes the folder of the account, if it exists. It is called after the context of the test has ended, and
// therefore does not use this context.
func (a *account) remove(t *testing.T) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	err := a.DeleteFolder(ctx, imagekit.DeleteFolderRequest{FolderPath: a.folder})
	if err != nil && !errors.Is(err, imagekit.ErrNotFound) {
		t.Errorf("%s cannot be deleted: %v", a.folder, err)
	}
}

// client returns a new client of the account. opts have precedence over the settings of the account.
func (a *account) client(t *testing.T, opts ...imagekit.Option) *imagekit.Client {
	t.Helper()
	return a.clientWithTransport(t, newTransport(), opts...)
}

// clientWithTransport is like client, with a given transport.
func (a *account) clientWithTransport(t *testing.T, wire http.RoundTripper, opts ...imagekit.Option) *imagekit.Client {
	t.Helper()
	base := []imagekit.Option{
		imagekit.WithoutEnvironment(),
		imagekit.WithHTTPClient(&http.Client{Transport: &countingTransport{wire, a.counter, a.pause}}),
		imagekit.WithPrivateKey(a.privateKey), imagekit.WithPublicKey(a.publicKey),
		imagekit.WithURLEndpoint(a.endpoint),
	}
	if a.baseURL != "" {
		base = append(base, imagekit.WithBaseURL(a.baseURL))
	}
	if a.uploadURL != "" {
		base = append(base, imagekit.WithUploadURL(a.uploadURL))
	}
	if a.pause == 0 { // a mock server, whose rate limits are not tested here
		base = append(base, imagekit.WithRateLimiters(imagekit.RateLimiters{}),
			imagekit.WithRetryPolicy(imagekit.RetryPolicy{MaxAttempts: 1}))
	}
	c := check.Call(imagekit.New(append(base, opts...)...)).Must(t)
	t.Cleanup(c.CloseIdleConnections)
	return c
}

// newTransport returns a transport, which shares no connections with other tests.
func newTransport() *http.Transport { return &http.Transport{} }

// waitUntil calls isDone until it returns true. A mock server needs at most two calls, because it executes a request
// before it responds, and completes jobs and purges at the second poll. The service may need more time, for example to
// update its search index.
func (a *account) waitUntil(t *testing.T, what string, isDone func() (bool, error)) {
	t.Helper()
	const maxCalls = 240
	for n := range maxCalls {
		done, err := isDone()
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		if done {
			return
		}
		if a.isMock && n > 0 {
			break
		}
		time.Sleep(a.pause)
	}
	t.Fatalf("%s: not done after the maximum number of polls", what)
}

// waitForJob waits until a folder job is completed, and returns it.
func (a *account) waitForJob(t *testing.T, jobID string) *imagekit.BulkJob {
	t.Helper()
	var job *imagekit.BulkJob
	a.waitUntil(t, "job "+jobID, func() (yes bool, err error) {
		job, err = a.GetBulkJobStatus(t.Context(), jobID)
		return err == nil && job.Status == imagekit.BulkJobStatusCompleted, err
	})
	return job
}

// waitForPurge waits until a purge is completed.
func (a *account) waitForPurge(t *testing.T, requestID string) {
	t.Helper()
	a.waitUntil(t, "purge "+requestID, func() (bool, error) {
		status, err := a.GetPurgeCacheStatus(t.Context(), requestID)
		return err == nil && status.Status == imagekit.PurgeStatusCompleted, err
	})
}

// uploadFile uploads a file with exactly this name to the folder of the scenario. change can modify the request.
func (a *account) uploadFile(
	t *testing.T, name string, content []byte, change ...func(*imagekit.UploadRequest),
) *imagekit.UploadResult {
	t.Helper()
	return check.Call(a.Upload(t.Context(), a.uploadRequest(name, content, change...))).Must(t)
}

// uploadRequest returns the request that uploadFile sends.
func (a *account) uploadRequest(
	name string, content []byte, change ...func(*imagekit.UploadRequest),
) imagekit.UploadRequest {
	request := imagekit.UploadRequest{
		File: imagekit.FromBytes(content), FileName: name, Folder: new(a.folder), UseUniqueFileName: new(false),
	}
	for _, c := range change {
		c(&request)
	}
	return request
}

// assetNames returns the names of the assets of a type directly in a folder, in alphabetical order.
func (a *account) assetNames(t *testing.T, folder string, kind imagekit.AssetTypeFilter) []string {
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

// download fetches a URL without a private key.
func download(t *testing.T, url string) (status int, body []byte) {
	t.Helper()
	request := check.Call(http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)).Must(t)
	response, body := roundTrip(t, request)
	return response.StatusCode, body
}

// picture returns a PNG file with the given dimensions. The file is small.
func picture(t *testing.T, width, height int) []byte {
	t.Helper()
	var b bytes.Buffer
	check.NoError(t, png.Encode(&b, image.NewNRGBA(image.Rect(0, 0, width, height))))
	return b.Bytes()
}

// urlOptions returns the options of the URL of a file without transformations.
func urlOptions(path string) urlbuilder.Options { return urlbuilder.Options{Path: path} }
