package imagekit

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"math"
	"net"
	"net/http"
	"syscall"
	"testing"
	"time"

	"github.com/openimagekit/imagekit/internal/transport"
)

// rule is the decision after a failure for each class of operations, as the documentation of RetryPolicy describes it.
type rule struct{ idempotent, notIdempotent, upload, keyedUpload decision }

var (
	fails     = rule{decisionFail, decisionFail, decisionFail, decisionFail}
	repeats   = rule{decisionRepeat, decisionRepeat, decisionRepeat, decisionRepeat}
	mayRepeat = rule{decisionRepeat, decisionUnknown, decisionLookFirst, decisionRepeat}
	isUnknown = rule{decisionFail, decisionUnknown, decisionLookFirst, decisionRepeat}
)

func TestRetryPolicy_Decide(t *testing.T) {
	t.Parallel()
	errReset := &net.OpError{Op: "read", Net: "tcp", Err: syscall.ECONNRESET}
	errRefused := &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}
	certificate := func(err error) error { return &tls.CertificateVerificationError{Err: err} } // as crypto/tls does
	for name, test := range map[string]struct {
		status int
		err    error
		want   rule
	}{
		"101":                 {101, nil, isUnknown},
		"103":                 {103, nil, isUnknown},
		"300":                 {300, nil, isUnknown},
		"303":                 {303, nil, isUnknown},
		"304":                 {304, nil, isUnknown},
		"307":                 {307, nil, fails},
		"308":                 {308, nil, fails},
		"399":                 {399, nil, isUnknown},
		"400":                 {400, nil, fails},
		"401":                 {401, nil, fails},
		"404":                 {404, nil, fails},
		"408":                 {408, nil, mayRepeat},
		"409":                 {409, nil, fails},
		"429":                 {429, nil, repeats},
		"500":                 {500, nil, mayRepeat},
		"501":                 {501, nil, fails},
		"502":                 {502, nil, mayRepeat},
		"503":                 {503, nil, mayRepeat},
		"504":                 {504, nil, mayRepeat},
		"505":                 {505, nil, fails},
		"520 of a proxy":      {520, nil, isUnknown},
		"524 of a proxy":      {524, nil, isUnknown},
		"999":                 {999, nil, isUnknown},
		"200 interrupted":     {200, io.ErrUnexpectedEOF, mayRepeat},
		"200 unreadable":      {200, &unreadableError{io.EOF}, isUnknown},
		"connection refused":  {0, errRefused, repeats},
		"proxy refused":       {0, &net.OpError{Op: "proxyconnect", Net: "tcp", Err: errRefused}, repeats},
		"connection lost":     {0, errReset, mayRepeat},
		"end of the response": {0, io.ErrUnexpectedEOF, mayRepeat},
		"time out":            {0, &TimeoutError{}, mayRepeat},
		"name server is down": {0, fmt.Errorf("x: %w", &net.DNSError{IsTemporary: true}), repeats},
		"unknown host":        {0, &net.DNSError{IsNotFound: true}, fails},
		"unknown authority":   {0, fmt.Errorf("x: %w", certificate(x509.UnknownAuthorityError{})), fails},
		"wrong host":          {0, certificate(x509.HostnameError{}), fails},
		"expired certificate": {0, certificate(x509.CertificateInvalidError{}), fails},
		"other TLS package":   {0, x509.UnknownAuthorityError{}, fails},
		"revoked certificate": {0, certificate(errors.New("revoked")), fails},
		"other TLS, host":     {0, x509.HostnameError{}, fails},
		"other TLS, expired":  {0, x509.CertificateInvalidError{}, fails},
		"no TLS":              {0, tls.RecordHeaderError{}, isUnknown},
		"plain HTTP":          {0, http.ErrSchemeMismatch, isUnknown},
		"context canceled":    {0, context.Canceled, isUnknown},
		"deadline":            {0, context.DeadlineExceeded, isUnknown},
		"host not allowed":    {0, ErrHostNotAllowed, fails},
		"method changed":      {0, &transport.MethodError{Err: ErrHostNotAllowed}, isUnknown},
	} {
		o := outcomeOf(test.status)
		if test.err != nil {
			o = outcomeOfError(test.err)
		}
		for class, want := range map[class]decision{
			classIdempotent: test.want.idempotent, classNotIdempotent: test.want.notIdempotent,
			classUpload: test.want.upload, classKeyedUpload: test.want.keyedUpload,
		} {
			if got := defaultPolicy.decide(class, 1, o); got != want {
				t.Errorf("%s, class %d: got %d, want %d", name, class, got, want)
			}
			switch {
			case want == decisionRepeat && class == classKeyedUpload && !o.isCertain():
				want = decisionUnknown
			case want == decisionRepeat:
				want = decisionFail
			}
			if got := (RetryPolicy{MaxAttempts: 3}).decide(class, 3, o); got != want {
				t.Errorf("%s, class %d, last attempt: got %d, want %d", name, class, got, want)
			}
		}
	}
}

// TestRetryPolicy_Backoff checks that waits are uniform between 0 and a limit: the longest of a thousand waits is near
// the limit, and their mean near half of it.
func TestRetryPolicy_Backoff(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		least, most time.Duration
		want        []time.Duration // limits of the waits, in order
	}{
		"doubles":        {time.Second, 5 * time.Second, []time.Duration{1e9, 2e9, 4e9, 5e9, 5e9}},
		"not a multiple": {3, 13, []time.Duration{3, 6, 12, 13, 13}},
		"constant":       {time.Second, time.Second, []time.Duration{1e9, 1e9, 1e9}},
		"min above max":  {time.Hour, time.Minute, []time.Duration{time.Minute, time.Minute}},
		"huge":           {math.MaxInt64 - 1, math.MaxInt64, []time.Duration{math.MaxInt64 - 1, math.MaxInt64}},
		"tiny":           {1, 1, []time.Duration{1, 1}},
	} {
		policy := RetryPolicy{MinBackoff: test.least, MaxBackoff: test.most}
		for before, limit := range test.want {
			var greatest time.Duration
			var mean float64
			const samples = 1000
			for range samples {
				wait := policy.backoff(before)
				greatest, mean = max(greatest, wait), mean+float64(wait)/samples
			}
			if greatest >= limit || float64(greatest) < 0.9*float64(limit)-1 {
				t.Errorf("%s, %d: the longest wait is %d, want almost %d", name, before, greatest, limit)
			}
			if half := float64(limit) / 2; mean < 0.85*half-1 || mean > 1.15*half {
				t.Errorf("%s, %d: the mean wait is %v, want about %v", name, before, mean, half)
			}
		}
	}
	if wait := defaultPolicy.backoff(math.MaxInt); wait >= defaultPolicy.MaxBackoff {
		t.Errorf("after the maximum number of waits, the wait is %v, want less than %v", wait, defaultPolicy.MaxBackoff)
	}
}

func TestOutcome_Certainty(t *testing.T) {
	t.Parallel()
	for o, want := range map[outcome]struct{ certainly, uncertainly outcome }{
		rejected:       {rejected, ambiguousFinal},
		notApplied:     {notApplied, ambiguous},
		ambiguous:      {notApplied, ambiguous},
		ambiguousFinal: {rejected, ambiguousFinal},
	} {
		if o.certainly() != want.certainly || o.uncertainly() != want.uncertainly {
			t.Errorf("%d: got %d and %d, want %d and %d",
				o, o.certainly(), o.uncertainly(), want.certainly, want.uncertainly)
		}
	}
}
