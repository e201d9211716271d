package mockserver

import (
	"encoding/json"
	"fmt"
	"sync"
	"time"
)

// clock is the time of a server: that of its options, until somebody moves or stops it. Files, jobs, purges, upload
// tokens, signatures and rate limits follow it. Latency and slow answers do not: their time passes for the client.
type clock struct {
	source func() time.Time

	mu     sync.Mutex
	frozen bool
	// Since it was changed it goes on from at, which was the source's since. The distance to the source itself can be
	// more than a [time.Duration] holds.
	changed   bool
	at, since time.Time
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
	switch {
	case !c.changed:
		return source
	case c.frozen:
		return c.at
	}
	return c.at.Add(source.Sub(c.since))
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

// change does all of a change at once: a clock that is set and frozen stands exactly there. It does nothing if the API
// could not show the time that it would be.
func (c *clock) change(to clockChange) (clockReading, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	source := c.source()
	now := c.when(source)
	if to.Now != nil {
		now = *to.Now
	}
	now = now.Add(time.Duration(to.Advance)).UTC()
	if _, err := now.MarshalJSON(); err != nil {
		return clockReading{}, usagef("the clock would be at %v: JSON has the years 0 to 9999", now)
	}
	if to.Frozen != nil {
		c.frozen = *to.Frozen
	}
	c.changed, c.at, c.since = true, now, source
	return clockReading{now, c.frozen}, nil
}

// setClock changes the clock and does what is due then.
func (a *api) setClock(to clockChange) (clockReading, error) {
	reading, err := a.clock.change(to)
	if err == nil {
		a.lib.RunDue()
	}
	return reading, err
}

func (s *Server) setClock(to clockChange) error {
	if _, err := s.api().setClock(to); err != nil {
		return fmt.Errorf("mockserver: %w", err)
	}
	return nil
}

// Now returns the server's time.
func (s *Server) Now() time.Time { return s.api().clock.Now() }

// SetTime sets the server's clock, which goes on from there unless it is frozen. The only error is a time outside the
// years 0 to 9999, which leaves the clock as it was.
func (s *Server) SetTime(t time.Time) error { return s.setClock(clockChange{Now: &t}) }

// Advance moves the server's clock, so that jobs end and tokens expire without anybody waiting for it. A negative
// duration moves it back. The only error is that of [Server.SetTime].
func (s *Server) Advance(d time.Duration) error { return s.setClock(clockChange{Advance: duration(d)}) }

// FreezeTime stops the server's clock, or lets it go on from where it stands.
// the time stays one that there can be
func (s *Server) FreezeTime(on bool) { _ = s.setClock(clockChange{Frozen: &on}) }

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
