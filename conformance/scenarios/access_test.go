package scenarios_test

import (
	"context"
	"net/http"
	"testing"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/internal/check"
	"github.com/openimagekit/imagekit/conformance/internal/exchanges"
)

const sendsWrongKeys = "a hundred requests with wrong keys could make the service block the account"

var accessScenarios = []scenario{
	{"requests without a key", sendsWrongKeys, requestsWithoutKey},
	{"requests with a wrong key", sendsWrongKeys, requestsWithWrongKey},
	{"a client without a key", "", clientWithoutKey},
	{
		"objects that do not exist",
		"its ids and paths come from the table of exchanges, and are not in the folder of the scenario", notFound,
	},
}

// eachOperation runs a subtest for each operation, with the first exchange of the operation.
func eachOperation(t *testing.T, do func(t *testing.T, op operationSpec, e exchanges.Exchange)) {
	t.Helper()
	eachMatchingOperation(t, func(operationSpec) bool { return true }, do)
}

// eachMatchingOperation is like eachOperation, but only for the operations for which match returns true.
func eachMatchingOperation(
	t *testing.T, match func(operationSpec) bool, do func(t *testing.T, op operationSpec, e exchanges.Exchange),
) {
	t.Helper()
	seen := map[string]bool{}
	for _, e := range exchanges.All {
		if op := operation(t, e.Operation); !seen[e.Operation] && match(op) {
			t.Run(e.Operation, func(t *testing.T) { do(t, op, e) })
		}
		seen[e.Operation] = true
	}
}

func requestsWithoutKey(t *testing.T, a *account) {
	anonymous := a.clientWithTransport(t, withoutKey{newTransport()})
	eachOperation(t, func(t *testing.T, _ operationSpec, e exchanges.Exchange) {
		_, err := e.Call(t.Context(), anonymous)
		if e.Operation == "uploadV2" {
			wantError(t, err, imagekit.ErrInvalidRequest, "missing token parameter")
			return
		}
		wantError(t, err, imagekit.ErrUnauthorized, "does not contain private API key")
	})
}

func requestsWithWrongKey(t *testing.T, a *account) {
	stranger := a.client(t, imagekit.WithPrivateKey("private_of_somebody_else"))
	eachOperation(t, func(t *testing.T, _ operationSpec, e exchanges.Exchange) {
		_, err := e.Call(t.Context(), stranger)
		wantError(t, err, imagekit.ErrForbidden, "cannot be authenticated")
	})
}

// clientWithoutKey checks that a client without a key returns an error that names the option, and sends no request.
func clientWithoutKey(t *testing.T, a *account) {
	keyless, err := imagekit.New(
		imagekit.WithoutEnvironment(), imagekit.WithURLEndpoint(a.endpoint), imagekit.WithBaseURL("http://localhost:1"),
	)
	check.NoError(t, err)
	eachOperation(t, func(t *testing.T, _ operationSpec, e exchanges.Exchange) {
		_, err := e.Call(t.Context(), keyless)
		wantNotConfigured(t, err, "WithPrivateKey")
	})
}

func notFound(t *testing.T, a *account) {
	canMiss := func(op operationSpec) bool {
		return op.Responses.Status(http.StatusNotFound) != nil && op.unreachableReason(http.StatusNotFound) == ""
	}
	eachMatchingOperation(t, canMiss, func(t *testing.T, _ operationSpec, e exchanges.Exchange) {
		if instead := missingObjectCalls[e.Operation]; instead != nil {
			wantError(t, instead(t.Context(), a), imagekit.ErrNotFound)
			return
		}
		_, err := e.Call(t.Context(), a.Client)
		wantError(t, err, imagekit.ErrNotFound)
	})
}

// missingObjectCalls are calls for objects that do not exist, by operationId. They replace exchanges that would fail
// for another reason.
var missingObjectCalls = map[string]func(context.Context, *account) error{
	"updateFileDetails": func(ctx context.Context, a *account) error {
		_, err := a.UpdateFileDetails(ctx, exchanges.FileID,
			imagekit.UpdateFileDetailsRequest{Description: new("A cup.")})
		return err
	},
	"getFileMetadataFromURL": func(ctx context.Context, a *account) error {
		_, err := a.GetFileMetadataFromURL(ctx,
			a.endpoint+"/menu/coffee.png")
		return err
	},
}

// withoutKey is a transport that removes the private key from requests.
type withoutKey struct{ http.RoundTripper }

// RoundTrip implements http.RoundTripper.
func (w withoutKey) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Header.Del("Authorization")
	return w.RoundTripper.RoundTrip(r)
}
