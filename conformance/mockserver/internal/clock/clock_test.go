package clock_test

import (
	"math"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/clock"
)

var noon = time.Date(2026, time.March, 1, 12, 0, 0, 0, time.UTC)

func change(t *testing.T, c *clock.Clock, to clock.Change) {
	t.Helper()
	if _, err := c.Change(to); err != nil {
		t.Fatal(err)
	}
}

func TestClock_Change(t *testing.T) {
	t.Parallel()
	source := noon
	c := clock.New(func() time.Time { return source })
	for i, step := range []struct {
		change clock.Change
		passes time.Duration
		want   time.Time
		frozen bool
	}{
		{clock.Change{}, 0, noon, false},
		{clock.Change{Advance: time.Hour}, time.Minute, noon.Add(61 * time.Minute), false},
		{clock.Change{Now: &noon}, time.Second, noon.Add(time.Second), false},
		{clock.Change{Frozen: new(true)}, time.Second, noon.Add(time.Second), true},
		{clock.Change{Advance: -time.Second}, time.Second, noon, true},
		{clock.Change{Frozen: new(false)}, time.Second, noon.Add(time.Second), false},
		{clock.Change{Now: &noon, Advance: time.Hour, Frozen: new(true)}, time.Second, noon.Add(time.Hour), true},
	} {
		change(t, c, step.change)
		source = source.Add(step.passes)
		if got := c.Read(); !got.Now.Equal(step.want) || got.Frozen != step.frozen || !c.Now().Equal(step.want) {
			t.Errorf("step %d: %+v, want %v, frozen %v", i, got, step.want, step.frozen)
		}
	}
}

// TestClock_Change_Far sets a clock to times whose distance from the source can exceed a time.Duration.
func TestClock_Change_Far(t *testing.T) {
	t.Parallel()
	source := noon
	c := clock.New(func() time.Time { return source })
	for _, want := range []time.Time{
		clock.Earliest,
		time.Date(2500, time.January, 1, 0, 0, 0, 0, time.UTC),
		time.Date(9599, time.December, 31, 0, 0, 0, 0, time.UTC),
	} {
		change(t, c, clock.Change{Now: &want})
		source = source.Add(time.Minute)
		if got := c.Now(); !got.Equal(want.Add(time.Minute)) {
			t.Errorf("it is %v, want %v", got, want.Add(time.Minute))
		}
	}
}

func TestClock_Change_Invalid(t *testing.T) {
	t.Parallel()
	c := clock.New(func() time.Time { return noon })
	west := time.FixedZone("west", -3600)
	for _, to := range []clock.Change{
		{Now: new(clock.Earliest.Add(-1))},
		{Now: new(clock.Latest.Add(1))},
		{Now: new(time.Date(9599, time.December, 31, 23, 30, 0, 0, west))},
		{Now: new(time.Date(10_000, time.January, 1, 0, 0, 0, 0, time.UTC))},
		{Now: new(time.Date(-1, time.December, 31, 0, 0, 0, 0, time.UTC))},
		{Now: new(time.Unix(math.MaxInt64, 0))},
		{Now: new(time.Unix(math.MinInt64, 0))},
		{Now: new(time.Time{}), Advance: math.MaxInt64},
		{Now: &clock.Latest, Advance: 1},
		{Now: &clock.Latest, Advance: math.MaxInt64},
		{Now: &clock.Earliest, Advance: math.MinInt64},
		{Advance: -57 * 366 * 24 * time.Hour},
	} {
		to.Frozen = new(true)
		if _, err := c.Change(to); err == nil || !strings.Contains(err.Error(), "the years 1970 to 9599") {
			t.Errorf("%+v: error %v", to, err)
		}
	}
	if got := c.Read(); !got.Now.Equal(noon) || got.Frozen {
		t.Errorf("after the errors, the clock shows %+v", got)
	}
}

// TestClock_Now_Bounds uses a source beyond the bounds, and one that moves beyond them.
func TestClock_Now_Bounds(t *testing.T) {
	t.Parallel()
	source := time.Time{}
	c := clock.New(func() time.Time { return source })
	if got := c.Now(); !got.Equal(clock.Earliest) {
		t.Errorf("before the bounds it is %v", got)
	}
	source = time.Date(10_000, time.January, 1, 0, 0, 0, 0, time.UTC)
	if got := c.Now(); !got.Equal(clock.Latest) {
		t.Errorf("after the bounds it is %v", got)
	}
	source = noon
	change(t, c, clock.Change{Now: &clock.Latest})
	source = source.Add(math.MaxInt64)
	if got := c.Now(); !got.Equal(clock.Latest) {
		t.Errorf("after centuries it is %v", got)
	}
}

func TestClock_Now_Repeated(t *testing.T) {
	t.Parallel()
	var ticks atomic.Int64
	c := clock.New(func() time.Time { return noon.Add(time.Duration(ticks.Add(1)) * time.Second) })
	change(t, c, clock.Change{Now: &noon})
	for i := range 3 {
		if got, want := c.Now(), noon.Add(time.Duration(i+1)*time.Second); !got.Equal(want) {
			t.Errorf("it is %v, want %v", got, want)
		}
	}
}
