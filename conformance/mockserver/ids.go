package mockserver

import (
	"crypto/rand"
	"encoding/hex"
	"sync"
)

// randomID looks like the service's ids: 24 hexadecimal digits.
func randomID() string {
	var b [12]byte
	_, _ = rand.Read(b[:]) // never fails
	return hex.EncodeToString(b[:])
}

// oneAtATime returns a function that makes no concurrent calls of next.
func oneAtATime(next func() string) func() string {
	var mu sync.Mutex
	return func() string {
		mu.Lock()
		defer mu.Unlock()
		return next()
	}
}
