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

// randomFields has a function for each kind of fault, which sets the fields of the fault to random values. Requests to
// which a fault responds with 4xx, except 408, are never executed, because the client relies on that.
var randomFields = map[mockserver.FaultKind]func(*rand.Rand, *mockserver.Fault){
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

// soakOperations are the operations of the faults. An operation that occurs more often gets more faults.
var soakOperations = []string{
	"upload", "upload", "upload", "upload", "upload", "upload", "listFiles", "listFiles", "updateFileDetails",
	"updateFileDetails",
	"deleteFile", "deleteFile", "copyFile", "copyFile", "bulkAddTags", "bulkRemoveTags", "bulkDeleteFiles",
}

func randomFault(r *rand.Rand) mockserver.Fault {
	kinds := slices.Sorted(maps.Keys(randomFields))
	f := mockserver.Fault{
		Kind: kinds[r.IntN(len(kinds))], Operation: soakOperations[r.IntN(len(soakOperations))], Count: 1 + r.IntN(3),
		After: r.IntN(3),
	}
	if r.IntN(4) == 0 {
		f.Latency = 1 + time.Duration(r.Int64N(int64(soakLatency)))
	}
	randomFields[f.Kind](r, &f)
	return f
}
