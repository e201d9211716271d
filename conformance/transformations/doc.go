// Package transformations contains only tests. They check that package urlbuilder and the mock server accept the same
// transformations. If the functions of urlbuilder accept a transformation, the mock server must accept its URL over
// HTTP, and the parser of urlbuilder must return a chain that builds the same URL. If the functions refuse it, the mock
// server must refuse it too.
//
//	go test ./conformance/transformations
//	go test ./conformance/transformations -run '^$' -fuzz FuzzChains
//	go test ./conformance/transformations -run '^$' -fuzz FuzzParseChain
package transformations
