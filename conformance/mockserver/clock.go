package mockserver

import (
	"fmt"
	"time"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/clock"
)

// setClock changes the server's clock and runs the jobs that are due at the new time. Files, jobs, purges, upload
// tokens, signatures and rate limits use this clock. Latency and slow responses of faults use the real time, because
// clients measure it.
func (a *api) setClock(to clock.Change) (clock.Reading, error) {
	reading, err := a.clock.Change(to)
	if err != nil {
		return reading, argumentErrorf("%v", err)
	}
	a.lib.RunDue()
	return reading, nil
}

func (s *Server) setClock(to clock.Change) error {
	if _, err := s.api().setClock(to); err != nil {
		return fmt.Errorf("mockserver: %w", err)
	}
	return nil
}

// Now returns the time of the server's clock.
func (s *Server) Now() time.Time { return s.api().clock.Now() }

// SetTime sets the server's clock. Unless the clock is frozen, it continues from there. It fails only if t is before
// the year 1970 or after 9599; then the clock does not change. The upper limit leaves room for later times in
// responses, such as the expiry of a token: times in JSON end with the year 9999.
func (s *Server) SetTime(t time.Time) error { return s.setClock(clock.Change{Now: &t}) }

// Advance moves the server's clock forward by d, so that jobs end and tokens expire without waiting. A negative
// duration moves it back. It fails if the new time is outside the range of [Server.SetTime].
func (s *Server) Advance(d time.Duration) error { return s.setClock(clock.Change{Advance: d}) }

// FreezeTime stops the server's clock (true), or lets it continue from the time at which it was stopped (false).
func (s *Server) FreezeTime(on bool) {
	_ = s.setClock(clock.Change{Frozen: &on}) // cannot fail: the time does not change
}
