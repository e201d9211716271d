// Package exactlyonce contains only tests of uploads with a key. Each subtest uploads a file to the mock server, for
// example twice or with a fault, and records the result. The tables of docs/exactly-once.md are generated from these
// results: each subtest is a row.
//
//	go test ./conformance/exactlyonce
//	go test ./conformance/exactlyonce -run TestDocument -update    # writes the tables
package exactlyonce
