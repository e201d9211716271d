// Package faults contains only tests. They make calls while the network or the service fails. TestFaults uses one fault
// at a time. TestSoak uses many random faults at once, for the duration in the environment variable SOAK. The tests
// check the result of each call and its effect on the service. FAULTS.md shows the expected results as tables.
//
//	go test ./conformance/faults
//	go test ./conformance/faults -run TestDocument -update    # writes FAULTS.md
//	make soak
package faults
