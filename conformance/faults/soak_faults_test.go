package faults_test

import (
	"maps"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/openimagekit/imagekit/conformance/mockserver"
)

// soakLatency is the maximum latency of a fault.
const soakLatency = 50 * time.Millisecond

// soakKinds are functions that randomly set the fields of a fault, by kind. A request whose response has status 4xx,
// except 408, is never executed, because the client relies on that.
var soakKinds = map[mockserver.FaultKind]func(*rand.Rand, *mockserver.Fault){
	mockserver.FaultLatency: func(r *rand.Rand, f *mockserver.Fault) {
		f.Latency = 1 + time.Duration(r.Int64N(int64(soakLatency)))
	},
	mockserver.FaultStatus: func(r *rand.Rand, f *mockserver.Fault) {
		f.Status = []int{400, 429, 501, 408, 500, 502, 503, 504, 520}[r.IntN(9)]
		f.Executed = (f.Status == 408 || f.Status >= 500 && f.Status != 501) && r.IntN(2) == 0
	},
	mockserver.FaultRateLimit: func(r *rand.Rand, f *mockserver.Fault) { f.RateLimitReset = time.Millisecond },
	mockserver.FaultHTML: func(r *rand.Rand, f *mockserver.Fault) {
		f.Status, f.Executed = []int{200, 502, 503}[r.IntN(3)], r.IntN(2) == 0
	},
	mockserver.FaultResetBeforeBody:     func(*rand.Rand, *mockserver.Fault) {},
	mockserver.FaultResetDuringBody:     func(r *rand.Rand, f *mockserver.Fault) { f.Bytes = r.Int64N(2000) },
	mockserver.FaultResetAfterBody:      func(*rand.Rand, *mockserver.Fault) {},
	mockserver.FaultResetAfterExecution: func(*rand.Rand, *mockserver.Fault) {},
	mockserver.FaultResetDuringResponse: func(r *rand.Rand, f *mockserver.Fault) { f.Bytes = r.Int64N(500) },
	mockserver.FaultTruncated:           func(r *rand.Rand, f *mockserver.Fault) { f.Bytes = r.Int64N(500) },
	mockserver.FaultContentType:         func(_ *rand.Rand, f *mockserver.Fault) { f.ContentType = "text/plain" },
	mockserver.FaultDrip: func(r *rand.Rand, f *mockserver.Fault) {
		f.Bytes, f.Interval = 100+r.Int64N(200), time.Millisecond
	},
}

// soakOperations are the operations that have faults: mostly uploads and their look-ups.
var soakOperations = []string{
	"upload", "upload", "upload", "upload", "upload", "upload", "listFiles", "listFiles", "updateFileDetails",
	"updateFileDetails",
	"deleteFile", "deleteFile", "copyFile", "copyFile", "bulkAddTags", "bulkRemoveTags", "bulkDeleteFiles",
}

func soakFault(r *rand.Rand) mockserver.Fault {
	kinds := slices.Sorted(maps.Keys(soakKinds))
	f := mockserver.Fault{
		Kind: kinds[r.IntN(len(kinds))], Operation: soakOperations[r.IntN(len(soakOperations))], Count: 1 + r.IntN(3),
		After: r.IntN(3),
	}
	if r.IntN(4) == 0 {
		f.Latency = 1 + time.Duration(r.Int64N(int64(soakLatency)))
	}
	soakKinds[f.Kind](r, &f)
	return f
}
