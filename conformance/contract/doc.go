// Package contract contains only tests. They check that the client conforms to openapi.yaml: the exact request and each
// documented response of every operation, the limits, the webhooks, and responses that the document does not describe.
// "The document" is openapi.yaml in all comments.
//
//	go test ./conformance/contract
package contract
