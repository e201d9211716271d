// Package transformations has no code. Its tests hold package urlbuilder and the mock server against each other: what
// the functions of urlbuilder make is accepted by the mock server over HTTP on loopback, and parses into a chain that
// builds the same bytes; what they refuse, the mock server refuses too.
//
//	go test ./conformance/transformations
//	go test ./conformance/transformations -run '^$' -fuzz FuzzChains
//	go test ./conformance/transformations -run '^$' -fuzz FuzzParseChain
package transformations
