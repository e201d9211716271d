// Package contract has no code. Its tests hold the client to openapi.yaml: each operation with every response that the
// document lists, the exact requests, the limits, the webhooks, and what happens when the service sends something that
// the document does not know.
//
//	go test ./conformance/contract
package contract
