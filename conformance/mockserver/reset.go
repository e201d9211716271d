package mockserver

import (
	"errors"
	"fmt"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/store"
)

// errClosed is what a reset of a closed server fails with.
var errClosed = errors.New("the server is closed")

// Reset brings the server back to how it started: everything that was uploaded or set is gone, from its [Store] too,
// and so are faults, the log of requests and changes of the clock. What options say holds again, [WithSeed] among them;
// if the seed fails, the error says so, and the library is empty. Requests that still run fail, or end without an
// effect.
//
// It makes everything anew and throws the old away, so that nothing can be forgotten.
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

// renew gives the server a state of its beginning.
func (s *Server) renew(c *config) error {
	a, err := newAPI(c, s.Reset)
	if err != nil {
		return fmt.Errorf("mockserver: %w", err)
	}
	s.current.Store(a)
	return nil
}
