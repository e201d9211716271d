package multipart

import (
	"errors"
	"io"
	"strings"
	"testing"
)

// seekOnly hides all methods of a reader except Read and Seek.
type seekOnly struct{ io.ReadSeeker }

// noSeek is a reader whose Seek fails while failing is true.
type noSeek struct {
	io.ReadSeeker
	failing *bool
}

func (n noSeek) Seek(offset int64, whence int) (int64, error) {
	if *n.failing {
		return 0, errors.New("seek error")
	}
	return n.ReadSeeker.Seek(offset, whence)
}

// TestFromReader_SeekerInUse checks that a seeker can be read by one content at a time, and that closing an earlier
// content again does not release it.
func TestFromReader_SeekerInUse(t *testing.T) {
	t.Parallel()
	source := FromReader(seekOnly{strings.NewReader("abc")}, -1)
	first, _, err := source.content()
	if err != nil {
		t.Fatal(err)
	}
	first.Close()
	second, _, err := source.content()
	if err != nil {
		t.Fatal(err)
	}
	first.Close() // a second time
	if _, _, err := source.content(); !errors.Is(err, ErrSourceBusy) {
		t.Errorf("while it is in use: got %v", err)
	}
	if n, err := first.Read(make([]byte, 1)); n > 0 || err == nil {
		t.Errorf("read %d bytes after Close, %v", n, err)
	}
	if got, err := io.ReadAll(second); string(got) != "abc" || err != nil {
		t.Errorf("got %q, %v", got, err)
	}
}

// TestForm_Open_ReaderUnread stops a body before it has read the file. The file can then be sent.
func TestForm_Open_ReaderUnread(t *testing.T) {
	t.Parallel()
	form := &Form{}
	form.SetFile("file", FromReader(io.MultiReader(strings.NewReader("abc")), -1))
	first, err := form.Open(t.Context(), NewBoundary(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if form.Repeatable() {
		t.Error("Repeatable is true while the file is sent")
	}
	first.Stop()
	if !form.Repeatable() {
		t.Fatal("Repeatable is false, although the file was not read")
	}
	second, err := form.Open(t.Context(), NewBoundary(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if body, err := io.ReadAll(second); !strings.Contains(string(body), "\r\n\r\nabc\r\n") || err != nil {
		t.Errorf("got %q, %v", body, err)
	}
	second.Stop()
	if form.Repeatable() {
		t.Error("Repeatable is true, although the file was read")
	}
}

// TestFromReader_SeekFails checks that a source is not in use after its Seek failed.
func TestFromReader_SeekFails(t *testing.T) {
	t.Parallel()
	failing := false
	source := FromReader(noSeek{strings.NewReader("abc"), &failing}, -1)
	failing = true
	if _, _, err := source.content(); err == nil || errors.Is(err, ErrSourceBusy) {
		t.Errorf("got %v", err)
	}
	failing = false
	if _, size, err := source.content(); size != 3 || err != nil {
		t.Errorf("after Seek works again: got %d, %v", size, err)
	}
}
