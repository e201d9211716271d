package webhooks

import (
	"strings"
	"sync"
)

// Limits of what a sender keeps. Bodies count when they are made, so that those of one change of the library can exceed
// a limit until the next event.
const (
	maxRecords      = 1000     // events in the log
	maxRecordBytes  = 16 << 20 // of their bodies, but for the last event
	maxQueued       = 10_000   // events that wait for a target
	maxQueuedBytes  = 64 << 20 // of their bodies
	maxAttempts     = 100      // requests that are remembered of an event, the last ones
	maxAttemptError = 500      // bytes of an error; a receiver can answer with a long status
	errQueueIsFull  = "too many webhooks wait for this target"
)

// makeOnce lets the body of an event be made once, and counts its bytes then.
func (s *Sender) makeOnce(e *entry) {
	body := e.Body
	e.Body = sync.OnceValues(func() ([]byte, error) {
		b, err := body()
		s.noteSize(e, int64(len(b)))
		return b, err
	})
}

func (s *Sender) noteSize(e *entry, bytes int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	e.size = bytes
	s.largest = max(s.largest, bytes)
}

// haveBytes reports whether all bodies that are made have so many bytes together. It adds them up only if the largest
// one makes that possible. The caller holds the lock.
func (s *Sender) haveBytes(entries []*entry, bytes int64) bool {
	if int64(len(entries))*s.largest < bytes {
		return false
	}
	var sum int64
	for _, e := range entries {
		sum += e.size
	}
	return sum >= bytes
}

// isFull reports whether a queue takes no more events.
func (s *Sender) isFull(queue []*entry) bool {
	return len(queue) >= maxQueued || s.haveBytes(queue, maxQueuedBytes)
}

// limitLog forgets the oldest events of the log if there are too many. The caller holds the lock.
func (s *Sender) limitLog() {
	for len(s.log) > maxRecords || len(s.log) > 1 && s.haveBytes(s.log, maxRecordBytes+1) {
		s.log[0], s.log = nil, s.log[1:]
	}
}

// limited returns the attempt with a short error.
func (a Attempt) limited() Attempt {
	if len(a.Error) > maxAttemptError {
		a.Error = strings.ToValidUTF8(a.Error[:maxAttemptError], "") + "..."
	}
	return a
}
