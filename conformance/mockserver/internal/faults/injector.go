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

// maxFaults is how many faults there can be. Of more, the oldest one that is used up is forgotten.
const maxFaults = 1000

// ErrTooMany says that no fault can be added before others are removed or used up.
var ErrTooMany = errors.New("there are 1,000 faults that are not used up; remove some")

// ErrNotFound says that there is no fault with an id.
var ErrNotFound = errors.New("there is no such fault")

// Config is what an [Injector] has to know about the server. All functions are required and can be called concurrently.
type Config struct {
	// CheckOperation returns an error if there is no operation of this name that a fault can be about.
	CheckOperation func(name string) error
	// Operation names the operation of a request.
	Operation func(*http.Request) string
	// Note learns the id of the fault that hits a request, which is empty if there is none. A second call for the same
	// request corrects the first one.
	Note func(r *http.Request, fault string)
	// ErrorBody makes the JSON body of an error in the form of the service.
	ErrorBody func(status int, message string) []byte
	// LimitRate sets headers that tell a client to come back after some time, and returns the message of the error.
	LimitRate func(h http.Header, r *http.Request, reset time.Duration) (message string)
}

// Injector decides which requests go wrong. It is safe for concurrent use.
type Injector struct {
	config  Config
	closing context.Context //nolint:containedctx // ends when the server closes, with all that waits
	cancel  context.CancelFunc

	mu    sync.Mutex
	list  []*activeFault
	count int // of those that were ever added
}

// activeFault is a fault and the number of matching requests.
type activeFault struct {
	Fault
	seen int
}

// New makes an injector without faults.
func New(c Config) *Injector {
	i := &Injector{config: c}
	i.closing, i.cancel = context.WithCancel(context.Background())
	return i
}

// Close ends all waiting: of latency and of slow responses.
func (i *Injector) Close() { i.cancel() }

// Add adds a fault after the others and returns it with its id. The error says what is wrong with a fault that could
// not do what it says.
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

// Remove ends a fault; requests that it has hit already go on. It returns [ErrNotFound] if there is none with this id.
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

// All returns the faults in the order in which they were added, those that are used up among them.
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

// Clear ends all faults.
func (i *Injector) Clear() {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.list = nil
}

// Middleware plays the fault that hits a request, or passes the request on.
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

// match returns the first fault that is due for a request of an operation, if there is one, and counts the request for
// all faults that are about the operation.
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

// anyOperation is the name of all operations; so is the empty string.
const anyOperation = "*"

// usedUp reports whether a fault hits no more requests.
func (f *activeFault) usedUp() bool { return f.Count > 0 && f.Hits >= f.Count }

func (f *activeFault) matches(operation string) bool {
	return f.Operation == "" || f.Operation == anyOperation || f.Operation == operation
}

// takeBack undoes a hit of a fault that has turned out to have nothing to break.
func (i *Injector) takeBack(id string) {
	i.mu.Lock()
	defer i.mu.Unlock()
	for _, f := range i.list {
		if f.ID == id {
			f.Hits--
		}
	}
}

// wait lets time pass, and reports whether all of it did: neither the client went away nor the server closed.
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
