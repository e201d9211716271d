package webhooks

import (
	"strings"
	"sync"
)

// Limits of the events that a sender keeps. A body counts from the call of Event.Body on, so that the events of one
// change of the library can exceed a limit until the next event.
const (
	maxRecords      = 1000     // events in the log
	maxRecordBytes  = 16 << 20 // bytes of their bodies; the last event stays even if its body is larger
	maxQueued       = 10_000   // events that wait for a target
	maxQueuedBytes  = 64 << 20 // bytes of their bodies
	maxAttempts     = 100      // attempts of an event in the log
	maxAttemptError = 500      // bytes of an error, which contains the status line of the receiver
	errQueueIsFull  = "too many webhooks are waiting for this target"
)

// makeOnce replaces the Body of an event by one that calls it once, caches the result and records its size.
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

// haveBytes reports whether the bodies of events have at least a number of bytes together. It adds up their sizes only
// if the size of the largest body makes this possible. The caller holds the lock.
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

// isFull reports whether a queue has reached a limit.
func (s *Sender) isFull(queue []*entry) bool {
	return len(queue) >= maxQueued || s.haveBytes(queue, maxQueuedBytes)
}

// limitLog deletes the oldest events of the log if it exceeds a limit. The caller holds the lock.
func (s *Sender) limitLog() {
	for len(s.log) > maxRecords || len(s.log) > 1 && s.haveBytes(s.log, maxRecordBytes+1) {
		s.log[0], s.log = nil, s.log[1:]
	}
}

// limited returns the attempt with its error limited to maxAttemptError bytes.
func (a Attempt) limited() Attempt {
	if len(a.Error) > maxAttemptError {
		a.Error = strings.ToValidUTF8(a.Error[:maxAttemptError], "") + "..."
	}
	return a
}
