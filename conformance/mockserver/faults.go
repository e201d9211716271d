package mockserver

import (
	"fmt"
	"net/http"
	"time"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/contract"
	"github.com/openimagekit/imagekit/conformance/mockserver/internal/controljson"
	"github.com/openimagekit/imagekit/conformance/mockserver/internal/faults"
	"github.com/openimagekit/imagekit/conformance/mockserver/internal/ratelimit"
	"github.com/openimagekit/imagekit/conformance/mockserver/internal/requestlog"
)

// FaultKind is the way in which a [Fault] makes a request fail.
type FaultKind string

// The kinds of faults, with the fields of [Fault] that they use. All of them use Latency.
const (
	// FaultLatency lets the operation wait for Latency and then run as always.
	FaultLatency FaultKind = "latency"
	// FaultStatus answers with an error of the service: Status, Message, RetryAfter, Headers, Executed.
	FaultStatus FaultKind = "status"
	// FaultRateLimit answers 429 with the service's three X-RateLimit headers: RateLimitReset (one second without it),
	// Message, RetryAfter, Headers, Executed. For a 429 without these headers take [FaultStatus].
	FaultRateLimit FaultKind = "rateLimit"
	// FaultHTML answers with a page, as a proxy does: Status (502 without it), RetryAfter, Headers, Executed.
	FaultHTML FaultKind = "html"
	// FaultResetBeforeBody resets the connection before a byte of the request's body is read.
	FaultResetBeforeBody FaultKind = "resetBeforeBody"
	// FaultResetDuringBody resets it when Bytes of the request's body have been read; without Bytes, half of it.
	FaultResetDuringBody FaultKind = "resetDuringBody"
	// FaultResetAfterBody resets it when the request has been read, and does nothing else.
	FaultResetAfterBody FaultKind = "resetAfterBody"
	// FaultResetAfterExecution executes the operation and resets the connection before a byte of the response is sent:
	// the failure of which a client cannot know whether it may try again.
	FaultResetAfterExecution FaultKind = "resetAfterExecution"
	// FaultResetDuringResponse executes the operation and resets the connection after Bytes of the response's body;
	// without Bytes, half of it. A response without a body, such as a 204 or one to HEAD, is reset before its header.
	FaultResetDuringResponse FaultKind = "resetDuringResponse"
	// FaultTruncated executes the operation and cuts the response's body after Bytes (half of it without Bytes); as
	// HTTP it is complete. It does not hit requests whose response has no body.
	FaultTruncated FaultKind = "truncated"
	// FaultContentType executes the operation and answers with another ContentType.
	FaultContentType FaultKind = "contentType"
	// FaultDrip executes the operation and sends the response's body Bytes (1 without it) at a time, with a pause of
	// Interval between. A response without a body comes at once.
	FaultDrip FaultKind = "drip"
)

// Fault makes requests fail on demand. Faults apply in the order in which they were added: the first one that is due
// hits the request, the others do not. Every fault that matches counts the request for its After. So two faults with a
// Count of one hit two requests, one after the other. Faults that answer with a status, a page or a rate limit do so
// after the request has been read.
//
// Every attempt counts, also one that the client's transport makes by itself: net/http repeats a GET if its connection
// was used before and is reset before the response.
//
// In JSON, durations are strings such as "1.5s", and fields that are not set can be left out:
//
//	{"operation": "upload", "kind": "status", "status": 503, "retryAfter": "2s", "after": 1, "count": 2}
type Fault struct {
	// ID is set by the server.
	ID string `json:"id,omitzero"`
	// Operation is an operationId of openapi.yaml, deliver for downloads of files, or empty or * for all of these.
	Operation string `json:"operation,omitzero"`
	// After is how many matching requests pass first.
	After int `json:"after,omitzero"`
	// Count is how many requests are hit; 0 means all until the fault is removed.
	Count int       `json:"count,omitzero"`
	Kind  FaultKind `json:"kind"` // required

	// Latency passes before anything else happens.
	Latency time.Duration `json:"latency,omitzero"`
	// Status is 200 to 599. With Headers, a 302 can lead elsewhere; a page with a 200 is what a captive portal answers.
	Status int `json:"status,omitzero"`
	// Executed carries out the operation nevertheless; only its response is replaced.
	Executed bool `json:"executed,omitzero"`
	// Message replaces the text of the error.
	Message string `json:"message,omitzero"`
	// RetryAfter is sent as the header Retry-After, in whole seconds rounded up.
	RetryAfter time.Duration `json:"retryAfter,omitzero"`
	// RateLimitReset is sent as the header X-RateLimit-Reset, in milliseconds.
	RateLimitReset time.Duration `json:"rateLimitReset,omitzero"`
	// Headers are set last.
	Headers map[string]string `json:"headers,omitempty"`
	// Bytes is a place in a body, or the size of a piece of it.
	Bytes int64 `json:"bytes,omitzero"`
	// Interval is the pause between pieces.
	Interval time.Duration `json:"interval,omitzero"`
	// ContentType is the type to answer with.
	ContentType string `json:"contentType,omitzero"`

	// Hits tells how many requests were hit; the server counts.
	Hits int `json:"hits"`
}

// MarshalJSON writes durations as text.
func (f Fault) MarshalJSON() ([]byte, error) {
	type plain Fault
	return controljson.Marshal(plain(f))
}

// UnmarshalJSON reads what MarshalJSON writes. Unknown fields are an error, because a misspelt field would have no
// effect.
func (f *Fault) UnmarshalJSON(data []byte) error {
	type plain Fault
	var read plain
	if err := controljson.Unmarshal(data, &read); err != nil {
		return err
	}
	*f = Fault(read)
	return nil
}

// AddFault adds a fault, which applies from the next request on, and returns its id for [Server.RemoveFault]. It fails
// if the kind is unknown or a field does not belong to it, and if there are 1,000 faults that are not used up.
func (s *Server) AddFault(f Fault) (id string, err error) {
	added, err := s.api().addFault(f)
	if err != nil {
		return "", fmt.Errorf("mockserver: %w", err)
	}
	return added.ID, nil
}

// RemoveFault removes a fault. Requests that it has already hit are not affected.
func (s *Server) RemoveFault(id string) error {
	if err := s.api().faults.Remove(id); err != nil {
		return fmt.Errorf("mockserver: %w", err)
	}
	return nil
}

// Faults returns all faults in the order in which they were added, also those whose Count is used up.
func (s *Server) Faults() []Fault { return s.api().allFaults() }

// ClearFaults removes all faults.
func (s *Server) ClearFaults() { s.api().faults.Clear() }

// deliverOperation is what downloads of files are called where operations are named.
const deliverOperation = "deliver"

func newInjector() *faults.Injector {
	return faults.New(faults.Config{
		CheckOperation: checkOperation,
		Operation:      operationID,
		Note:           func(r *http.Request, fault string) { requestlog.Note(r, operationID(r), fault) },
		ErrorBody:      errorBody,
		LimitRate:      setExceededHeaders,
	})
}

// checkOperation is about the names that faults can have beside those for all operations.
func checkOperation(name string) error {
	if name == deliverOperation || contract.HasOperation(name) {
		return nil
	}
	return fmt.Errorf("there is no operation %q; take an operationId of openapi.yaml, %s or *", name, deliverOperation)
}

// operationID names the operation of a request that has one.
func operationID(r *http.Request) string {
	if operation := operationOf(r); operation != nil {
		return operation.ID()
	}
	return deliverOperation
}

// errorBody makes the body of an error of the service.
func errorBody(status int, message string) []byte {
	body, _ := encode(failure(status, message, "").body) // plain text always encodes
	return body
}

// limitRate sets the headers that a request gets if it exceeds a limit of the service.
func setExceededHeaders(h http.Header, r *http.Request, reset time.Duration) (message string) {
	limits := ServiceRateLimits()
	rate := limits.WritesPerSecond
	if isRead(r) {
		rate = limits.ReadsPerSecond
	}
	ratelimit.SetHeader(h, rate, reset)
	return errRateLimit.body.Message
}

func (a *api) addFault(f Fault) (Fault, error) {
	added, err := a.faults.Add(f.internal())
	if err != nil {
		return Fault{}, argumentErrorf("fault: %v", err)
	}
	return faultOf(added), nil
}

func (a *api) allFaults() []Fault {
	all := []Fault{}
	for _, f := range a.faults.All() {
		all = append(all, faultOf(f))
	}
	return all
}

// internal returns the fault in the form of the package that plays it.
func (f Fault) internal() faults.Fault {
	return faults.Fault{
		ID: f.ID, Operation: f.Operation, After: f.After, Count: f.Count, Kind: faults.Kind(f.Kind), Latency: f.Latency,
		Status: f.Status, Executed: f.Executed, Message: f.Message, RetryAfter: f.RetryAfter,
		RateLimitReset: f.RateLimitReset, Headers: f.Headers, Bytes: f.Bytes, Interval: f.Interval,
		ContentType: f.ContentType, Hits: f.Hits,
	}
}

// faultOf is the opposite of [Fault.internal].
func faultOf(f faults.Fault) Fault {
	return Fault{
		ID: f.ID, Operation: f.Operation, After: f.After, Count: f.Count, Kind: FaultKind(f.Kind), Latency: f.Latency,
		Status: f.Status, Executed: f.Executed, Message: f.Message, RetryAfter: f.RetryAfter,
		RateLimitReset: f.RateLimitReset, Headers: f.Headers, Bytes: f.Bytes, Interval: f.Interval,
		ContentType: f.ContentType, Hits: f.Hits,
	}
}
