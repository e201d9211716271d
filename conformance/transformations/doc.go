// Package transformations contains only tests. They check that package urlbuilder and the mock server accept the same
// transformations. The mock server must accept what the functions of urlbuilder accept, over HTTP on loopback, and the
// parser must read it as a chain that builds the same URL. The mock server must refuse what the functions refuse.
//
//	go test ./conformance/transformations
//	go test ./conformance/transformations -run '^$' -fuzz FuzzChains
//	go test ./conformance/transformations -run '^$' -fuzz FuzzParseChain
package transformations
