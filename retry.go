package imagekit

import (
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"net"
	"net/http"
	"strconv"
	"time"

	"golang.org/x/time/rate"

	"github.com/openimagekit/imagekit/internal/request"
	"github.com/openimagekit/imagekit/internal/transport"
)

// RetryPolicy limits how often a call that fails is repeated, and how long the client waits before each repetition. A
// zero field means the default.
//
// Whether a call is repeated depends on the operation, and on whether the service may have acted. An operation is
// idempotent if carrying it out twice leaves the account as if it was carried out once; its HTTP method and
// x-idempotent in openapi.yaml determine this. The table shows what the client does after a failed attempt, while
// attempts are left and the retry budget ([WithRetryBudget]) is not used up:
//
//	                                                          idempotent   other     upload       upload with a key
//	429, connection refused, host name not resolved for now   repeat       repeat    repeat       repeat
//	408, 500, 502, 503, 504, connection lost, timeout         repeat       unknown   look first   repeat
//	success whose body cannot be decoded, status below 200,   fail         unknown   look first   repeat
//	3xx except 307 and 308, status from 506 on, no TLS,
//	end of the context (which is never repeated)
//	every other status, certificate refused, unknown host     fail         fail      fail         fail
//
// Instead of repeat, the call fails after the last attempt. Fail means that the call returns the error of the attempt.
// Unknown means that this error also wraps [ErrOutcomeUnknown], because the call may have been carried out. Look first
// means that the client looks for the uploaded file if the caller chose its path (UseUniqueFileName false): if the file
// is there, the call succeeds; if it is not, the upload is repeated. If the search fails, or the service was asked to
// choose the name, the call fails with [ErrUploadOutcomeUnknown]. An upload with a key ([WithUploadKey],
// [WithRepeatableUploads]) is repeated, because the service refuses a second file. When the service refuses a second
// file, or no attempt is left, the client looks for the file.
//
// There are three exceptions. A request that got no connection, and an upload whose body was not sent completely, have
// certainly not been carried out: they are repeated after a temporary failure, and their outcome is never unknown. If
// the last response to a call other than GET is a success that cannot be read, the outcome is unknown even if the
// operation is idempotent, because the change has been made. With [WithPrivateKeySource], a 401 is repeated once if the
// source has another key.
//
// The wait before an attempt is random (full jitter): uniform between zero and a limit that starts at MinBackoff and
// doubles up to MaxBackoff. If the response asks for a wait (X-RateLimit-Reset or Retry-After), the client waits that
// long, but no longer than MaxRetryAfter. If a wait would end after the deadline of the context, the call fails at
// once, and its error contains the reason.
type RetryPolicy struct {
	// MaxAttempts is the greatest number of attempts, including the first one. The default is 4; with 1, no call is
	// repeated.
	MaxAttempts int
	// MinBackoff is the upper limit of the first random wait, unless MaxBackoff is less. The default is 500 ms.
	MinBackoff time.Duration
	// MaxBackoff is the upper limit of all random waits. The default is 20 s.
	MaxBackoff time.Duration
	// MaxRetryAfter is the upper limit of waits that the service asks for. The default is 1 min.
	MaxRetryAfter time.Duration
}

var defaultPolicy = RetryPolicy{
	MaxAttempts: 4, MinBackoff: 500 * time.Millisecond, MaxBackoff: 20 * time.Second, MaxRetryAfter: time.Minute,
}

// or returns p with its zero fields replaced by those of defaults.
func (p RetryPolicy) or(defaults RetryPolicy) RetryPolicy {
	return RetryPolicy{
		MaxAttempts:   cmp.Or(p.MaxAttempts, defaults.MaxAttempts),
		MinBackoff:    cmp.Or(p.MinBackoff, defaults.MinBackoff),
		MaxBackoff:    cmp.Or(p.MaxBackoff, defaults.MaxBackoff),
		MaxRetryAfter: cmp.Or(p.MaxRetryAfter, defaults.MaxRetryAfter),
	}
}

func (p RetryPolicy) check() error {
	switch {
	case p.MaxAttempts < 0:
		return fmt.Errorf("MaxAttempts must not be negative: %d", p.MaxAttempts)
	case p.MinBackoff < 0 || p.MaxBackoff < 0 || p.MaxRetryAfter < 0:
		return errors.New("MinBackoff, MaxBackoff and MaxRetryAfter must not be negative")
	}
	return nil
}

// backoff returns a random wait. before is the number of random waits that the call has already made.
func (p RetryPolicy) backoff(before int) time.Duration {
	limit := min(p.MinBackoff, p.MaxBackoff)
	for ; before > 0 && limit < p.MaxBackoff; before-- {
		if limit *= 2; limit > p.MaxBackoff || limit < 0 {
			limit = p.MaxBackoff
		}
	}
	return rand.N(max(limit, 1))
}

// WithRetryPolicy sets the retry policy of all calls; a zero field means the default. To repeat no call, use
//
//	imagekit.WithRetryPolicy(imagekit.RetryPolicy{MaxAttempts: 1})
//
// A negative field is a [ConfigError].
func WithRetryPolicy(policy RetryPolicy) Option {
	return func(c *config) error {
		if err := policy.check(); err != nil {
			return &ConfigError{Option: "WithRetryPolicy", Err: err}
		}
		c.retry = policy.or(defaultPolicy)
		return nil
	}
}

// WithRetryBudget limits how often a client repeats calls, counted over all calls: burst repetitions at once, and
// perSecond in the long run. A busy program then sends few more requests to a service that is down than it would
// without retries. Downloads ([Client.Open]) have another budget of the same size. The default is 10 per second and a
// burst of 100; with a burst of 0, no call is repeated. If the budget is used up, a call that fails is not repeated and
// returns the error of its last attempt. A negative value is a [ConfigError].
func WithRetryBudget(perSecond float64, burst int) Option {
	return func(c *config) error {
		if math.IsNaN(perSecond) || perSecond < 0 || burst < 0 {
			err := fmt.Errorf("perSecond %v and burst %d must be numbers that are not negative", perSecond, burst)
			return &ConfigError{Option: "WithRetryBudget", Err: err}
		}
		c.budget = newRetryBudget(perSecond, burst)
		return nil
	}
}

// newRetryBudget returns a token bucket: each repetition takes a token.
func newRetryBudget(perSecond float64, burst int) *rate.Limiter {
	return rate.NewLimiter(rate.Limit(perSecond), burst)
}

// WithRetry changes the client's retry policy for one call; a field that is zero keeps the client's value. A negative
// field is an [ArgumentError] of the call.
func WithRetry(policy RetryPolicy) RequestOption {
	return func(o *requestOptions) {
		if err := policy.check(); err != nil {
			o.problem = &request.Problem{Argument: "WithRetry", Reason: err.Error()}
			return
		}
		o.retry = policy
	}
}

// class describes whether an operation can safely be repeated.
type class int

const (
	classIdempotent    class = iota // carrying it out twice leaves the account as if it was carried out once
	classNotIdempotent              // carrying it out twice may create or change something twice
	classUpload                     // likewise, but the client can look for the file
	classKeyedUpload                // an upload with a key, which the service carries out only once
)

// decision is what to do after an attempt that failed.
type decision int

const (
	decisionFail      decision = iota // the call fails with the error of the attempt
	decisionUnknown                   // likewise, and it is unknown whether it was carried out
	decisionRepeat                    // the call is repeated
	decisionLookFirst                 // if the file is not found and attempts are left, the upload is repeated
)

// decide returns what to do after an attempt that failed with the outcome o, by the rule that the documentation of
// [RetryPolicy] describes. attempt is the number of the attempt, from 1 on.
func (p RetryPolicy) decide(class class, attempt int, o outcome) decision {
	mayRepeat := o == notApplied || o == ambiguous && class == classIdempotent ||
		!o.isCertain() && class == classKeyedUpload
	switch {
	case mayRepeat && attempt < p.MaxAttempts:
		return decisionRepeat
	case o.isCertain(), class == classIdempotent:
		return decisionFail
	case class == classUpload:
		return decisionLookFirst
	}
	return decisionUnknown
}

// outcome describes whether a request that failed may have been carried out, and whether it may succeed another time.
type outcome int

const (
	rejected       outcome = iota // not carried out, and would be rejected again
	notApplied                    // not carried out, but may succeed another time
	ambiguous                     // may have been carried out, and may succeed another time
	ambiguousFinal                // may have been carried out, and would fail again or must not be repeated
)

// isCertain reports whether the service has certainly not acted.
func (o outcome) isCertain() bool { return o == rejected || o == notApplied }

// certainly returns the outcome if it is known that the service has not acted.
func (o outcome) certainly() outcome {
	switch o {
	case ambiguous:
		return notApplied
	case ambiguousFinal:
		return rejected
	}
	return o
}

// uncertainly returns the outcome if the service may have acted when the same request was sent before.
func (o outcome) uncertainly() outcome {
	switch o {
	case notApplied:
		return ambiguous
	case rejected:
		return ambiguousFinal
	}
	return o
}

// outcomeOf returns the outcome of a request whose response has a status outside of 200 to 299.
func outcomeOf(status int) outcome {
	switch status {
	case http.StatusTooManyRequests:
		return notApplied
	case http.StatusRequestTimeout, http.StatusInternalServerError, http.StatusBadGateway,
		http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return ambiguous
	case http.StatusNotImplemented, http.StatusHTTPVersionNotSupported,
		http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		return rejected
	}
	if status < http.StatusBadRequest || status > http.StatusInternalServerError {
		// The status is not final, or a redirect to the result of the request, or comes from a proxy: 520, 522 and 524
		// do not show whether the service has acted.
		return ambiguousFinal
	}
	return rejected
}

// outcomeOfError returns the outcome of a request that failed with an error.
func outcomeOfError(err error) outcome {
	dns, unresolved := errors.AsType[*net.DNSError](err)
	operation, _ := errors.AsType[*net.OpError](err)
	switch {
	case unresolved && dns.IsNotFound, isCertificateError(err):
		return rejected
	case operation != nil && (operation.Op == "dial" || operation.Op == "proxyconnect"):
		return notApplied // even if connecting took too long: that is not the end of the context
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded),
		is[*unreadableError](err), is[*transport.MethodError](err),
		// the server does not speak TLS, or no longer does
		is[tls.RecordHeaderError](err), errors.Is(err, http.ErrSchemeMismatch):
		return ambiguousFinal
	case errors.Is(err, ErrHostNotAllowed):
		return rejected
	case unresolved:
		return notApplied
	}
	return ambiguous
}

// isCertificateError reports whether a certificate was refused, also by transports with another implementation of TLS.
func isCertificateError(err error) bool {
	return is[*tls.CertificateVerificationError](err) || is[x509.UnknownAuthorityError](err) ||
		is[x509.HostnameError](err) || is[x509.CertificateInvalidError](err)
}

// is reports whether the tree of an error has one of type T.
func is[T error](err error) bool {
	_, ok := errors.AsType[T](err)
	return ok
}

// unreadableError is the error of a response that cannot be read and therefore does not show whether the request was
// carried out. Repeating the request would not help.
type unreadableError struct{ error }

func (e *unreadableError) Unwrap() error { return e.error }

// retryAfter returns how long a response asks the client to wait, 0 if it does not ask. It reads X-RateLimit-Reset (in
// milliseconds) of a 429, or else Retry-After (in seconds, or a date).
func retryAfter(response *http.Response, now time.Time) time.Duration {
	if reset := rateLimit(response.Header).Reset; reset > 0 && response.StatusCode == http.StatusTooManyRequests {
		return reset
	}
	text := response.Header.Get("Retry-After")
	// a number that is out of range becomes the largest one
	if seconds, err := strconv.ParseUint(text, 10, 31); err == nil || errors.Is(err, strconv.ErrRange) {
		return time.Duration(seconds) * time.Second
	}
	if at, err := http.ParseTime(text); err == nil {
		if date, err := http.ParseTime(response.Header.Get("Date")); err == nil {
			now = date // Retry-After is by the clock of the server
		}
		return max(at.Sub(now), 0)
	}
	return 0
}
