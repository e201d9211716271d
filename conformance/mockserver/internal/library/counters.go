package library

import (
	"errors"
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

func newCounters(s *store.Store, now func() time.Time) *counters {
	c := &counters{store.NewTable[Counter](s, "counters", errNoRecord), s, now, map[string]bool{}}
	s.BeforeWrite(c.save)
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

// CountKind is a property by which requests are counted.
type CountKind string

// Kinds of counters.
const (
	CountStatus         CountKind = "status"
	CountEndpoint       CountKind = "endpoint" // by prefix
	CountFormat         CountKind = "format"   // by media type of the response
	CountBrowser        CountKind = "browser"
	CountAgent          CountKind = "agent"
	CountReferrer       CountKind = "referrer"
	CountImage          CountKind = "image" // by URL
	CountVideo          CountKind = "video"
	CountOther          CountKind = "other"
	CountImageTransform CountKind = "image-transform" // by text, as in tr:w-400
	CountVideoTransform CountKind = "video-transform"
	CountMissing        CountKind = "missing"   // by URL
	CountExtension      CountKind = "extension" // runs, not requests
)

// Sums are the counters of a period, by kind and name.
type Sums map[CountKind]map[string]Counter

// Total returns the sum of all counters of a kind.
func (s Sums) Total(kind CountKind) Counter {
	var all Counter
	for _, n := range s[kind] {
		all.Requests += n.Requests
		all.Bytes += n.Bytes
	}
	return all
}

// errNoRecord is the error of look-ups in tables whose keys clients do not know.
var errNoRecord = errors.New("there is no such record")
