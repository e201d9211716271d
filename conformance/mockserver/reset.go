package mockserver

import (
	"errors"
	"fmt"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/store"
)

// errClosed is what a reset of a closed server fails with.
var errClosed = errors.New("the server is closed")

// Reset brings the server back to the state in which it started. It deletes everything that was uploaded or set, in the
// [Store] too, and all faults, the log of requests and changes of the clock. The options apply again, including
// [WithSeed]; if the seed fails, Reset returns its error and the library is empty. Requests that are still running
// fail, or end without an effect.
func (s *Server) Reset() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return fmt.Errorf("mockserver: %w", errClosed)
	}
	if err := errors.Join(s.api().close(), store.Wipe(s.config.store)); err != nil {
		return fmt.Errorf("mockserver: %w", err)
	}
	if err := s.renew(s.config); err != nil {
		empty := *s.config
		empty.seed = nil
		return errors.Join(err, s.renew(&empty))
	}
	return nil
}

// renew replaces the state of the server by one that has just started.
func (s *Server) renew(c *config) error {
	a, err := newAPI(c, s.Reset)
	if err != nil {
		return fmt.Errorf("mockserver: %w", err)
	}
	s.current.Store(a)
	return nil
}
