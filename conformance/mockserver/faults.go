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

// The kinds of faults, each with the fields of [Fault] that it uses. All kinds use Latency.
const (
	// FaultLatency delays the operation by Latency (required). The operation then runs normally.
	FaultLatency FaultKind = "latency"
	// FaultStatus responds with an error of the service. It uses Status (required), Message, RetryAfter, Headers and
	// Executed.
	FaultStatus FaultKind = "status"
	// FaultRateLimit responds with status 429 and the three X-RateLimit headers of the service. It uses RateLimitReset
	// (default: one second), Message, RetryAfter, Headers and Executed. For a 429 without these headers, use
	// [FaultStatus].
	FaultRateLimit FaultKind = "rateLimit"
	// FaultHTML responds with an HTML page, as proxies do. It uses Status (default: 502), RetryAfter, Headers and
	// Executed.
	FaultHTML FaultKind = "html"
	// FaultResetBeforeBody resets the connection before any byte of the request's body is read.
	FaultResetBeforeBody FaultKind = "resetBeforeBody"
	// FaultResetDuringBody resets the connection after Bytes of the request's body have been read (default: half of
	// it).
	FaultResetDuringBody FaultKind = "resetDuringBody"
	// FaultResetAfterBody resets the connection after the request has been read. The operation is not executed.
	FaultResetAfterBody FaultKind = "resetAfterBody"
	// FaultResetAfterExecution executes the operation and resets the connection before any byte of the response is
	// sent. A client cannot know whether the operation was executed.
	FaultResetAfterExecution FaultKind = "resetAfterExecution"
	// FaultResetDuringResponse executes the operation and resets the connection after Bytes of the response's body
	// (default: half of it). If the response has no body, such as a 204 or the response to a HEAD request, it resets
	// the connection before the header is sent.
	FaultResetDuringResponse FaultKind = "resetDuringResponse"
	// FaultTruncated executes the operation and sends a complete HTTP response whose body ends after Bytes (default:
	// half of it). It does not hit requests whose responses have no body.
	FaultTruncated FaultKind = "truncated"
	// FaultContentType executes the operation and sends its response with another Content-Type. It uses ContentType
	// (required).
	FaultContentType FaultKind = "contentType"
	// FaultDrip executes the operation and sends the response's body in pieces of Bytes (default: 1), with a pause of
	// Interval (required) between them. A response without a body is sent at once.
	FaultDrip FaultKind = "drip"
)

// Fault makes requests fail. When a request arrives, each fault whose Operation matches counts it. At most one of these
// faults hits the request: the first one, in the order in which they were added, that has counted After earlier
// requests, and whose Count is not used up. So two faults with a Count of 1 hit two requests, one after the other.
// Faults that respond with a status, an HTML page or a rate limit read the request first.
//
// Every attempt of a request counts, including those that the client's transport makes: net/http repeats a GET request
// if it was sent on a reused connection that was reset before the response.
//
// In JSON, durations are strings such as "1.5s", and fields with zero values can be omitted:
//
//	{"operation": "upload", "kind": "status", "status": 503, "retryAfter": "2s", "after": 1, "count": 2}
type Fault struct {
	// ID identifies the fault. The server sets it.
	ID string `json:"id,omitzero"`
	// Operation is an operationId of openapi.yaml, or deliver for downloads of files. If it is empty or *, the fault
	// applies to all of these.
	Operation string `json:"operation,omitzero"`
	// After is the number of matching requests that pass before the fault hits one.
	After int `json:"after,omitzero"`
	// Count is the number of requests that the fault hits; 0 means all until the fault is removed.
	Count int       `json:"count,omitzero"`
	Kind  FaultKind `json:"kind"` // required

	// Latency is a delay before anything else happens.
	Latency time.Duration `json:"latency,omitzero"`
	// Status is the status of the response, 200 to 599 except 204, 205 and 304. With a Location in Headers, a 302 is a
	// redirect; an HTML page with status 200 is like the login page of a captive portal.
	Status int `json:"status,omitzero"`
	// Executed executes the operation and discards its response.
	Executed bool `json:"executed,omitzero"`
	// Message replaces the message of the error.
	Message string `json:"message,omitzero"`
	// RetryAfter is sent in the header Retry-After, in whole seconds, rounded up.
	RetryAfter time.Duration `json:"retryAfter,omitzero"`
	// RateLimitReset is sent in the header X-RateLimit-Reset, in milliseconds.
	RateLimitReset time.Duration `json:"rateLimitReset,omitzero"`
	// Headers are headers of the response. They override the others. Content-Length and Transfer-Encoding are not
	// allowed.
	Headers map[string]string `json:"headers,omitempty"`
	// Bytes is an offset in a body, or the size of a piece of it.
	Bytes int64 `json:"bytes,omitzero"`
	// Interval is the pause between two pieces.
	Interval time.Duration `json:"interval,omitzero"`
	// ContentType is the Content-Type of the response.
	ContentType string `json:"contentType,omitzero"`

	// Hits is the number of requests that the fault has hit. The server sets it.
	Hits int `json:"hits"`
}

// MarshalJSON writes durations as text such as "1.5s".
func (f Fault) MarshalJSON() ([]byte, error) {
	type plain Fault
	return controljson.Marshal(plain(f))
}

// UnmarshalJSON reads the format that MarshalJSON writes. It fails if there is an unknown field, because otherwise a
// misspelt field would have no effect.
func (f *Fault) UnmarshalJSON(data []byte) error {
	type plain Fault
	var read plain
	if err := controljson.Unmarshal(data, &read); err != nil {
		return err
	}
	*f = Fault(read)
	return nil
}

// AddFault adds a fault, which applies to requests from now on, and returns its id for [Server.RemoveFault]. It fails
// if the kind or the operation is unknown, if a field that the kind requires is missing, if a field is set that the
// kind does not use, if a value is out of range, and if there are already 1,000 faults whose Count is not used up.
func (s *Server) AddFault(f Fault) (id string, err error) {
	added, err := s.api().addFault(f)
	if err != nil {
		return "", fmt.Errorf("mockserver: %w", err)
	}
	return added.ID, nil
}

// RemoveFault removes a fault. It does not affect requests that the fault has already hit. It fails if there is no
// fault with this id.
func (s *Server) RemoveFault(id string) error {
	if err := s.api().faults.Remove(id); err != nil {
		return fmt.Errorf("mockserver: %w", err)
	}
	return nil
}

// Faults returns all faults in the order in which they were added, including those whose Count is used up.
func (s *Server) Faults() []Fault { return s.api().allFaults() }

// ClearFaults removes all faults.
func (s *Server) ClearFaults() { s.api().faults.Clear() }

// deliverOperation is the name of the operation of requests that download files.
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

// checkOperation returns an error if name is not an operation that a fault can apply to.
func checkOperation(name string) error {
	if name == deliverOperation || contract.HasOperation(name) {
		return nil
	}
	return fmt.Errorf("unknown operation %q; use an operationId of openapi.yaml, %s or *", name, deliverOperation)
}

// operationID returns the operationId of a request, or deliver if the request is not an operation of the API.
func operationID(r *http.Request) string {
	if operation := operationOf(r); operation != nil {
		return operation.ID()
	}
	return deliverOperation
}

// errorBody returns the body of an error response of the service.
func errorBody(status int, message string) []byte {
	body, _ := encode(failure(status, message, "").body) // cannot fail: the body has only texts
	return body
}

// setExceededHeaders sets the rate limit headers of the response to a request that exceeds the service's limits, and
// returns the message of that response.
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

// internal converts a fault to the type of package faults.
func (f Fault) internal() faults.Fault {
	return faults.Fault{
		ID: f.ID, Operation: f.Operation, After: f.After, Count: f.Count, Kind: faults.Kind(f.Kind), Latency: f.Latency,
		Status: f.Status, Executed: f.Executed, Message: f.Message, RetryAfter: f.RetryAfter,
		RateLimitReset: f.RateLimitReset, Headers: f.Headers, Bytes: f.Bytes, Interval: f.Interval,
		ContentType: f.ContentType, Hits: f.Hits,
	}
}

// faultOf converts a fault from the type of package faults.
func faultOf(f faults.Fault) Fault {
	return Fault{
		ID: f.ID, Operation: f.Operation, After: f.After, Count: f.Count, Kind: FaultKind(f.Kind), Latency: f.Latency,
		Status: f.Status, Executed: f.Executed, Message: f.Message, RetryAfter: f.RetryAfter,
		RateLimitReset: f.RateLimitReset, Headers: f.Headers, Bytes: f.Bytes, Interval: f.Interval,
		ContentType: f.ContentType, Hits: f.Hits,
	}
}
