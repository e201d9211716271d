package killed_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"net"
	"net/http"
	"os"
	"testing"
	"time"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/mockserver"
)

// uploaderVariable is an environment variable. If it is set, this test binary uploads all items once and runs no tests.
const uploaderVariable = "IMAGEKIT_RUN_AS_UPLOADER"

// Exit statuses of an uploader. The status is 0 if all items are uploaded.
const (
	statusItemsFailed = 3
	statusSetupFailed = 4 // the reason is in standard error
	statusOrphan      = 5 // standard input was closed, because the test has ended
)

// TestMain runs the tests, or an uploader if uploaderVariable is set.
func TestMain(m *testing.M) {
	if os.Getenv(uploaderVariable) != "" {
		os.Exit(runUploader(os.Stdin, os.Stdout))
	}
	os.Exit(m.Run())
}

// uploader has the settings of a process that uploads all items. The process reads them as a line of JSON from its
// standard input.
type uploader struct {
	URL         string
	Files       string // folder of the files to upload
	Journal     string // path of the journal; empty for none
	Concurrency int
	Order       []int // indexes of the items, in the order of the uploads
	lines       *json.Encoder
}

// uploaderLine is the outcome of an item, which an uploader writes as a line of JSON.
type uploaderLine struct {
	Item             string
	FileID, FilePath string
	Skipped          bool
	Error            string
	Unexpected       bool // no fault can cause this error
	JournalReplaced  bool // the line is not an outcome: the journal file had no header, and was deleted
}

// runUploader uploads all items and returns the exit status. The process exits when its standard input is closed, so
// that it does not outlive the test.
func runUploader(in io.Reader, out io.Writer) int {
	stdin := bufio.NewReader(in)
	line, err := stdin.ReadBytes('\n')
	u := &uploader{lines: json.NewEncoder(out)}
	if err == nil {
		err = json.Unmarshal(line, u)
	}
	go func() {
		_, _ = io.Copy(io.Discard, stdin)
		os.Exit(statusOrphan)
	}()
	isComplete := false
	if err == nil {
		isComplete, err = u.run()
	}
	switch {
	case err != nil:
		fmt.Fprintln(os.Stderr, err)
		return statusSetupFailed
	case !isComplete:
		return statusItemsFailed
	}
	return 0
}

// run uploads all items, writes their outcomes, and reports whether all items were uploaded.
func (u *uploader) run() (isComplete bool, err error) {
	ik, err := imagekit.New(
		imagekit.WithoutEnvironment(), imagekit.WithPrivateKey(mockserver.DefaultPrivateKey),
		imagekit.WithBaseURL(u.URL), imagekit.WithUploadURL(u.URL), imagekit.WithRateLimiters(imagekit.RateLimiters{}),
		imagekit.WithRetryPolicy(imagekit.RetryPolicy{
			MinBackoff: time.Millisecond, MaxBackoff: 4 * time.Millisecond, MaxRetryAfter: 2 * time.Millisecond,
		}),
		imagekit.WithRetryBudget(1e6, 1e6),
		imagekit.WithHTTPClient(&http.Client{Transport: &http.Transport{DialContext: dialSmall}}),
	)
	if err != nil {
		return false, err
	}
	journal, err := u.openJournal()
	if err != nil {
		return false, err
	}
	isComplete = true
	options := imagekit.UploadAllOptions{Concurrency: u.Concurrency, Journal: journal}
	for outcome := range ik.UploadAll(context.Background(), u.items(), options) {
		isComplete = isComplete && outcome.Err == nil
		if err := u.lines.Encode(newUploaderLine(outcome)); err != nil {
			return false, err
		}
	}
	return isComplete, nil
}

// dialSmall opens a connection with a write buffer of socketBuffer bytes.
func dialSmall(ctx context.Context, network, address string) (net.Conn, error) {
	conn, err := new(net.Dialer).DialContext(ctx, network, address)
	if tcp, ok := conn.(*net.TCPConn); ok {
		err = tcp.SetWriteBuffer(socketBuffer)
	}
	return conn, err
}

// items yields the items in the order of the process.
func (u *uploader) items() iter.Seq[imagekit.UploadItem] {
	return func(yield func(imagekit.UploadItem) bool) {
		for _, index := range u.Order {
			if !yield(sharedItems[index].upload(u.Files)) {
				return
			}
		}
	}
}

// openJournal opens the journal of the process, if it has one. It deletes a journal file without a header, and creates
// a new one. A journal loses its header if it is truncated while another process writes to it.
func (u *uploader) openJournal() (journal *imagekit.Journal, err error) {
	if u.Journal == "" {
		return nil, nil
	}
	for range processCount {
		if journal, err = imagekit.OpenJournal(u.Journal); err == nil {
			return journal, nil
		}
		_ = os.Remove(u.Journal) // fails if another process has deleted it
		if err := u.lines.Encode(uploaderLine{JournalReplaced: true}); err != nil {
			return nil, err
		}
	}
	return nil, err
}

func newUploaderLine(outcome imagekit.UploadOutcome) uploaderLine {
	line := uploaderLine{Item: *outcome.Item.Request.Description, Skipped: outcome.Skipped}
	if outcome.Result != nil {
		line.FileID, line.FilePath = outcome.Result.FileID, outcome.Result.FilePath
	}
	if outcome.Err != nil {
		line.Error, line.Unexpected = outcome.Err.Error(), !isExpected(outcome.Err)
	}
	return line
}

// isExpected reports whether a fault can cause the error of an upload. An upload that the service refuses is
// unexpected.
func isExpected(err error) bool {
	failed, ok := errors.AsType[*imagekit.Error](err)
	if _, isOtherFile := errors.AsType[*imagekit.UploadKeyError](err); !ok || isOtherFile {
		return false
	}
	isRefused := failed.StatusCode/100 == 4 && failed.StatusCode != http.StatusTooManyRequests
	return errors.Is(err, imagekit.ErrUploadOutcomeUnknown) || !isRefused
}
