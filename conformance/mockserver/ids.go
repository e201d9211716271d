package mockserver

import (
	"crypto/rand"
	"encoding/hex"
	"regexp"
	"sync"
)

// idForm is the form of the ids of the service: 24 hexadecimal digits.
var idForm = regexp.MustCompile(`^[0-9A-Fa-f]{24}$`)

// randomID returns a random id in the form of the service.
func randomID() string {
	var b [12]byte
	_, _ = rand.Read(b[:]) // never fails
	return hex.EncodeToString(b[:])
}

// maxCustomIDs is the maximum number of ids of another form that an [idSource] stores.
const maxCustomIDs = 100_000

// idSource returns the ids that a function generates, and stores those that do not have the form of the service. It
// calls the function from one goroutine at a time.
type idSource struct {
	next func() string

	mu sync.Mutex
	// custom has the first maxCustomIDs generated ids that do not have the form of the service. A request for such an
	// id gets 404 and not 400 after the object was deleted, like a request for an id in the form of the service.
	custom map[string]bool
}

func newIDSource(next func() string) *idSource {
	return &idSource{next: next, custom: map[string]bool{}}
}

// newID returns a new id.
func (s *idSource) newID() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	id := s.next()
	if !idForm.MatchString(id) && len(s.custom) < maxCustomIDs {
		s.custom[id] = true
	}
	return id
}

// canBeID reports whether text has the form of the service's ids or is an id that the function has generated.
func (s *idSource) canBeID(text string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return idForm.MatchString(text) || s.custom[text]
}
