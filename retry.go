package imagekit

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/openimagekit/imagekit/internal/rest"
)

// RetryPolicy says when a call that failed is made again, and how long to wait before that. A field that is zero has the default.
//
// What is repeated depends on whether the service can have acted, and on what the operation does; see [RetryPolicy.Decide]. Waits grow
// exponentially with full jitter: each is a random time between zero and a limit that doubles from BaseWait to MaxWait. A response that
// says how long to wait (X-RateLimit-Reset or Retry-After) is obeyed up to MaxServerWait. A wait that the deadline of the
// context leaves no time for is not begun: the call fails at once, and says so.
type RetryPolicy struct {
	Attempts      int           // at most, the first one included; 4 by default, 1 repeats nothing
	BaseWait      time.Duration // longest wait before the second attempt; 500 ms by default
	MaxWait       time.Duration // longest wait before any attempt; 20 s by default
	MaxServerWait time.Duration // longest wait that a response can ask for; 1 min by default
}

// withDefaults fills in what is zero.
func (p RetryPolicy) withDefaults() RetryPolicy {
	fill := func(field *time.Duration, value time.Duration) {
		if *field == 0 {
			*field = value
		}
	}
	if p.Attempts == 0 {
		p.Attempts = 4
	}
	fill(&p.BaseWait, 500*time.Millisecond)
	fill(&p.MaxWait, 20*time.Second)
	fill(&p.MaxServerWait, time.Minute)
	return p
}

// check refuses what makes no sense.
func (p RetryPolicy) check() error {
	switch {
	case p.Attempts < 0:
		return fmt.Errorf("%d attempts are not possible", p.Attempts)
	case p.BaseWait < 0 || p.MaxWait < 0 || p.MaxServerWait < 0:
		return errors.New("a wait is negative")
	}
	return nil
}

// WithRetryPolicy says when calls that fail are made again. WithRetryPolicy(RetryPolicy{Attempts: 1}) turns that off.
func WithRetryPolicy(policy RetryPolicy) Option {
	return func(c *config) error {
		if err := policy.check(); err != nil {
			return &ConfigError{Option: "WithRetryPolicy", Err: err}
		}
		c.retry = policy.withDefaults()
		return nil
	}
}

// WithRetryBudget limits how often a client repeats calls, all together: up to burst repetitions at once, and perSecond of them in
// the long run. So a busy program sends a service that is down few requests more than it would without retries. By default 100 and 10.
// What the budget has no room for fails at once, with the error of its last attempt.
func WithRetryBudget(perSecond float64, burst int) Option {
	return func(c *config) error {
		if perSecond < 0 || burst < 0 {
			return &ConfigError{Option: "WithRetryBudget", Err: fmt.Errorf("%v per second and %d at once are not possible", perSecond, burst)}
		}
		c.budget = newBudget(perSecond, burst)
		return nil
	}
}

// WithRetry replaces the client's policy for one call.
func WithRetry(policy RetryPolicy) RequestOption {
	return func(o *rest.Options) {
		if err := policy.check(); err != nil {
			o.Problem = &rest.Problem{Argument: "WithRetry", Reason: err.Error()}
			return
		}
		o.Retry = policy.withDefaults()
	}
}

// Class is what a repetition of an operation does. It follows from the HTTP method and from x-idempotent in openapi.yaml.
type Class int

// The classes.
const (
	ClassIdempotent    Class = iota // carried out twice, it leaves the account as if carried out once
	ClassNotIdempotent              // carried out twice, it may leave two of something
	ClassUpload                     // likewise, but the client can find out whether it was carried out
)

// Decision is what follows from an attempt that failed.
type Decision int

// The decisions.
const (
	DecisionFail      Decision = iota // the call fails with the error of the attempt
	DecisionUnknown                   // the call fails, and nobody knows whether it was carried out: [ErrOutcomeUnknown]
	DecisionRepeat                    // the call is made again
	DecisionLookFirst                 // the client looks for the uploaded file, and if it is not there and attempts are left, repeats the upload
)

// Decide is the rule by which calls are repeated, while the retry budget has room. attempt is the number of the one that failed, from 1 on:
// after the last one, Fail stands for Repeat.
//
//	                                                              Idempotent   NotIdempotent   Upload
//	429, connection refused, host name not resolved for now       Repeat       Repeat          Repeat
//	408, 500, 502, 503, 504, connection lost, time out            Repeat       Unknown         LookFirst
//	success whose body cannot be read                             Fail         Unknown         LookFirst
//	every other status, certificate refused, unknown host,        Fail         Fail            Fail
//	end of the context, file that cannot be read
//
// status is 0 if there was no response; err is then the error of the attempt. With a status, err is what broke the response off.
// An upload whose body was not sent to its end counts as not carried out: the service has refused it or not seen it.
func (p RetryPolicy) Decide(class Class, attempt, status int, err error) Decision {
	effect := consequence(status, err)
	switch {
	case effect == final, effect == unreadable && class == ClassIdempotent:
		return DecisionFail
	case effect == notCarriedOut, class == ClassIdempotent:
		if attempt >= p.withDefaults().Attempts {
			return DecisionFail
		}
		return DecisionRepeat
	case class == ClassUpload:
		return DecisionLookFirst
	}
	return DecisionUnknown
}

// What can have become of a request that failed.
type effect int

const (
	final         effect = iota // a repetition would fail as well
	notCarriedOut               // the service has not acted
	maybe                       // it may have
	unreadable                  // it says that it has, in a way that something else could have said it: a proxy or a captive portal
)

func consequence(status int, err error) effect {
	switch {
	case err != nil && (status == 0 || status < http.StatusMultipleChoices):
		return consequenceOf(err)
	case status == http.StatusTooManyRequests:
		return notCarriedOut
	}
	switch status {
	case http.StatusRequestTimeout, http.StatusInternalServerError, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return maybe
	}
	return final
}

// consequenceOf judges an error without a response, or one that broke a response off.
func consequenceOf(err error) effect {
	if told, ok := errors.AsType[*toldError](err); ok {
		return told.effect
	}
	dns, unresolved := errors.AsType[*net.DNSError](err)
	operation, _ := errors.AsType[*net.OpError](err)
	switch {
	case unresolved && dns.IsNotFound, is[*tls.CertificateVerificationError](err), is[tls.RecordHeaderError](err), errors.Is(err, http.ErrSchemeMismatch):
		return final
	case operation != nil && (operation.Op == "dial" || operation.Op == "proxyconnect"):
		return notCarriedOut // even if it took too long, which is no end of the context
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded), errors.Is(err, ErrRefused):
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

// toldError is an error whose effect is known where it arises. It reads like the error that it holds.
type toldError struct {
	error
	effect effect
}

func (e *toldError) Unwrap() error { return e.error }
