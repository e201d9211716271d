package imagekit

import (
	"fmt"
	"time"
)

// Timeouts limits how long a client waits for a server that says nothing. A field that is zero has the default, a
// negative one no limit. There is none for a whole call: an upload takes as long as it takes, while bytes move. The
// context of a call ends it in any case.
type Timeouts struct {
	// for a connection, and as long again for TLS; 10 s by default. A client of your own ([WithHTTPClient]) has its own
	Connect time.Duration
	// from the end of the request to the beginning of the response; 1 min by default, and connecting counts
	ResponseHeader time.Duration
	Idle           time.Duration // without a byte of the request accepted, or of the response received; 30 s by default
}

func (t Timeouts) withDefaults() Timeouts {
	for _, f := range []struct {
		field *time.Duration
		value time.Duration
	}{{&t.Connect, 10 * time.Second}, {&t.ResponseHeader, time.Minute}, {&t.Idle, 30 * time.Second}} {
		if *f.field == 0 {
			*f.field = f.value
		}
	}
	return t
}

// WithTimeouts replaces the default [Timeouts].
func WithTimeouts(t Timeouts) Option {
	return func(c *config) error {
		c.timeouts = t.withDefaults()
		return nil
	}
}

// TimeoutError is returned when Response or Stall of [Timeouts] has passed; connecting that takes too long fails with
// the error of Go's dialer. It is no end of the context: the call may be repeated.
type TimeoutError struct {
	Waiting string // for what: "response" or "transfer"
	Limit   time.Duration
}

func (e *TimeoutError) Error() string {
	if e.Waiting == "response" {
		return fmt.Sprintf("no response within %v", e.Limit)
	}
	return fmt.Sprintf("no byte moved for %v", e.Limit)
}

// Timeout says that it is one, as [net.Error] has it.
func (e *TimeoutError) Timeout() bool { return true }

// Temporary is there for [net.Error].
func (e *TimeoutError) Temporary() bool { return true }
