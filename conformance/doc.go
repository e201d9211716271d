// Package conformance contains only tests. Each folder below it, except the last two, tests one aspect of the client or
// the mock server:
//
//   - contract: each operation of the client against openapi.yaml
//   - scenarios: complete uses of the service, on the mock server and on an account
//   - faults: the behaviour of the client when the network or the service fails
//   - exactlyonce: the guarantees of uploads with a key. These tests generate the tables of docs/exactly-once.md
//   - exactlyonce/killed: processes that upload the same files, and are killed and restarted
//   - fuzz: random requests to the mock server, generated from openapi.yaml
//   - transformations: the transformations that urlbuilder and the mock server accept
//   - vectors: golden vectors for implementations in any language, run by TestVectors of this package
//   - foreign: rclone and the vendor's SDKs for Go, Python, Ruby and PHP against the mock server
//   - sdks: the vendor's SDKs for JavaScript against the mock server
//   - browser: web pages that upload, show images, and call the mock server from other origins, in Chromium; the
//     vendor's packages for browsers
//   - console: the console of the mock server, in Chromium
//   - urls: random URLs compared with those of the vendor's SDKs
//   - compare: a program that compares openapi.yaml with the OpenAPI document of the service; run .ci/compare-contract
//     FILE
//   - render: applies transformations to images and videos; the mock server delivers what it makes
//   - mockserver: the in-memory mock of ImageKit that the tests use
//
// To run the vectors of another folder:
//
//	go test ./conformance -run '^TestVectors$' -args -vectors DIR
package conformance
