package multipart

import (
	"errors"
	"io"
	"strings"
	"testing"
)

// seekOnly hides that a reader can be read at an offset.
type seekOnly struct{ io.ReadSeeker }

// noSeek is a reader that fails to seek while failing is set.
type noSeek struct {
	io.ReadSeeker
	failing *bool
}

func (n noSeek) Seek(offset int64, whence int) (int64, error) {
	if *n.failing {
		return 0, errors.New("the tape is stuck")
	}
	return n.ReadSeeker.Seek(offset, whence)
}

func TestFromReader_SeekerServesOneAtATime(t *testing.T) {
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
	first.Close() // late, and for the second time
	if _, _, err := source.content(); !errors.Is(err, ErrSourceBusy) {
		t.Errorf("while it is read, got %v", err)
	}
	if n, err := first.Read(make([]byte, 1)); n > 0 || err == nil {
		t.Errorf("read %d bytes after Close, %v", n, err)
	}
	if got, err := io.ReadAll(second); string(got) != "abc" || err != nil {
		t.Errorf("got %q, %v", got, err)
	}
}

// TestForm_Open_ReaderThatNobodyRead has an attempt that ends before it has read anything.
func TestForm_Open_ReaderThatNobodyRead(t *testing.T) {
	t.Parallel()
	form := &Form{}
	form.SetFile("file", FromReader(io.MultiReader(strings.NewReader("abc")), -1))
	first, err := form.Open(t.Context(), NewBoundary(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if form.Repeatable() {
		t.Error("the file can be sent while it is being sent")
	}
	first.Stop()
	if !form.Repeatable() {
		t.Fatal("the file cannot be sent, although nobody has read it")
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
		t.Error("the file can be sent again, although it has been read")
	}
}

func TestFromReader_FailedRewindIsNotBusy(t *testing.T) {
	t.Parallel()
	failing := false
	source := FromReader(noSeek{strings.NewReader("abc"), &failing}, -1)
	failing = true
	if _, _, err := source.content(); err == nil || errors.Is(err, ErrSourceBusy) {
		t.Errorf("got %v", err)
	}
	failing = false
	if _, size, err := source.content(); size != 3 || err != nil {
		t.Errorf("then got %d, %v", size, err)
	}
}
