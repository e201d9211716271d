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

// Environment variables with the settings of an account. They differ from those of programs that use the client, so
// that the tests never run on such a program's account by accident.
const (
	contractPrivateKey  = "IMAGEKIT_CONTRACT_PRIVATE_KEY"
	contractPublicKey   = "IMAGEKIT_CONTRACT_PUBLIC_KEY"
	contractURLEndpoint = "IMAGEKIT_CONTRACT_URL_ENDPOINT"
	contractBaseURL     = "IMAGEKIT_CONTRACT_BASE_URL"
	contractUploadURL   = "IMAGEKIT_CONTRACT_UPLOAD_URL"
)

// access has the settings that a program needs to use an account.
type access struct {
	privateKey, publicKey, endpoint string
	baseURL, uploadURL              string        // empty for those of the service
	pause                           time.Duration // pause between polls, and before writes
}

// account is the account on which a scenario runs: one of a mock server, or one of the service.
type account struct {
	*imagekit.Client
	access
	folder string             // folder of the scenario, with a leading slash; it exists if it has files
	isMock bool               // the account is one of a mock server that only this scenario uses
	server *mockserver.Server // nil if isMock is false
	calls  *ledger

	anyFile, anyField, anyOrigin string // ids of existing objects
}

// accessTo returns the settings of a mock server.
func accessTo(server *mockserver.Server) access {
	return access{
		privateKey: server.PrivateKey(), publicKey: server.PublicKey(), endpoint: server.URLEndpoint(),
		baseURL: server.URL(),
	}
}

// accessFromEnvironment returns the settings in the environment. It skips the test if there are none.
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

// mockAccount starts a mock server for one scenario, under a prefix, so that requests without the path of the base URL
// fail.
func mockAccount(t *testing.T, calls *ledger, opts ...mockserver.Option) *account {
	t.Helper()
	server := mockserver.Start(t, append([]mockserver.Option{
		mockserver.WithPrefix("/imagekit"), mockserver.WithResponseValidation(true),
	}, opts...)...)
	a := newAccount(t, accessTo(server), "/scenario", calls)
	a.isMock, a.server = true, server
	return a
}

// newAccount returns an account with a client and a folder.
func newAccount(t *testing.T, x access, folder string, calls *ledger) *account {
	t.Helper()
	a := &account{access: x, folder: folder, calls: calls}
	a.Client = a.client(t)
	return a
}

// ownFolder returns the path of a folder that no other run uses.
func ownFolder() string { return "/openimagekit-contract-" + strings.ToLower(rand.Text()[:12]) }

// remove deletes the folder of the account, if it exists. It does not use the context of the test, which has ended when
// it is called.
func (a *account) remove(t *testing.T) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	err := a.DeleteFolder(ctx, imagekit.DeleteFolderRequest{FolderPath: a.folder})
	if err != nil && !errors.Is(err, imagekit.ErrNotFound) {
		t.Errorf("%s cannot be deleted: %v", a.folder, err)
	}
}

// client returns a new client of the account. The options replace those of the account.
func (a *account) client(t *testing.T, opts ...imagekit.Option) *imagekit.Client {
	t.Helper()
	return a.clientOver(t, ownTransport(), opts...)
}

// clientOver is like client, with a transport. The client ignores the environment.
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
	if a.pause == 0 { // a mock server, whose rate limits are not tested here
		base = append(base, imagekit.WithRateLimiters(imagekit.RateLimiters{}),
			imagekit.WithRetryPolicy(imagekit.RetryPolicy{MaxAttempts: 1}))
	}
	c := check.Call(imagekit.New(append(base, opts...)...)).Must(t)
	t.Cleanup(c.CloseIdleConnections)
	return c
}

// ownTransport returns a transport that shares no connections with other tests.
func ownTransport() *http.Transport { return &http.Transport{} }

// eventually calls question until it returns true. On a mock server this takes at most two calls: it executes a request
// before it responds, and jobs and purges are completed at the second poll. The service needs time, especially for its
// search index.
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
	t.Fatalf("%s: not done after the maximum time", what)
}

// completed waits for a folder job and returns it.
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

// put uploads a file with exactly this name to the folder of the scenario. change can modify the request.
func (a *account) put(
	t *testing.T, name string, content []byte, change ...func(*imagekit.UploadRequest),
) *imagekit.UploadResult {
	t.Helper()
	return check.Call(a.Upload(t.Context(), a.request(name, content, change...))).Must(t)
}

// request returns the request that put sends.
func (a *account) request(name string, content []byte, change ...func(*imagekit.UploadRequest)) imagekit.UploadRequest {
	request := imagekit.UploadRequest{
		File: imagekit.FromBytes(content), FileName: name, Folder: new(a.folder), UseUniqueFileName: new(false),
	}
	for _, c := range change {
		c(&request)
	}
	return request
}

// names returns the names of the objects that are directly in a folder, in alphabetical order.
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

// picture returns a PNG file with the given dimensions. The file is small.
func picture(t *testing.T, width, height int) []byte {
	t.Helper()
	var b bytes.Buffer
	check.NoError(t, png.Encode(&b, image.NewNRGBA(image.Rect(0, 0, width, height))))
	return b.Bytes()
}

// urlOptions returns the options of the URL of a file without transformations.
func urlOptions(path string) urlbuilder.Options { return urlbuilder.Options{Path: path} }
