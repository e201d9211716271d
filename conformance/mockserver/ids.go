package mockserver

import (
	"crypto/rand"
	"encoding/hex"
	"regexp"
	"sync"
)

// idForm is the form of the service's ids: 24 hexadecimal digits.
var idForm = regexp.MustCompile(`^[0-9A-Fa-f]{24}$`)

// randomID returns a new id in the form of the service's.
func randomID() string {
	var b [12]byte
	_, _ = rand.Read(b[:]) // never fails
	return hex.EncodeToString(b[:])
}

// maxForeignIDs is how many ids of another form an [idSource] remembers.
const maxCustomIDs = 100_000

// idSource makes ids with a function that is called by one goroutine at a time, and knows which texts can be ids.
type idSource struct {
	next func() string

	mu sync.Mutex
	// foreign has the ids made so far that do not have the service's form, up to maxForeignIDs of them: a test that
	// chooses ids with [WithIDs] gets 404 for one that it has deleted, as with ids of the service.
	custom map[string]bool
}

func newIDSource(next func() string) *idSource {
	return &idSource{next: next, custom: map[string]bool{}}
}

// newID returns the next id.
func (s *idSource) newID() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	id := s.next()
	if !idForm.MatchString(id) && len(s.custom) < maxCustomIDs {
		s.custom[id] = true
	}
	return id
}

// canBeID reports whether a text has the form of an id.
func (s *idSource) canBeID(text string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return idForm.MatchString(text) || s.custom[text]
}
