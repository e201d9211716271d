// Package clock is a clock that tests set, move and stop. It imports nothing of the mock server.
package clock

import (
	"fmt"
	"sync"
	"time"
)

// Earliest and Latest bound the time of a clock: tokens and signatures count seconds from 1970 on, and JSON has times
// up to the year 9999. Any [time.Duration], which is at most 292 years, can be added to Latest without exceeding that.
var (
	Earliest = time.Unix(0, 0).UTC()
	Latest   = time.Date(9600, time.January, 1, 0, 0, 0, 0, time.UTC)
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

// New makes a clock that shows the time of a source, limited to the range from [Earliest] to [Latest].
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

// Change does all of a change at once: a clock that is set and frozen stands exactly there. A time before [Earliest] or
// after [Latest] is an error and changes nothing.
func (c *Clock) Change(to Change) (Reading, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	source := c.source()
	now := c.when(source)
	if to.Now != nil {
		now = *to.Now
	}
	if !isShown(now) || !isShown(now.Add(to.Advance)) {
		return Reading{}, fmt.Errorf("the clock cannot be set to %s and moved by %v: it has the years %d to %d",
			now.UTC().Format(time.RFC3339), to.Advance, Earliest.Year(), Latest.Year()-1)
	}
	now = now.Add(to.Advance).UTC()
	if to.Frozen != nil {
		c.frozen = *to.Frozen
	}
	c.changed, c.at, c.since = true, now, source
	return Reading{now, c.frozen}, nil
}

// isShown reports whether a time is within the bounds.
func isShown(t time.Time) bool { return !t.Before(Earliest) && !t.After(Latest) }
