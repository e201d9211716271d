// Package faults contains only tests. They make calls while the network or the service fails, with one fault at a time
// (TestFaults), and with many faults at once for the duration in SOAK (TestSoak). They check what the client returns
// and what the service has done. FAULTS.md shows the expected results as tables.
//
//	go test ./conformance/faults
//	go test ./conformance/faults -run TestDocument -update    # writes FAULTS.md
//	make soak
package faults
