// Package contract contains only tests. They check that the client conforms to openapi.yaml: that each operation sends
// the exact request and understands each documented response, that limits are enforced, that webhooks are decoded, and
// that responses which openapi.yaml does not describe cause no failure. In comments, "the document" is openapi.yaml,
// and "the table" is that of package exchanges.
//
//	go test ./conformance/contract
package contract
