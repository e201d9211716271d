package mockserver

import (
	"encoding/json"
	"sync"
	"time"
)

// clock is the time of a server: that of its options, until somebody moves or stops it. Files, jobs, purges, upload tokens, signatures
// and rate limits follow it. Latency and slow answers do not: their time passes for the client.
type clock struct {
	source func() time.Time

	mu     sync.Mutex
	ahead  time.Duration // of the source
	frozen bool
	at     time.Time // while it is frozen
}

// Now returns the server's time.
func (c *clock) Now() time.Time {
	return c.read().Now
}

func (c *clock) read() clockReading {
	c.mu.Lock()
	defer c.mu.Unlock()
	return clockReading{c.when(c.source()), c.frozen}
}

// when returns the server's time at a time of the source. Its callers hold the lock.
func (c *clock) when(source time.Time) time.Time {
	if c.frozen {
		return c.at
	}
	return source.Add(c.ahead)
}

// clockChange is what the endpoint of the clock takes: first the time is set, then moved, then stopped or let go.
type clockChange struct {
	Now     *time.Time `json:"now"`
	Advance duration   `json:"advance"`
	Frozen  *bool      `json:"frozen"`
}

// clockReading is what the endpoint answers.
type clockReading struct {
	Now    time.Time `json:"now"`
	Frozen bool      `json:"frozen"`
}

// change does all of a change at once: a clock that is set and frozen stands exactly there.
func (c *clock) change(to clockChange) clockReading {
	c.mu.Lock()
	defer c.mu.Unlock()
	source := c.source()
	now := c.when(source)
	if to.Now != nil {
		now = *to.Now
	}
	now = now.Add(time.Duration(to.Advance))
	if to.Frozen != nil {
		c.frozen = *to.Frozen
	}
	c.at, c.ahead = now, now.Sub(source)
	return clockReading{now, c.frozen}
}

// Now returns the server's time.
func (s *Server) Now() time.Time { return s.api().clock.Now() }

// SetTime sets the server's clock, which goes on from there unless it is frozen.
func (s *Server) SetTime(t time.Time) { s.api().clock.change(clockChange{Now: &t}) }

// Advance moves the server's clock, so that jobs end and tokens expire without anybody waiting for it. A negative duration moves it back.
func (s *Server) Advance(d time.Duration) { s.api().clock.change(clockChange{Advance: duration(d)}) }

// FreezeTime stops the server's clock, or lets it go on from where it stands.
func (s *Server) FreezeTime(on bool) { s.api().clock.change(clockChange{Frozen: &on}) }

// duration is a [time.Duration] that JSON writes as text, such as "1.5s".
type duration time.Duration

func (d duration) MarshalJSON() ([]byte, error) { return json.Marshal(time.Duration(d).String()) }

func (d *duration) UnmarshalJSON(data []byte) error {
	var text string
	if err := json.Unmarshal(data, &text); err != nil {
		return usagef("%s is no duration; write it like \"1.5s\" or \"200ms\"", data)
	}
	parsed, err := time.ParseDuration(text)
	if err != nil {
		return usagef("%q is no duration; write it like \"1.5s\" or \"200ms\"", text)
	}
	*d = duration(parsed)
	return nil
}
