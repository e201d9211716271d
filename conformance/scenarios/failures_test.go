package scenarios_test

import (
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/internal/check"
	"github.com/openimagekit/imagekit/conformance/internal/exchanges"
	"github.com/openimagekit/imagekit/conformance/mockserver"
)

const needsFaults = "the service cannot be made to fail"

var failureScenarios = []scenario{
	{"the rate limit of every operation", needsFaults, rateLimited},
	{"an internal error of every operation", needsFaults, internalError},
}

// addFault adds a fault that makes the next request fail.
func (a *account) addFault(t *testing.T, fault mockserver.Fault) {
	t.Helper()
	fault.Count = 1
	check.Call(a.server.AddFault(fault)).Must(t)
}

func rateLimited(t *testing.T, a *account) {
	eachOperation(t, func(t *testing.T, op operationSpec, e exchanges.Exchange) {
		a.addFault(t, mockserver.Fault{Kind: mockserver.FaultRateLimit, RateLimitReset: 1500 * time.Millisecond})
		_, err := e.Call(t.Context(), a.Client)
		wantError(t, err, imagekit.ErrRateLimited)
		failed, _ := errors.AsType[*imagekit.Error](err)
		wantEqual(t, "operation and reset", []any{failed.Operation, failed.RateLimit.Reset},
			[]any{op.OperationID, 1500 * time.Millisecond})
	})
}

func internalError(t *testing.T, a *account) {
	eachOperation(t, func(t *testing.T, _ operationSpec, e exchanges.Exchange) {
		a.addFault(t, mockserver.Fault{Kind: mockserver.FaultStatus, Status: http.StatusServiceUnavailable})
		_, err := e.Call(t.Context(), a.Client)
		failed, ok := errors.AsType[*imagekit.Error](err)
		if !ok || failed.StatusCode != http.StatusServiceUnavailable || errors.Is(err, imagekit.ErrRateLimited) {
			t.Errorf("error %v, want an error with status 503", err)
		}
	})
}
