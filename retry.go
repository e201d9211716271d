package imagekit

import (
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"time"

	"github.com/openimagekit/imagekit/internal/request"
)

// RetryPolicy says when a call that failed is made again, and how long to wait before that. A field that is zero has
// the default.
//
// What is repeated depends on whether the service can have acted, and on what the operation does; see
// [RetryPolicy.Decide]. Waits grow exponentially with full jitter: each is a random time between zero and a limit that
// doubles from MinBackoff to MaxBackoff. A response that says how long to wait (X-RateLimit-Reset or Retry-After) is
// obeyed up to MaxRetryAfter; a longer wait is cut to that, and the call repeated then. A wait that the deadline of the
// context leaves no time for is not begun: the call fails at once, and says so.
type RetryPolicy struct {
	MaxAttempts int // at most, the first one included; 4 by default, 1 repeats nothing
	// longest wait before the second attempt, if MaxBackoff is not shorter; 500 ms by default
	MinBackoff    time.Duration
	MaxBackoff    time.Duration // longest wait before any attempt; 20 s by default
	MaxRetryAfter time.Duration // longest wait that is made because the service asks for it; 1 min by default
}

var defaultPolicy = RetryPolicy{MaxAttempts: 4, MinBackoff: 500 * time.Millisecond, MaxBackoff: 20 * time.Second, MaxRetryAfter: time.Minute}

// or fills in what is zero.
func (p RetryPolicy) or(defaults RetryPolicy) RetryPolicy {
	return RetryPolicy{
		MaxAttempts: cmp.Or(p.MaxAttempts, defaults.MaxAttempts), MinBackoff: cmp.Or(p.MinBackoff, defaults.MinBackoff),
		MaxBackoff: cmp.Or(p.MaxBackoff, defaults.MaxBackoff), MaxRetryAfter: cmp.Or(p.MaxRetryAfter, defaults.MaxRetryAfter),
	}
}

// check refuses what makes no sense.
func (p RetryPolicy) check() error {
	switch {
	case p.MaxAttempts < 0:
		return fmt.Errorf("%d attempts are not possible", p.MaxAttempts)
	case p.MinBackoff < 0 || p.MaxBackoff < 0 || p.MaxRetryAfter < 0:
		return errors.New("a wait is negative")
	}
	return nil
}

// WithRetryPolicy says when calls that fail are made again. WithRetryPolicy(RetryPolicy{MaxAttempts: 1}) turns that
// off.
func WithRetryPolicy(policy RetryPolicy) Option {
	return func(c *config) error {
		if err := policy.check(); err != nil {
			return &ConfigError{Option: "WithRetryPolicy", Err: err}
		}
		c.retry = policy.or(defaultPolicy)
		return nil
	}
}

// WithRetryBudget limits how often a client repeats calls, all together: up to burst repetitions at once, and perSecond
// of them in the long run. So a busy program sends a service that is down few requests more than it would without
// retries. The default is 10 per second and a burst of 100; a burst of 0 repeats nothing. What the budget has no room
// for fails at once, with the error of its last attempt.
func WithRetryBudget(perSecond float64, burst int) Option {
	return func(c *config) error {
		if perSecond < 0 || burst < 0 {
			return &ConfigError{Option: "WithRetryBudget", Err: fmt.Errorf("%v per second and %d at once are not possible", perSecond, burst)}
		}
		c.budget = newBudget(perSecond, burst)
		return nil
	}
}

// WithRetry changes the client's policy for one call: a field that is zero stays as it is.
func WithRetry(policy RetryPolicy) RequestOption {
	return func(o *requestOptions) {
		if err := policy.check(); err != nil {
			o.problem = &request.Problem{Argument: "WithRetry", Reason: err.Error()}
			return
		}
		o.retry = policy
	}
}

// Class says whether an operation can safely be repeated. It follows from the HTTP method and from x-idempotent in
// openapi.yaml.
type Class int

// String returns idempotent, not idempotent or upload.
func (c Class) String() string { return name(int(c), "idempotent", "not idempotent", "upload") }

// The classes.
const (
	ClassIdempotent    Class = iota // carried out twice, it leaves the account as if carried out once
	ClassNotIdempotent              // carried out twice, it may leave two of something
	ClassUpload                     // likewise, but the client can find out whether it was carried out
)

// Decision is what follows from an attempt that failed.
type Decision int

// String returns fail, unknown, repeat or look first.
func (d Decision) String() string { return name(int(d), "fail", "unknown", "repeat", "look first") }

func name(i int, names ...string) string {
	if i < 0 || i >= len(names) {
		return strconv.Itoa(i)
	}
	return names[i]
}

// The decisions.
const (
	DecisionFail Decision = iota // the call fails with the error of the attempt
	// the call fails, and nobody knows whether it was carried out: [ErrOutcomeUnknown]
	DecisionUnknown
	DecisionRepeat // the call is made again
	// the client looks for the uploaded file, and if it is not there and attempts are left, repeats the upload
	DecisionLookFirst
)

// Decide is the rule by which calls are repeated, while the retry budget has room. attempt is the number of the one
// that failed, from 1 on: after the last one, Fail stands for Repeat.
//
//	                                                              Idempotent   NotIdempotent   Upload
//	429, connection refused, host name not resolved for now       Repeat       Repeat          Repeat
//	408, 500, 502, 503, 504, connection lost, time out            Repeat       Unknown         LookFirst
//	success whose body cannot be decoded, every other status      Fail         Unknown         LookFirst
//	below 200, 3xx but 307 and 308, from 506 on, no TLS,
//	end of the context
//	every other status, certificate refused, unknown host         Fail         Fail            Fail
//
// status is 0 if there was no response; err is then the error of the attempt. With a status, err is what broke the
// response off. The Err of an [Error] will do. The client knows more than that: without a connection nothing was sent;
// an upload whose body was not sent to its end has not been carried out; and what the context ends before that has
// certainly failed. A call that fails is [ErrOutcomeUnknown] as well if its last attempt was a success that cannot be
// read, and it is no GET: what was to be done has been done.
func (p RetryPolicy) Decide(class Class, attempt, status int, err error) Decision {
	return p.or(defaultPolicy).decide(class, attempt, consequence(status, err))
}

func (p RetryPolicy) decide(class Class, attempt int, effect effect) Decision {
	mayRepeat := effect == notCarriedOut || effect == maybe && class == ClassIdempotent
	switch {
	case mayRepeat && attempt < p.MaxAttempts:
		return DecisionRepeat
	case effect.isCertain(), class == ClassIdempotent:
		return DecisionFail
	case class == ClassUpload:
		return DecisionLookFirst
	}
	return DecisionUnknown
}

// effect is what can have become of a request that failed.
type effect int

const (
	final         effect = iota // it was not carried out, and would not be another time
	notCarriedOut               // it was not, but may be another time
	maybe                       // it may have been carried out, and may succeed another time
	// it may have been carried out, and would fail another time as well, or must not be repeated
	unclear
)

// isCertain reports whether the service has not acted.
func (e effect) isCertain() bool { return e == final || e == notCarriedOut }

// certainly is the effect on a service that is known not to have acted.
func (e effect) certainly() effect {
	switch e {
	case maybe:
		return notCarriedOut
	case unclear:
		return final
	}
	return e
}

func consequence(status int, err error) effect {
	if status == 0 || err != nil && status < http.StatusMultipleChoices {
		return consequenceOf(err)
	}
	switch status {
	case http.StatusTooManyRequests:
		return notCarriedOut
	case http.StatusRequestTimeout, http.StatusInternalServerError, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return maybe
	case http.StatusNotImplemented, http.StatusHTTPVersionNotSupported:
		return final
	case http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		return final
	}
	if status < http.StatusBadRequest || status > http.StatusInternalServerError {
		// No final status, or a redirect to where the result of what was done is to be read, or from a proxy: 520, 522
		// and 524 do not say what the service has done.
		return unclear
	}
	return final
}

// consequenceOf judges an error without a response, or one that broke a response off.
func consequenceOf(err error) effect {
	dns, unresolved := errors.AsType[*net.DNSError](err)
	operation, _ := errors.AsType[*net.OpError](err)
	switch {
	case unresolved && dns.IsNotFound, is[*tls.CertificateVerificationError](err), // and of transports that have a TLS of their own:
		is[x509.UnknownAuthorityError](err), is[x509.HostnameError](err), is[x509.CertificateInvalidError](err):
		return final
	case operation != nil && (operation.Op == "dial" || operation.Op == "proxyconnect"):
		return notCarriedOut // even if it took too long, which is no end of the context
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded), is[*answerError](err),
		// of a server that speaks no TLS, or does not any more
		is[tls.RecordHeaderError](err), errors.Is(err, http.ErrSchemeMismatch):
		return unclear
	case errors.Is(err, ErrHostNotAllowed):
		return final
	case unresolved:
		return notCarriedOut
	}
	return maybe
}

// is reports whether an error holds one of a type.
func is[T error](err error) bool {
	_, ok := errors.AsType[T](err)
	return ok
}

// answerError is an answer that does not tell what has become of the request, and would not the next time.
type answerError struct{ error }

func (e *answerError) Unwrap() error { return e.error }
