package killed_test

import (
	"bytes"
	"os"

	"github.com/openimagekit/imagekit/conformance/mockserver"
)

// faultGap is the maximum number of requests between two faults.
const faultGap = 24

// addFault makes one or two of the next requests fail. The caller must hold r.mu.
func (r *round) addFault() {
	faults := []mockserver.Fault{
		{Kind: mockserver.FaultResetAfterExecution},
		{Kind: mockserver.FaultResetDuringResponse},
		{Kind: mockserver.FaultStatus, Status: 503},
		{Kind: mockserver.FaultStatus, Status: 503, Executed: true},
		{Kind: mockserver.FaultHTML, Executed: true},
		{Kind: mockserver.FaultRateLimit, RateLimitReset: 1e6},
		{Kind: mockserver.FaultTruncated},
		{Kind: mockserver.FaultResetDuringBody},
	}
	fault := faults[r.random.IntN(len(faults))]
	fault.Operation, fault.Count, fault.After = "upload", 1+r.random.IntN(2), r.random.IntN(3)
	if r.random.IntN(3) == 0 {
		fault.Operation = "listFiles"
	}
	if _, err := r.srv.AddFault(fault); err != nil {
		r.t.Errorf("%+v: %v", fault, err)
	}
	r.counts["faults"]++
}

// damageJournal randomly truncates, deletes or corrupts a journal, or does nothing. Other processes may have it open.
func (r *round) damageJournal() {
	journal := r.journals[r.intN(len(r.journals))]
	content, err := os.ReadFile(journal)
	if err != nil {
		return // it does not exist yet
	}
	what := ""
	switch r.intN(6) {
	case 0:
		what, err = "journals truncated", os.Truncate(journal, int64(r.intN(len(content)+1)))
	case 1:
		what, err = "journals deleted", os.Remove(journal)
	case 2:
		what, err = "journals with garbage", appendTo(journal, r.garbage(content))
	default:
		return
	}
	if err != nil { // another process may have deleted it
		r.t.Logf("%s: %v", what, err)
	}
	r.count(what)
}

// garbage returns bytes that are not a line of a journal, or a part of content, which is that of the journal. Such a
// part may complete a line that was truncated.
func (r *round) garbage(content []byte) []byte {
	switch r.intN(4) {
	case 0:
		from := r.intN(len(content) + 1)
		return content[from : from+r.intN(len(content)-from+1)]
	case 1:
		return make([]byte, r.intN(5000))
	case 2:
		return bytes.Repeat([]byte("x"), 100_000)
	}
	random := make([]byte, 1+r.intN(300))
	for i := range random {
		random[i] = byte(r.intN(256))
	}
	return random
}

func appendTo(path string, data []byte) error {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return err
	}
	defer file.Close()
	_, err = file.Write(data)
	return err
}
