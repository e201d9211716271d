package mockserver

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"

	bolt "go.etcd.io/bbolt"
)

// keeping makes a server with a persistence folder that has one file.
func keeping(t *testing.T) (a *api, folder string) {
	t.Helper()
	folder = t.TempDir()
	s, err := New(WithPersistence(folder))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	a = s.api()
	if err := keep1(t, a, "first"); err != nil {
		t.Fatal(err)
	}
	return a, folder
}

// keep1 stores a file whose path is its name.
func keep1(t *testing.T, a *api, name string) error {
	t.Helper()
	content, err := a.blobs.read(strings.NewReader(name))
	if err != nil {
		t.Fatal(err)
	}
	_, err = a.store.add(addition{
		folder: "/" + name, name: name, check: func(*version) error { return nil },
		version: version{Blob: content, Mime: "text/plain", meta: &lazyMetadata{}, Published: true},
	})
	if err != nil {
		content.release()
	}
	return err
}

// TestAChangeThatTheDiskDoesNotTakeIsUndone has a database that can only be read.
func TestAChangeThatTheDiskDoesNotTakeIsUndone(t *testing.T) {
	t.Parallel()
	a, folder := keeping(t)
	database := filepath.Join(folder, "library.db")
	if err := a.store.disk.db.Close(); err != nil {
		t.Fatal(err)
	}
	var err error
	if a.store.disk.db, err = bolt.Open(database, 0o600, &bolt.Options{ReadOnly: true}); err != nil {
		t.Fatal(err)
	}
	if err := keep1(t, a, "second"); err == nil {
		t.Fatal("a change that is not on the disk succeeds")
	}
	if err := a.store.createFolder("/third"); err == nil {
		t.Fatal("a folder that is not on the disk is created")
	}
	if _, found := a.store.atPath("/second/second"); found || a.store.hasFolder("/second") || a.store.hasFolder("/third") {
		t.Error("what failed is in the library")
	}
	f, found := a.store.atPath("/first/first")
	if !found {
		t.Fatal("what was there before is gone")
	}
	if head, err := f.Blob.head(10); err != nil || string(head) != "first" {
		t.Errorf("its bytes are %q, %v", head, err)
	}
	if err := a.store.disk.db.Close(); err != nil {
		t.Fatal(err)
	}
	if a.store.disk.db, err = bolt.Open(database, 0o600, nil); err != nil {
		t.Fatal(err)
	}
	if err := keep1(t, a, "fourth"); err != nil {
		t.Errorf("when the disk works again: %v", err)
	}
}

// TestALibraryThatTheDiskHasLostIsNotChanged has a database that cannot be read either.
func TestALibraryThatTheDiskHasLostIsNotChanged(t *testing.T) {
	t.Parallel()
	a, _ := keeping(t)
	if err := a.store.disk.db.Close(); err != nil {
		t.Fatal(err)
	}
	first := keep1(t, a, "second")
	if second := keep1(t, a, "third"); first == nil || !errors.Is(second, a.store.broken) || second == nil {
		t.Errorf("got %v and then %v", first, second)
	}
}
