package library

import (
	"cmp"
	"errors"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/store"
)

// Counter counts requests and bytes of one day under one name.
type Counter struct {
	Day             string // in UTC, as in 2026-03-01
	Kind            CountKind
	Name            string // such as a status code or a URL, depending on the kind; empty for all evicted names
	Requests, Bytes int64
}

// Limits of the counters. Clients choose most of the names, such as URLs.
const (
	maxCounted     = 2000     // bytes of a name; the end of a longer one is cut off
	maxNames       = 1000     // of a day and kind
	keptByRequests = 500      // names with the most requests that are kept if there are more than maxNames
	keptByBytes    = 250      // names with the most bytes that are kept then
	maxCounters    = 32 << 20 // bytes of all counters; if they have more, the oldest days are deleted
)

// Numbers of counters that are saved at once.
const (
	savedWithChange = 100  // together with a change of the library
	savedAlone      = 1000 // in a batch without a change
)

// countersKind is the kind of the records.
const countersKind = "counters"

// counterKey identifies a counter.
type counterKey struct {
	group countGroup
	name  string
}

// countGroup identifies the counters of one day and kind.
type countGroup struct {
	day  string
	kind CountKind
}

// String returns the key of the record.
func (k counterKey) String() string {
	return strings.Join([]string{k.group.day, string(k.group.kind), k.name}, "/")
}

// size returns approximately how many bytes a counter takes in memory.
func (k counterKey) size() int { return len(k.name) + 128 }

// count is a counter in memory.
type count struct {
	Counter
	used  int  // value of counters.used at the last request
	saved bool // the backend has a record of it
}

// counters are the counters of the account. They have their own lock, so that a download does not wait for a change of
// the library. The next change of the library saves them: up to 100 as part of the change, and the others right after
// it, without the lock of the library. If the process is killed, it loses the counts since the last change and those
// that were not written yet.
type counters struct {
	store *store.Store
	now   func() time.Time
	log   *slog.Logger
	saves bool // there is a backend

	mu      sync.Mutex // acquired under the lock of the store, never the other way round
	groups  map[countGroup]map[string]*count
	size    int // of all counters
	used    int // how many times a counter was used
	unsaved map[counterKey]bool
	saving  chan struct{} // closed when the goroutine that writes batches ends; nil if there is none
}

func newCounters(s *store.Store, c Config) *counters {
	all := &counters{store: s, now: c.Now, log: c.Log, saves: c.Backend != nil}
	s.Add(all)
	s.BeforeWrite(all.save)
	return all
}

// Kind implements [store.Collection].
func (c *counters) Kind() string { return countersKind }

// Clear implements [store.Collection]. It first waits until no counters are being saved. Otherwise the backend could
// get newer counts than those that are loaded next, or keep records that are to be deleted.
func (c *counters) Clear() {
	c.wait()
	c.mu.Lock()
	defer c.mu.Unlock()
	c.groups, c.unsaved, c.size = map[countGroup]map[string]*count{}, map[counterKey]bool{}, 0
}

// Load implements [store.Collection].
func (c *counters) Load(r store.Record) (order int, err error) {
	var row store.Row[Counter]
	if err := r.Decode(&row); err != nil {
		return 0, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	loaded := c.at(counterKey{countGroup{row.Value.Day, row.Value.Kind}, row.Value.Name})
	loaded.Counter, loaded.saved = row.Value, true
	return row.Order, nil
}

// Loaded implements [store.Collection].
func (c *counters) Loaded() {
	c.mu.Lock()
	defer c.mu.Unlock()
	for g := range c.groups {
		c.limitNames(g)
	}
	c.limitSize()
}

// add counts one request and its bytes under each name that is not empty.
func (c *counters) add(bytes int64, names map[CountKind]string) {
	day := c.now().UTC().Format(time.DateOnly)
	c.mu.Lock()
	defer c.mu.Unlock()
	for kind, name := range names {
		if name != "" {
			c.addTo(counterKey{countGroup{day, kind}, strings.ToValidUTF8(name[:min(len(name), maxCounted)], "")}, 1,
				bytes)
			c.limitNames(countGroup{day, kind})
		}
	}
	c.limitSize()
}

// addTo adds requests and bytes to a counter.
func (c *counters) addTo(k counterKey, requests, bytes int64) {
	n := c.at(k)
	c.used++
	n.Requests, n.Bytes, n.used = n.Requests+requests, n.Bytes+bytes, c.used
	if c.saves {
		c.unsaved[counterKey{k.group, n.Name}] = true
	}
}

// at returns a counter. It adds one if there is none.
func (c *counters) at(k counterKey) *count {
	if c.groups[k.group] == nil {
		c.groups[k.group] = map[string]*count{}
	}
	n := c.groups[k.group][k.name]
	if n == nil {
		k.name = strings.Clone(k.name) // it can be part of a large string
		n = &count{Counter: Counter{Day: k.group.day, Kind: k.group.kind, Name: k.name}}
		c.groups[k.group][k.name] = n
		c.size += k.size()
	}
	return n
}

// limitNames evicts the names with the fewest requests and bytes if there are too many, and adds their requests and
// bytes to the counter without a name. Of names with equal counts, the most recently used ones stay.
func (c *counters) limitNames(g countGroup) {
	names := c.groups[g]
	if len(names) <= maxNames {
		return
	}
	kept := map[*count]bool{}
	for _, top := range []struct {
		figure func(*count) int64
		n      int
	}{
		{func(n *count) int64 { return n.Requests }, keptByRequests},
		{func(n *count) int64 { return n.Bytes }, keptByBytes},
	} {
		sorted := slices.SortedFunc(maps.Values(names), func(x, y *count) int {
			return cmp.Or(cmp.Compare(top.figure(y), top.figure(x)), cmp.Compare(y.used, x.used))
		})
		for _, n := range sorted[:top.n] {
			kept[n] = true
		}
	}
	for _, n := range names {
		if !kept[n] && n.Name != "" {
			c.addTo(counterKey{g, ""}, n.Requests, n.Bytes)
			c.evict(n)
		}
	}
}

// limitSize evicts the counters of the oldest days if all counters together take too much memory.
func (c *counters) limitSize() {
	for c.size > maxCounters {
		oldest := slices.MinFunc(slices.Collect(maps.Keys(c.groups)), func(x, y countGroup) int {
			return strings.Compare(x.day, y.day)
		})
		for _, n := range c.groups[oldest] {
			c.evict(n)
		}
		delete(c.groups, oldest)
	}
}

// evict deletes a counter. If it has a record, the next batch deletes that.
func (c *counters) evict(n *count) {
	k := counterKey{countGroup{n.Day, n.Kind}, n.Name}
	delete(c.groups[k.group], n.Name)
	c.size -= k.size()
	if n.saved {
		c.unsaved[k] = true
	} else {
		delete(c.unsaved, k)
	}
}

// save adds unsaved counters to a change. It adds none while a goroutine writes batches: if both wrote the same
// counter, the older value could be written last.
func (c *counters) save(tx *store.Tx) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.saving != nil {
		return
	}
	for key, value := range c.records(c.take(savedWithChange)) {
		tx.Put(countersKind, key, value)
	}
	if len(c.unsaved) > 0 {
		tx.OnCommit(c.saveRest)
	}
}

// take returns the keys of some unsaved counters, and marks these as saved.
func (c *counters) take(limit int) (keys []counterKey) {
	for k := range c.unsaved {
		if len(keys) == limit {
			break
		}
		keys = append(keys, k)
		delete(c.unsaved, k)
	}
	return keys
}

// records returns the records of counters by their keys, nil for those that were evicted.
func (c *counters) records(keys []counterKey) map[string]any {
	records := map[string]any{}
	for _, k := range keys {
		records[k.String()] = nil
		if n := c.groups[k.group][k.name]; n != nil {
			n.saved = true
			records[k.String()] = store.Row[Counter]{Value: n.Counter}
		}
	}
	return records
}

// saveRest starts a goroutine that writes all counters that are unsaved now, in batches. It is called after a change,
// under the lock of the store.
func (c *counters) saveRest() {
	c.mu.Lock()
	defer c.mu.Unlock()
	batches := (len(c.unsaved) + savedAlone - 1) / savedAlone
	c.saving = make(chan struct{})
	go func() {
		for range batches {
			if err := c.saveBatch(); err != nil {
				c.log.Error("cannot save usage statistics", "error", err)
				break
			}
		}
		c.mu.Lock()
		defer c.mu.Unlock()
		close(c.saving)
		c.saving = nil
	}()
}

// saveBatch writes some unsaved counters. If that fails, they stay unsaved.
func (c *counters) saveBatch() error {
	c.mu.Lock()
	keys := c.take(savedAlone)
	records := c.records(keys)
	c.mu.Unlock()
	err := c.store.WriteUnlocked(countersKind, records)
	if err != nil {
		c.mu.Lock()
		defer c.mu.Unlock()
		for _, k := range keys {
			c.unsaved[k] = true
		}
	}
	return err
}

// wait waits until no batches are being written.
func (c *counters) wait() {
	c.mu.Lock()
	saving := c.saving
	c.mu.Unlock()
	if saving != nil {
		<-saving
	}
}

// sum adds up the counters of the days from first to last, inclusive.
func (c *counters) sum(first, last string) Sums {
	c.mu.Lock()
	defer c.mu.Unlock()
	sums := Sums{}
	for g, names := range c.groups {
		if g.day < first || g.day > last {
			continue
		}
		if sums[g.kind] == nil {
			sums[g.kind] = map[string]Counter{}
		}
		for name, n := range names {
			old := sums[g.kind][name]
			sums[g.kind][name] = Counter{
				Day: g.day, Kind: g.kind, Name: name, Requests: old.Requests + n.Requests, Bytes: old.Bytes + n.Bytes,
			}
		}
	}
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
	CountImageTransform CountKind = "image-transform" // by transformation, such as tr:w-400
	CountVideoTransform CountKind = "video-transform"
	CountMissing        CountKind = "missing"   // by URL
	CountExtension      CountKind = "extension" // runs, not requests
)

// Sums are the counters of a period, by kind and name. The empty name has the sum of all names that were evicted.
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

// errNoRecord is the error for unknown keys of tables that are not part of the API.
var errNoRecord = errors.New("there is no record with this key")
