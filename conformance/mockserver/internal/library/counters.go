package library

import (
	"strings"
	"time"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/store"
)

// Counter counts requests and bytes of one day under one name.
type Counter struct {
	Day             string // in UTC, as in 2026-03-01
	Kind            CountKind
	Name            string // a status code, a URL and so on, depending on the kind
	Requests, Bytes int64
}

// maxCounted is how many bytes of a name are kept: clients choose names such as URLs.
const maxCounted = 2000

// key names the counter in its table.
func (c Counter) key() string { return strings.Join([]string{c.Day, string(c.Kind), c.Name}, "/") }

// counters are the counters of the account. Requests are counted in memory, so that a download does not wait for the
// backend. Counters are saved with the next change of the library, or when it is closed.
type counters struct {
	*store.Table[Counter]
	store   *store.Store
	now     func() time.Time
	unsaved map[string]bool // keys, under the lock of the store
}

func newCounters(l *Library) *counters {
	c := &counters{store.NewTable[Counter](l.store, "counters", errNoRecord), l.store, l.Now, map[string]bool{}}
	l.store.BeforeWrite(c.save)
	return c
}

// add counts one request, with some bytes, under each of the names that is not empty.
func (c *counters) add(bytes int64, names map[CountKind]string) {
	defer c.store.Lock()()
	day := c.now().Format(time.DateOnly)
	for kind, name := range names {
		if name == "" {
			continue
		}
		next := Counter{Day: day, Kind: kind, Name: strings.ToValidUTF8(name[:min(len(name), maxCounted)], "")}
		key := next.key()
		old, _ := c.LookUp(key) // zero if there is none
		next.Requests, next.Bytes = old.Requests+1, old.Bytes+bytes
		c.SetUnsaved(key, next)
		c.unsaved[key] = true
	}
}

// save adds unsaved counters to a change.
func (c *counters) save(tx *store.Tx) {
	for key := range c.unsaved {
		c.Save(tx, key)
	}
	clear(c.unsaved)
}

// sum adds up the days from one to another, both included.
func (c *counters) sum(first, last string) Sums {
	defer c.store.RLock()()
	sums := Sums{}
	c.Each(func(_ string, n Counter) {
		if n.Day < first || n.Day > last {
			return
		}
		if sums[n.Kind] == nil {
			sums[n.Kind] = map[string]Counter{}
		}
		old := sums[n.Kind][n.Name]
		n.Requests, n.Bytes = n.Requests+old.Requests, n.Bytes+old.Bytes
		sums[n.Kind][n.Name] = n
	})
	return sums
}

// Storage returns how many bytes all versions of all files have.
func (l *Library) Storage() int64 {
	defer l.store.RLock()()
	var sum int64
	for _, f := range l.files {
		for _, v := range f.Versions {
			sum += v.Blob.Size
		}
	}
	return sum
}
