package mockserver

import (
	"fmt"
	"time"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/clock"
)

// setClock changes the clock of the server and does what is due then. Files, jobs, purges, upload tokens, signatures
// and rate limits follow the clock. Latency and slow responses do not: their time passes for the client.
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

// Now returns the server's time.
func (s *Server) Now() time.Time { return s.api().clock.Now() }

// SetTime sets the server's clock, which goes on from there unless it is frozen. The only error is a time outside the
// years 1970 to 9599, which leaves the clock as it was: what the server writes into its answers, such as the time at
// which a token expires, can be centuries later, and JSON has times up to the year 9999.
func (s *Server) SetTime(t time.Time) error { return s.setClock(clock.Change{Now: &t}) }

// Advance moves the server's clock forward, so that jobs end and tokens expire without a wait. A negative duration
// moves it back. It fails like [Server.SetTime].
func (s *Server) Advance(d time.Duration) error { return s.setClock(clock.Change{Advance: d}) }

// FreezeTime stops the server's clock (true), or starts it again from the time at which it stopped (false).
func (s *Server) FreezeTime(on bool) {
	_ = s.setClock(clock.Change{Frozen: &on}) // a time that was valid stays so
}
