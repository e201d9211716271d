package library_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/library"
	"github.com/openimagekit/imagekit/conformance/mockserver/internal/store"
	"github.com/openimagekit/imagekit/internal/race"
)

// kept is a backend that keeps records in memory.
type kept struct {
	store.Backend
	onWrite func(changes map[string]map[string][]byte) error // called first, without the lock; can be nil

	mu      sync.Mutex
	records map[string]map[string][]byte
}

func (k *kept) Blobs() (map[string]int64, error) { return nil, nil }

func (k *kept) Records(yield func(kind, key string, value []byte) error) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	for kind, records := range k.records {
		for key, value := range records {
			if err := yield(kind, key, value); err != nil {
				return err
			}
		}
	}
	return nil
}

func (k *kept) Write(changes map[string]map[string][]byte) error {
	if k.onWrite != nil {
		if err := k.onWrite(changes); err != nil {
			return err
		}
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	for kind, records := range changes {
		if k.records == nil {
			k.records = map[string]map[string][]byte{}
		}
		if k.records[kind] == nil {
			k.records[kind] = map[string][]byte{}
		}
		for key, value := range records {
			k.records[kind][key] = value
			if value == nil {
				delete(k.records[kind], key)
			}
		}
	}
	return nil
}

func (k *kept) count(kind string) int {
	k.mu.Lock()
	defer k.mu.Unlock()
	return len(k.records[kind])
}

// missing counts deliveries of different files that do not exist.
func (a *account) missing(from, to int) {
	for i := from; i < to; i++ {
		a.CountDelivery(library.Delivery{Tail: fmt.Sprintf("gone-%d", i), Status: 404})
	}
}

// sums returns the sums of a number of days, which begin with that of noon.
func (a *account) sums(t *testing.T, days int) library.Sums {
	t.Helper()
	sums, err := a.Usage(noon, noon.AddDate(0, 0, days), 1)
	noError(t, err)
	return sums
}

// TestLibrary_CountDelivery_NameLimit checks that evicted names still count in the total.
func TestLibrary_CountDelivery_NameLimit(t *testing.T) {
	t.Parallel()
	a := open(t, nil)
	for range 3 {
		a.missing(0, 1)
	}
	a.CountDelivery(library.Delivery{Tail: "large", Status: 404, Bytes: 1 << 30})
	a.missing(1, 5000)
	a.missing(1, 2) // it was evicted, and is counted again
	sums := a.sums(t, 1)
	missing := sums[library.CountMissing]
	if n := len(missing); n > 1001 || n < 500 {
		t.Errorf("%d names are kept", n)
	}
	first, large := missing[endpoint+"/gone-0"], missing[endpoint+"/large"]
	if first.Requests != 3 || large.Bytes != 1<<30 || missing[endpoint+"/gone-4999"].Requests != 1 {
		t.Errorf("most requests: %+v; most bytes: %+v; or the last name is missing", first, large)
	}
	if total := sums.Total(library.CountMissing); total.Requests != 5004 || total.Bytes != 1<<30 {
		t.Errorf("in total %+v", total)
	}
}

// TestLibrary_CountDelivery_SizeLimit adds names of 2,000 bytes. The counters of 20 to 24 days have 32 MiB together.
func TestLibrary_CountDelivery_SizeLimit(t *testing.T) {
	t.Parallel()
	race.SkipSlow(t)
	a := open(t, nil)
	long := strings.Repeat("x", 3000)
	for range 40 {
		for i := range 700 {
			a.CountDelivery(library.Delivery{Status: 404, Agent: fmt.Sprint(i, long), Tail: "gone"})
		}
		a.advance(24 * time.Hour)
	}
	var requests int64
	for _, n := range a.sums(t, 40)[library.CountStatus] {
		requests += n.Requests
	}
	if days := requests / 700; requests%700 != 0 || days < 20 || days > 24 {
		t.Errorf("%d requests of 40 days are kept, want those of the last 32 MiB of names", requests)
	}
}

// TestLibrary_CountDelivery_SavedInBatches checks that a change saves 100 counters, and that the others are written
// after it without the lock of the library.
func TestLibrary_CountDelivery_SavedInBatches(t *testing.T) {
	t.Parallel()
	batch, goOn := make(chan struct{}), make(chan struct{})
	var once sync.Once
	b := &kept{onWrite: func(changes map[string]map[string][]byte) error {
		n := len(changes["counters"])
		switch {
		case len(changes["folders"]) > 0 && n > 100, n > 1000:
			t.Errorf("%d counters are written at once", n)
		case len(changes["folders"]) == 0 && n > 0:
			once.Do(func() { close(batch) })
			<-goOn
		}
		return nil
	}}
	a := open(t, b)
	a.missing(0, 500)
	noError(t, a.MakeFolder("/a"))
	<-batch
	noError(t, a.MakeFolder("/b")) // while the batch is being written
	a.missing(0, 1)
	wantTree(t, a, "/a/ /b/")
	close(goOn)
	noError(t, a.Close())

	again := open(t, b).sums(t, 1)
	if n := len(again[library.CountMissing]); n != 500 || again.Total(library.CountStatus).Requests != 501 {
		t.Errorf("%d names and %+v are saved", n, again.Total(library.CountStatus))
	}
}

// TestLibrary_CountDelivery_SavedAfterFailure checks that evicted counters are deleted from the backend, and that the
// counters of a failed batch are written later.
func TestLibrary_CountDelivery_SavedAfterFailure(t *testing.T) {
	t.Parallel()
	var fails sync.Once
	b := &kept{}
	b.onWrite = func(changes map[string]map[string][]byte) (err error) {
		if len(changes["folders"]) == 0 {
			fails.Do(func() { err = fmt.Errorf("the disk is full") })
		}
		return err
	}
	a := open(t, b)
	a.missing(0, 900)
	noError(t, a.MakeFolder("/a"))
	noError(t, a.MakeFolder("/b"), a.MakeFolder("/c"))
	a.missing(900, 3000)
	noError(t, a.MakeFolder("/d"), a.Close())
	if n := b.count("counters"); n > 1010 || n < 500 {
		t.Errorf("%d counters are saved", n)
	}
	again := open(t, b).sums(t, 1)
	if total := again.Total(library.CountMissing).Requests; total != 3000 {
		t.Errorf("%d requests are saved, want 3000", total)
	}
}

// TestLibrary_CountDelivery_FailureDuringBatch checks that a failed change, which loads the counters again, first waits
// until the batch is written. Otherwise the loaded counters would be older than those in the backend.
func TestLibrary_CountDelivery_FailureDuringBatch(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		goOn := make(chan struct{})
		broken := false
		b := &kept{onWrite: func(changes map[string]map[string][]byte) error {
			switch {
			case len(changes["folders"]) == 0:
				<-goOn
			case broken:
				return errors.New("the disk is full")
			}
			return nil
		}}
		a := open(t, b)
		a.missing(0, 500)
		noError(t, a.MakeFolder("/a"))
		synctest.Wait() // until the batch is being written
		broken = true
		failed := make(chan error)
		go func() { failed <- a.MakeFolder("/b") }()
		synctest.Wait()
		close(goOn)
		if err := <-failed; err == nil {
			t.Error("the change did not fail")
		}
		broken = false
		a.missing(0, 500)
		noError(t, a.Close())
		if total := open(t, b).sums(t, 1).Total(library.CountMissing); total.Requests != 1000 {
			t.Errorf("%d requests are saved, want 1000", total.Requests)
		}
	})
}

// TestOpen_ManyCounters opens a backend with more counters than are kept, as an earlier version can have saved them.
func TestOpen_ManyCounters(t *testing.T) {
	t.Parallel()
	b := &kept{records: map[string]map[string][]byte{"format": {"version": []byte("1")}, "counters": {}}}
	for i := range 5000 {
		b.records["counters"][fmt.Sprintf("2026-03-01/missing/%d", i)] = fmt.Appendf(nil,
			`{"Order":%d,"Value":{"Day":"2026-03-01","Kind":"missing","Name":"%d","Requests":2,"Bytes":0}}`, i, i)
	}
	a := open(t, b)
	if sums := a.sums(t, 1); len(sums[library.CountMissing]) > 1001 ||
		sums.Total(library.CountMissing).Requests != 10_000 {
		t.Errorf("%d names, %+v", len(sums[library.CountMissing]), sums.Total(library.CountMissing))
	}
	noError(t, a.MakeFolder("/a"), a.Close())
	if n := b.count("counters"); n > 1001 {
		t.Errorf("%d counters are still there", n)
	}
}

// BenchmarkLibrary_CountDelivery compares 10,000 deliveries of one missing file with those of different ones. It
// reports how long the next change takes.
func BenchmarkLibrary_CountDelivery(b *testing.B) {
	for name, files := range map[string]int{"one file": 1, "different files": 10_000} {
		b.Run(name, func(b *testing.B) {
			var changes time.Duration
			for b.Loop() {
				changes += changeAfterDeliveries(b, files)
			}
			b.ReportMetric(float64(changes.Microseconds())/float64(b.N), "µs/change")
		})
	}
}

// changeAfterDeliveries returns how long a change takes after 10,000 deliveries.
func changeAfterDeliveries(b *testing.B, files int) time.Duration {
	b.Helper()
	l, err := library.Open(library.Config{
		Backend: &kept{}, Now: time.Now, URLEndpoint: endpoint, PrivateKey: "private_test",
		NewID: func() string { return "id" },
	})
	if err != nil {
		b.Fatal(err)
	}
	a := &account{Library: l}
	for i := range 10_000 {
		a.missing(i%files, i%files+1)
	}
	begin := time.Now()
	err = a.MakeFolder("/a")
	took := time.Since(begin)
	if err := errors.Join(err, a.Close()); err != nil {
		b.Fatal(err)
	}
	return took
}
