// Package faults has no code. Its tests play everything that can go wrong, one fault at a time (TestFaults) and many at
// once for as long as SOAK says (TestSoak), and check what the client returns and what the service has done.
// FAULTS.md shows the expected results as tables.
//
//	go test ./conformance/faults
//	go test ./conformance/faults -run TestDocument -update    # writes FAULTS.md
//	make soak
package faults
