// Package exactlyonce has no code. Its tests show what an upload with a key guarantees. Each test makes something
// happen to such an upload, against the mock server, and observes the result. The tables of docs/exactly-once.md are
// written from these observations, so that a test proves each of their rows.
//
//	go test ./conformance/exactlyonce
//	go test ./conformance/exactlyonce -run TestDocument -update    # writes the tables
package exactlyonce
