package faults

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"sync"
	"time"
)

// maxFaults is the maximum number of faults. If it is reached, Add removes the oldest fault that is used up.
const maxFaults = 1000

// ErrTooMany is the error of [Injector.Add] if there are 1,000 faults, none of which is used up.
var ErrTooMany = errors.New("there are 1,000 faults that are not used up; remove some")

// ErrNotFound is the error of [Injector.Remove] if there is no fault with the id.
var ErrNotFound = errors.New("there is no fault with this id")

// Config connects an [Injector] to a server. All functions are required and must be safe for concurrent use.
type Config struct {
	// CheckOperation returns an error if a fault cannot have the operation with this name.
	CheckOperation func(name string) error
	// Operation returns the name of the operation of a request.
	Operation func(*http.Request) string
	// Note is called with the id of the fault that hits a request, or with an empty string if no fault hits it. A
	// second call for the same request replaces the first one.
	Note func(r *http.Request, fault string)
	// ErrorBody returns the JSON body of an error in the form of the service.
	ErrorBody func(status int, message string) []byte
	// LimitRate sets the headers of a 429 after which a client may retry after reset, and returns the message of the
	// error.
	LimitRate func(h http.Header, r *http.Request, reset time.Duration) (message string)
}

// Injector applies faults to requests. It is safe for concurrent use.
type Injector struct {
	config  Config
	closing context.Context //nolint:containedctx // cancelled when the server closes, to end all delays
	cancel  context.CancelFunc

	mu    sync.Mutex
	list  []*activeFault
	count int // faults that were ever added
}

// activeFault is a fault and the number of requests that matched it.
type activeFault struct {
	Fault
	seen int
}

// New returns an injector without faults.
func New(c Config) *Injector {
	i := &Injector{config: c}
	i.closing, i.cancel = context.WithCancel(context.Background())
	return i
}

// Close ends all delays, those of latency and of slow responses.
func (i *Injector) Close() { i.cancel() }

// Add adds a fault after the others and returns it with its id. It returns an error if the fault is invalid, and
// [ErrTooMany] if there are too many.
func (i *Injector) Add(f Fault) (Fault, error) {
	if err := f.check(); err != nil {
		return Fault{}, err
	}
	if f.Operation != "" && f.Operation != anyOperation {
		if err := i.config.CheckOperation(f.Operation); err != nil {
			return Fault{}, err
		}
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	if !i.makeRoom() {
		return Fault{}, ErrTooMany
	}
	i.count++
	f.ID, f.Hits, f.Headers = fmt.Sprintf("fault-%d", i.count), 0, maps.Clone(f.Headers)
	i.list = append(i.list, &activeFault{Fault: f})
	return f, nil
}

// makeRoom reports whether one more fault can be added. The caller holds the lock.
func (i *Injector) makeRoom() bool {
	if len(i.list) < maxFaults {
		return true
	}
	at := slices.IndexFunc(i.list, (*activeFault).usedUp)
	if at < 0 {
		return false
	}
	i.list = slices.Delete(i.list, at, at+1)
	return true
}

// Remove removes a fault. Requests that it has already hit are not affected. It returns [ErrNotFound] if there is no
// fault with this id.
func (i *Injector) Remove(id string) error {
	i.mu.Lock()
	defer i.mu.Unlock()
	at := slices.IndexFunc(i.list, func(f *activeFault) bool { return f.ID == id })
	if at < 0 {
		return ErrNotFound
	}
	i.list = slices.Delete(i.list, at, at+1)
	return nil
}

// All returns all faults in the order in which they were added, including those that are used up.
func (i *Injector) All() []Fault {
	i.mu.Lock()
	defer i.mu.Unlock()
	all := make([]Fault, len(i.list))
	for n, f := range i.list {
		all[n] = f.Fault
		all[n].Headers = maps.Clone(f.Headers)
	}
	return all
}

// Clear removes all faults.
func (i *Injector) Clear() {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.list = nil
}

// Middleware returns a handler that applies the fault that hits a request. It calls next if no fault hits the request.
func (i *Injector) Middleware(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f, found := i.match(i.config.Operation(r))
		i.config.Note(r, f.ID)
		switch {
		case !found:
			next.ServeHTTP(w, r)
		case !i.wait(r.Context(), f.Latency):
			reset(w)
		default:
			rules[f.Kind].play(hit{f, i, w, r, next})
		}
	})
}

// match counts a request for all faults that match its operation, and returns the first of them that hits the request,
// if there is one.
func (i *Injector) match(operation string) (Fault, bool) {
	i.mu.Lock()
	defer i.mu.Unlock()
	var due *activeFault
	for _, f := range i.list {
		if !f.matches(operation) {
			continue
		}
		f.seen++
		if due == nil && f.seen > f.After && !f.usedUp() {
			due = f
			due.Hits++
		}
	}
	if due == nil {
		return Fault{}, false
	}
	return due.Fault, true
}

// anyOperation matches all operations, like the empty string.
const anyOperation = "*"

// usedUp reports whether a fault hits no more requests.
func (f *activeFault) usedUp() bool { return f.Count > 0 && f.Hits >= f.Count }

func (f *activeFault) matches(operation string) bool {
	return f.Operation == "" || f.Operation == anyOperation || f.Operation == operation
}

// takeBack subtracts a hit of a fault that had no effect on the request.
func (i *Injector) takeBack(id string) {
	i.mu.Lock()
	defer i.mu.Unlock()
	for _, f := range i.list {
		if f.ID == id {
			f.Hits--
		}
	}
}

// wait waits for a duration. It returns false if ctx is cancelled or the injector is closed before that.
func (i *Injector) wait(ctx context.Context, d time.Duration) bool {
	if d == 0 {
		return true
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	case <-i.closing.Done():
		return false
	}
}
