package mockserver

import (
	"net/http"
	"strings"
	"time"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/store"
	"github.com/openimagekit/imagekit/gen/server"
)

// counter is how much there was of something on one day.
type counter struct {
	Day             string // in UTC, as in 2026-03-01
	Kind            countKind
	Name            string // a status code, a URL, or whatever the kind is of
	Requests, Bytes int64
}

// maxCounted bounds names, which clients choose.
const maxCounted = 2000

// key names the counter in its table.
func (c counter) key() string { return strings.Join([]string{c.Day, string(c.Kind), c.Name}, "/") }

// counters are what the account has used. Requests are counted in memory: a download neither waits for the disk nor
// writes to it, and what is new is saved with the next write or when the server is closed.
type counters struct {
	*store.Table[counter]
	store   *store.Store
	now     func() time.Time
	unsaved map[string]bool // keys, under the lock of the store
}

func newCounters(l *library) *counters {
	c := &counters{store.NewTable[counter](l.store, "counters", errInternal), l.store, l.now, map[string]bool{}}
	l.store.BeforeWrite(c.save)
	return c
}

// add counts one request, with some bytes, under each of the names that is not empty.
func (c *counters) add(bytes int64, names map[countKind]string) {
	defer c.store.Lock()()
	day := c.now().Format(time.DateOnly)
	for kind, name := range names {
		if name == "" {
			continue
		}
		next := counter{Day: day, Kind: kind, Name: strings.ToValidUTF8(name[:min(len(name), maxCounted)], "")}
		key := next.key()
		old, _ := c.LookUp(key) // zero if there is none
		next.Requests, next.Bytes = old.Requests+1, old.Bytes+bytes
		c.SetUnsaved(key, next)
		c.unsaved[key] = true
	}
}

// save adds what is not saved yet to the write that runs. A reset may have removed it in the meantime.
func (c *counters) save(tx *store.Tx) {
	for key := range c.unsaved {
		c.Save(tx, key)
	}
	clear(c.unsaved)
}

// sum adds up the days of a period, both ends included.
func (c *counters) sum(p period) map[countKind]map[string]counter {
	defer c.store.RLock()()
	sums := map[countKind]map[string]counter{}
	c.Each(func(_ string, n counter) {
		if n.Day < p.first || n.Day > p.last {
			return
		}
		if sums[n.Kind] == nil {
			sums[n.Kind] = map[string]counter{}
		}
		old := sums[n.Kind][n.Name]
		n.Requests, n.Bytes = n.Requests+old.Requests, n.Bytes+old.Bytes
		sums[n.Kind][n.Name] = n
	})
	return sums
}

// countExtensions counts what a request has started. None of it runs here.
func (a *api) countExtensions(names []string) {
	for _, name := range names {
		a.counters.add(0, map[countKind]string{countExtension: name})
	}
}

// period is from day to day, as counters have them.
type period struct{ first, last string }

// maxPeriod is what both operations refuse, and everything longer.
const maxPeriod = 90 * 24 * time.Hour

// newPeriod checks the parameters that both operations have.
func newPeriod(start, end time.Time) (period, error) {
	switch {
	case !start.Before(end):
		return period{}, invalid("startDate", "It must be before endDate")
	case end.Sub(start) >= maxPeriod:
		return period{}, invalid("endDate", "It must be less than 90 days after startDate")
	}
	return period{start.Format(time.DateOnly), end.Format(time.DateOnly)}, nil
}

// GetUsage answers with what the account has used in a period.
func (a *api) GetUsage(w http.ResponseWriter, r *http.Request, params server.GetUsageParams) {
	a.answer(w, r)(a.usage(params.StartDate.Time, params.EndDate.Time))
}

// usage counts afresh with every request; the service keeps an answer for 6 hours. The last day does not count.
//
// Assumed: storage is that of now, all versions included, and does not depend on the period; every run of an extension
// is one unit. There is no cache, and no video is processed.
func (a *api) usage(start, end time.Time) (int, any, error) {
	p, err := newPeriod(start, end)
	if err != nil {
		return 0, nil, err
	}
	p.last = end.AddDate(0, 0, -1).Format(time.DateOnly)
	sums := a.counters.sum(p)
	return ok(server.Usage{
		BandwidthBytes:            new(total(sums[countStatus]).Bytes),
		MediaLibraryStorageBytes:  new(a.lib.size()),
		VideoProcessingUnitsCount: new(int64(0)),
		ExtensionUnitsCount:       new(total(sums[countExtension]).Requests),
		OriginalCacheStorageBytes: new(int64(0)),
	})
}

// total adds up what was counted under different names.
func total(sums map[string]counter) counter {
	var all counter
	for _, n := range sums {
		all.Requests += n.Requests
		all.Bytes += n.Bytes
	}
	return all
}

// size returns how many bytes all versions of all files have.
func (l *library) size() int64 {
	defer l.store.RLock()()
	var sum int64
	for _, f := range l.files {
		for _, v := range f.Versions {
			sum += v.Blob.Size
		}
	}
	return sum
}
