// Package clock implements a clock that tests can set, move and stop. It does not import other packages of the mock
// server.
package clock

import (
	"fmt"
	"sync"
	"time"
)

// Earliest and Latest are the bounds of a clock. Tokens and signatures count seconds from 1970 on, and times in JSON go
// up to the year 9999. Any [time.Duration], which is at most 292 years, can be added to Latest without exceeding the
// year 9999.
var (
	Earliest = time.Unix(0, 0).UTC()
	Latest   = time.Date(9600, time.January, 1, 0, 0, 0, 0, time.UTC)
)

// Clock follows its source until it is set, moved or stopped. It is safe for concurrent use.
type Clock struct {
	source func() time.Time

	mu     sync.Mutex
	frozen bool
	// After a change at the source's time since, the clock continues from at. An offset from the source is not used, as
	// it can exceed a [time.Duration].
	changed   bool
	at, since time.Time
}

// New returns a clock that shows the time of a source, limited to the range from [Earliest] to [Latest].
func New(source func() time.Time) *Clock { return &Clock{source: source} }

// Now returns the time.
func (c *Clock) Now() time.Time { return c.Read().Now }

// Read returns the time, and whether the clock is frozen.
func (c *Clock) Read() Reading {
	c.mu.Lock()
	defer c.mu.Unlock()
	return Reading{c.when(c.source()), c.frozen}
}

// when returns the time of the clock at a time of the source. Its callers hold the lock.
func (c *Clock) when(source time.Time) time.Time {
	now := source
	switch {
	case c.changed && c.frozen:
		now = c.at
	case c.changed:
		now = c.at.Add(source.Sub(c.since))
	}
	switch {
	case now.Before(Earliest):
		return Earliest
	case now.After(Latest):
		return Latest
	}
	return now
}

// Change is a change of a clock, which is first set, then moved, then frozen or started. Zero fields change nothing.
type Change struct {
	Now     *time.Time    `json:"now"`
	Advance time.Duration `json:"advance"` // negative to move it back
	Frozen  *bool         `json:"frozen"`
}

// Reading is the state of a clock.
type Reading struct {
	Now    time.Time `json:"now"`
	Frozen bool      `json:"frozen"`
}

// Change applies a change in one step: a clock that is set and frozen shows exactly the new time. If the new time is
// before [Earliest] or after [Latest], Change returns an error and changes nothing.
func (c *Clock) Change(to Change) (Reading, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	source := c.source()
	now := c.when(source)
	if to.Now != nil {
		now = *to.Now
	}
	if !inRange(now) || !inRange(now.Add(to.Advance)) {
		return Reading{}, fmt.Errorf("the clock cannot be set to %s and moved by %v: its range is the years %d to %d",
			now.UTC().Format(time.RFC3339), to.Advance, Earliest.Year(), Latest.Year()-1)
	}
	now = now.Add(to.Advance).UTC()
	if to.Frozen != nil {
		c.frozen = *to.Frozen
	}
	c.changed, c.at, c.since = true, now, source
	return Reading{now, c.frozen}, nil
}

// inRange reports whether a time is within the bounds.
func inRange(t time.Time) bool { return !t.Before(Earliest) && !t.After(Latest) }
