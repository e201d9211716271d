// Package exactlyonce contains only tests. They show what an upload with a key guarantees. Each subtest repeats or
// disturbs such an upload to the mock server, and records the result. The tables of docs/exactly-once.md are generated
// from these results: each subtest is a row.
//
//	go test ./conformance/exactlyonce
//	go test ./conformance/exactlyonce -run TestDocument -update    # writes the tables
package exactlyonce
