// Package conformance has no code. The folders below it prove that the client does what it says, one folder for each
// kind of proof:
//
//   - contract: each operation against openapi.yaml
//   - scenarios: uses of the service from beginning to end, on the mock server and on an account
//   - faults: what the client does when the network or the service fails
//   - exactlyonce: what uploads with a key guarantee; writes the tables of docs/exactly-once.md. Its folder killed has
//     processes that upload the same files and are killed
//   - fuzz: odd requests to the mock server, made from openapi.yaml
//   - transformations: all that urlbuilder makes, and the parser, against the mock server
//   - vectors: golden vectors for implementations in any language, run by this package's TestVectors
//   - foreign: rclone and the vendor's SDKs for Go, Python, Ruby and PHP against the mock server
//   - sdks: the vendor's SDKs for JavaScript against the mock server
//   - browser: web pages of other origins against the mock server, in Chromium
//   - urls: random URLs compared with those of the vendor's SDKs
//   - compare: openapi.yaml compared with the OpenAPI document of the service; run by hand as .ci/compare-contract FILE
//   - mockserver: the ImageKit in memory that the tests use
//
// Another folder of vectors is run by
//
//	go test ./conformance -run '^TestVectors$' -args -vectors DIR
package conformance
