package store_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/iotest"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/store"
)

var (
	errMissing = errors.New("no such record")
	errDisk    = errors.New("the disk is full")
)

// backend is a [store.Backend] in memory that can fail.
type backend struct {
	mu                   sync.Mutex
	records              map[string]map[string][]byte
	blobs                map[string][]byte
	failWrite, failReads error
}

func newBackend() *backend {
	return &backend{records: map[string]map[string][]byte{}, blobs: map[string][]byte{}}
}

func (b *backend) Records(yield func(kind, key string, value []byte) error) error {
	for kind, records := range b.records {
		for key, value := range records {
			if err := yield(kind, key, value); err != nil {
				return err
			}
		}
	}
	return b.failReads
}

func (b *backend) Write(changes map[string]map[string][]byte) error {
	if b.failWrite != nil {
		return b.failWrite
	}
	for kind, records := range changes {
		if b.records[kind] == nil {
			b.records[kind] = map[string][]byte{}
		}
		maps.Copy(b.records[kind], records)
		maps.DeleteFunc(b.records[kind], func(_ string, value []byte) bool { return value == nil })
	}
	return nil
}

func (b *backend) PutBlob(r io.Reader) (string, error) {
	content, err := io.ReadAll(r)
	if err == nil {
		err = b.failWrite
	}
	if err != nil {
		return "", err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	name := fmt.Sprintf("blob%d", len(b.blobs))
	b.blobs[name] = content
	return name, nil
}

type nopCloser struct{ io.ReadSeeker }

func (nopCloser) Close() error { return nil }

func (b *backend) OpenBlob(name string) (io.ReadSeekCloser, error) {
	content, ok := b.blobs[name]
	if !ok {
		return nil, fs.ErrNotExist
	}
	return nopCloser{bytes.NewReader(content)}, nil
}

func (b *backend) DeleteBlob(name string) error {
	if _, ok := b.blobs[name]; !ok {
		return fs.ErrNotExist
	}
	delete(b.blobs, name)
	return nil
}

func (b *backend) Blobs() (map[string]int64, error) {
	sizes := map[string]int64{}
	for name, content := range b.blobs {
		sizes[name] = int64(len(content))
	}
	return sizes, nil
}

// open returns a store with one table, which is loaded from a backend.
func open(t *testing.T, b store.Backend) (*store.Store, *store.Table[string]) {
	t.Helper()
	s := store.New(b)
	table := store.NewTable[string](s, "texts", errMissing)
	if err := s.Load(); err != nil {
		t.Fatal(err)
	}
	return s, table
}

// ok stops the test if one of the errors is not nil.
func ok(t *testing.T, errs ...error) {
	t.Helper()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
}

// withTable runs a test with a table in memory and with a table in a backend.
func withTable(t *testing.T, test func(t *testing.T, b store.Backend, table *store.Table[string])) {
	t.Helper()
	for name, b := range map[string]store.Backend{"memory": nil, "backend": newBackend()} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, table := open(t, b)
			test(t, b, table)
		})
	}
}

func TestTable(t *testing.T) {
	t.Parallel()
	withTable(t, func(t *testing.T, b store.Backend, table *store.Table[string]) {
		ok(t, table.Create("z", "first", nil), table.Create("a", "second", nil), table.Create("m", "gone", nil))
		_, err := table.Change("z", func(old string) (string, error) { return old + " changed", nil })
		ok(t, err, table.Remove("m"))
		want := []string{"first changed", "second"}
		if got := table.All(); !slices.Equal(got, want) {
			t.Errorf("the table has %q, want %q in the order of creation", got, want)
		}
		if b == nil {
			return
		}
		if _, again := open(t, b); !slices.Equal(again.All(), want) {
			t.Errorf("another store of the backend has %q", again.All())
		}
	})
}

func TestTable_Errors(t *testing.T) {
	t.Parallel()
	withTable(t, func(t *testing.T, _ store.Backend, table *store.Table[string]) {
		ok(t, table.Create("a", "x", nil))
		_, got := table.Get("none")
		_, changed := table.Change("none", func(old string) (string, error) { return old, nil })
		for name, err := range map[string]error{"get": got, "change": changed, "remove": table.Remove("none")} {
			if !errors.Is(err, errMissing) {
				t.Errorf("%s of an unknown key: %v", name, err)
			}
		}
		count := func(others []string) error { return fmt.Errorf("%d others", len(others)) }
		if err := table.Create("b", "y", count); err == nil || err.Error() != "1 others" {
			t.Errorf("creating a record that the check refuses: %v", err)
		}
		if all := table.All(); !slices.Equal(all, []string{"x"}) {
			t.Errorf("the table has %q", all)
		}
	})
}

func TestStore_Update_BackendFails(t *testing.T) {
	t.Parallel()
	b := newBackend()
	_, table := open(t, b)
	ok(t, table.Create("a", "kept", nil))
	b.failWrite = errDisk
	if err := table.Create("b", "lost", nil); !errors.Is(err, errDisk) {
		t.Errorf("got %v", err)
	}
	if got := table.All(); !slices.Equal(got, []string{"kept"}) {
		t.Errorf("after the failed change, the table has %q", got)
	}
	b.failWrite = nil
	ok(t, table.Create("c", "later", nil))
}

func TestStore_Update_Broken(t *testing.T) {
	t.Parallel()
	b := newBackend()
	_, table := open(t, b)
	b.failWrite, b.failReads = errDisk, errors.New("unreadable")
	first := table.Create("a", "x", nil)
	b.failWrite, b.failReads = nil, nil
	if second := table.Create("b", "y", nil); first == nil || !errors.Is(second, first) {
		t.Errorf("got %v and then %v", first, second)
	}
}

func TestStore_Close(t *testing.T) {
	t.Parallel()
	b := newBackend()
	s, table := open(t, b)
	s.BeforeWrite(func(tx *store.Tx) { table.Set(tx, "a", "waits for a write") })
	ok(t, s.Close(), s.Close())
	if err := table.Create("b", "late", nil); !errors.Is(err, store.ErrClosed) {
		t.Errorf("a change of a closed store: %v", err)
	}
	if _, err := s.Blobs().Read(strings.NewReader("late")); !errors.Is(err, store.ErrClosed) {
		t.Errorf("bytes for a closed store: %v", err)
	}
	if _, again := open(t, b); !slices.Equal(again.All(), []string{"waits for a write"}) {
		t.Errorf("the backend has %q", again.All())
	}
}

func TestStore_Wipe(t *testing.T) {
	t.Parallel()
	b := newBackend()
	s, table := open(t, b)
	ok(t, table.Create("a", "x", nil))
	if _, err := s.Blobs().Read(strings.NewReader("bytes")); err != nil {
		t.Fatal(err)
	}
	ok(t, s.Wipe())
	if len(table.All()) != 0 || len(b.records["texts"]) != 0 || len(b.blobs) != 0 {
		t.Errorf("the table has %q, and the backend %v %v", table.All(), b.records, b.blobs)
	}
	ok(t, table.Create("b", "y", nil))
}

// record is a record with blobs, like that of a file.
type record struct{ Blobs []*store.Blob }

// records is a collection of one record.
type records struct{ record }

func (r *records) Kind() string { return "records" }
func (r *records) Clear()       { r.record = record{} }
func (r *records) Loaded()      {}

func (r *records) Load(from store.Record) (int, error) {
	if err := from.Decode(&r.record); err != nil {
		return 0, err
	}
	for i := range r.record.Blobs {
		if err := from.Resolve(&r.record.Blobs[i]); err != nil {
			return 0, err
		}
	}
	return 1, nil
}

// withBytes returns a backend with a record that names the same bytes twice.
func withBytes(t *testing.T) *backend {
	t.Helper()
	b := newBackend()
	s := store.New(b)
	blob, err := s.Blobs().Read(strings.NewReader("content"))
	ok(t, err)
	ok(t, s.Update(func(tx *store.Tx) error {
		tx.Put("records", "1", record{[]*store.Blob{blob, blob.Retain()}})
		return nil
	}))
	return b
}

func TestStore_Load_Blobs(t *testing.T) {
	t.Parallel()
	b := withBytes(t)
	b.blobs["nobody's"] = []byte("of an upload that was cut off")
	s := store.New(b)
	r := &records{}
	s.Add(r)
	ok(t, s.Load())
	if _, found := b.blobs["nobody's"]; found {
		t.Error("bytes that no record names are still there")
	}
	if r.Blobs[0] != r.Blobs[1] {
		t.Error("there are two blobs for the same bytes")
	}
	if head, err := r.Blobs[0].Head(4); err != nil || string(head) != "cont" {
		t.Errorf("head %q, %v", head, err)
	}
	for left, want := range []bool{true, false} {
		ok(t, s.Update(func(tx *store.Tx) error {
			tx.Release(r.Blobs[0])
			return nil
		}))
		if found := len(b.blobs) == 1; found != want {
			t.Errorf("after %d releases the bytes are there: %v", left+1, found)
		}
	}
}

func TestStore_Load_DamagedBlobs(t *testing.T) {
	t.Parallel()
	for want, damage := range map[string]func(b *backend){
		"does not exist":              func(b *backend) { clear(b.blobs) },
		"are damaged: 3 bytes, not 7": func(b *backend) { b.blobs["blob0"] = []byte("con") },
		"names no bytes": func(b *backend) {
			b.records["records"]["1"] = []byte(`{"Blobs":[null]}`)
		},
		"invalid character": func(b *backend) { b.records["records"]["1"] = []byte("no JSON") },
		"the disk is full":  func(b *backend) { b.failReads = errDisk },
	} {
		b := withBytes(t)
		damage(b)
		s := store.New(b)
		s.Add(&records{})
		if err := s.Load(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

func TestBlobs_Read(t *testing.T) {
	t.Parallel()
	large := bytes.Repeat([]byte("0123456789abcdef"), 100_000)
	for name, backend := range map[string]store.Backend{"memory": nil, "backend": newBackend()} {
		s := store.New(backend)
		for _, want := range [][]byte{{}, []byte("small"), large} {
			b, err := s.Blobs().Read(bytes.NewReader(want))
			ok(t, err)
			r, err := b.Open()
			ok(t, err)
			got, err := io.ReadAll(r)
			ok(t, err, r.Close())
			if !bytes.Equal(got, want) || b.Size != int64(len(want)) || len(b.Sum) != 64 {
				t.Errorf("%s: %d bytes, size %d, sum %s; want %d", name, len(got), b.Size, b.Sum, len(want))
			}
			if inMemory := backend == nil && len(want) < len(large); b.InMemory() != inMemory {
				t.Errorf("%s: %d bytes are in memory: %v", name, len(want), b.InMemory())
			}
			b.Release()
		}
		ok(t, s.Close())
	}
}

func TestBlobs_Read_Errors(t *testing.T) {
	t.Parallel()
	cut := errors.New("cut off")
	for _, backend := range []store.Backend{nil, newBackend()} {
		s := store.New(backend)
		long := bytes.NewReader(make([]byte, 2<<20))
		for _, r := range []io.Reader{iotest.ErrReader(cut), io.MultiReader(long, iotest.ErrReader(cut))} {
			if _, err := s.Blobs().Read(r); !errors.Is(err, cut) || errors.As(err, new(*store.WriteError)) {
				t.Errorf("reading from a source that fails: %v", err)
			}
		}
		ok(t, s.Close())
	}
	full := newBackend()
	full.failWrite = errDisk
	_, err := store.New(full).Blobs().Read(strings.NewReader("x"))
	if !errors.Is(err, errDisk) || !errors.As(err, new(*store.WriteError)) {
		t.Errorf("reading with a backend that fails: %v", err)
	}
}

// TestStore_Load_Order checks that records that are created after a restart come after earlier ones.
func TestStore_Load_Order(t *testing.T) {
	t.Parallel()
	b := newBackend()
	_, table := open(t, b)
	ok(t, table.Create("z", "first", nil), table.Create("y", "second", nil))
	_, again := open(t, b)
	ok(t, again.Create("a", "third", nil))
	if got, want := again.All(), []string{"first", "second", "third"}; !slices.Equal(got, want) {
		t.Errorf("the table has %q, want %q", got, want)
	}
}

// TestBlobs_Read_CutOff reads from a source that fails after more bytes than are kept in memory.
func TestBlobs_Read_CutOff(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	s := store.New(nil)
	long := bytes.NewReader(make([]byte, 2<<20))
	cut := errors.New("cut off")
	if _, err := s.Blobs().Read(io.MultiReader(long, iotest.ErrReader(cut))); !errors.Is(err, cut) {
		t.Fatalf("got %v", err)
	}
	if files, err := filepath.Glob(filepath.Join(os.TempDir(), "*")); err != nil || len(files) > 0 {
		t.Errorf("there are still %q, %v", files, err)
	}
	ok(t, s.Close())
}
