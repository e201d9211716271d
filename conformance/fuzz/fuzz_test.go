package fuzz_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"
)

const (
	defaultRequests         = 400    // number of requests if FUZZ_REQUESTS is not set
	minRequestsForSuccesses = 10_000 // number of requests from which on checkSuccesses is called
)

// TestRequests sends FUZZ_REQUESTS random requests. FUZZ_SEED repeats an earlier run. Without these variables, each run
// sends the same requests.
func TestRequests(t *testing.T) {
	t.Parallel()
	requests, seed := defaultRequests, uint64(1)
	if text := os.Getenv("FUZZ_REQUESTS"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n <= 0 {
			t.Fatalf("FUZZ_REQUESTS is %q", text)
		}
		requests, seed = n, uint64(rand.Uint32())
	}
	if text := os.Getenv("FUZZ_SEED"); text != "" {
		n, err := strconv.ParseUint(text, 10, 64)
		if err != nil {
			t.Fatalf("FUZZ_SEED is %q", text)
		}
		seed = n
	}
	t.Logf("FUZZ_SEED=%d FUZZ_REQUESTS=%d", seed, requests)
	c := newContract(t)
	t.Cleanup(func() {
		if requests >= minRequestsForSuccesses {
			c.checkSuccesses(t)
		}
	})
	for seed, left := seed, requests; left > 0; seed, left = seed+1, left-sessionRequests {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			t.Parallel()
			s := newSession(t, c, seed)
			s.sendRequests(min(left, sessionRequests))
			t.Logf("responses by status: %v", s.statuses)
		})
	}
}
