// Package clock is a clock that tests set, move and stop. It imports nothing of the mock server.
package clock

import (
	"fmt"
	"sync"
	"time"
)

// Clock follows its source until it is set, moved or stopped. It is safe for concurrent use.
type Clock struct {
	source func() time.Time

	mu     sync.Mutex
	frozen bool
	// Since it was changed it goes on from at, which was the source's since. The distance to the source itself can be
	// more than a [time.Duration] holds.
	changed   bool
	at, since time.Time
}

// New makes a clock that shows the time of a source.
func New(source func() time.Time) *Clock { return &Clock{source: source} }

// Now returns the time.
func (c *Clock) Now() time.Time { return c.Read().Now }

// Read returns the time, and whether the clock stands still.
func (c *Clock) Read() Reading {
	c.mu.Lock()
	defer c.mu.Unlock()
	return Reading{c.when(c.source()), c.frozen}
}

// when returns the time of the clock at a time of the source. Its callers hold the lock.
func (c *Clock) when(source time.Time) time.Time {
	switch {
	case !c.changed:
		return source
	case c.frozen:
		return c.at
	}
	return c.at.Add(source.Sub(c.since))
}

// Change says what to do with a clock: first it is set, then moved, then stopped or started. What is not set stays.
type Change struct {
	Now     *time.Time    `json:"now"`
	Advance time.Duration `json:"advance"` // negative to move it back
	Frozen  *bool         `json:"frozen"`
}

// Reading is what a clock shows.
type Reading struct {
	Now    time.Time `json:"now"`
	Frozen bool      `json:"frozen"`
}

// Change does all of a change at once: a clock that is set and frozen stands exactly there. A time outside the years 0
// to 9999, which JSON cannot show, is an error and changes nothing.
func (c *Clock) Change(to Change) (Reading, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	source := c.source()
	now := c.when(source)
	if to.Now != nil {
		now = *to.Now
	}
	now = now.Add(to.Advance).UTC()
	if _, err := now.MarshalJSON(); err != nil {
		return Reading{}, fmt.Errorf("the clock would be at %v: JSON has the years 0 to 9999", now)
	}
	if to.Frozen != nil {
		c.frozen = *to.Frozen
	}
	c.changed, c.at, c.since = true, now, source
	return Reading{now, c.frozen}, nil
}
