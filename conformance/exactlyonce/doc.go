// Package exactlyonce has no code. Its tests show what an upload with a key guarantees: they play what can happen to
// such uploads against the mock server, and make the tables of docs/exactly-once.md of what they observe, so that the
// document says nothing that no test has seen.
//
//	go test ./conformance/exactlyonce
//	go test ./conformance/exactlyonce -run TestDocument -update    # writes the tables
package exactlyonce
