package store_test

import (
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/store"
)

// TestStore_Load_OtherFormat checks that records of another format are refused and that their bytes are not deleted.
func TestStore_Load_OtherFormat(t *testing.T) {
	t.Parallel()
	for want, change := range map[string]func(b *backend){
		"an earlier version": func(b *backend) { delete(b.records, "format") },
		"its format is 2":    func(b *backend) { b.records["format"]["version"] = []byte("2") },
		"its format is 3": func(b *backend) {
			b.records = map[string]map[string][]byte{"format": {"version": []byte("3")}, "later": {"a": []byte("{}")}}
		},
		"earlier version of the mock server": func(b *backend) {
			b.records = map[string]map[string][]byte{"records": {"1": []byte(`{"Blobs":[{"Hash":"of that time"}]}`)}}
		},
	} {
		b := withBytes(t)
		change(b)
		s := store.New(b)
		s.Add(&records{})
		if err := s.Load(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
		if len(b.blobs) != 1 {
			t.Errorf("%s: bytes are deleted", want)
		}
	}
}

// TestStore_Wipe_Format checks that the next change writes the record of the format again, which Wipe has deleted.
func TestStore_Wipe_Format(t *testing.T) {
	t.Parallel()
	b := newBackend()
	s, table := open(t, b)
	ok(t, table.Create("a", "x", nil), s.Wipe(), table.Create("b", "y", nil))
	if _, again := open(t, b); len(again.All()) != 1 {
		t.Errorf("another store of the backend has %q", again.All())
	}
	open(t, newBackend()) // an empty backend has no format
}

// panicking is a backend whose Write panics.
type panicking struct {
	*backend
	on bool
}

func (p *panicking) Write(changes map[string]map[string][]byte) error {
	if p.on {
		panic("out of order")
	}
	return p.backend.Write(changes)
}

func TestStore_Update_BackendPanics(t *testing.T) {
	t.Parallel()
	b := &panicking{backend: newBackend()}
	_, table := open(t, b)
	ok(t, table.Create("a", "kept", nil))
	b.on = true
	if err := table.Create("b", "lost", nil); err == nil || !strings.Contains(err.Error(), "out of order") {
		t.Errorf("got %v", err)
	}
	if got := table.All(); len(got) != 1 || got[0] != "kept" {
		t.Errorf("after the failed change, the table has %q", got)
	}
	b.on = false
	ok(t, table.Create("c", "later", nil))
}

// hasty is a backend that reads only the first three bytes of a blob.
type hasty struct{ *backend }

func (h hasty) PutBlob(r io.Reader) (string, error) { return h.backend.PutBlob(io.LimitReader(r, 3)) }

func TestBlobs_Read_Incomplete(t *testing.T) {
	t.Parallel()
	s := store.New(hasty{newBackend()})
	if _, err := s.Blobs().Read(strings.NewReader("abcd")); !errors.As(err, new(*store.WriteError)) {
		t.Errorf("got %v", err)
	}
	if b, err := s.Blobs().Read(strings.NewReader("abc")); err != nil || b.Size != 3 {
		t.Errorf("got %+v, %v", b, err)
	}
}
