// Package contract validates requests, responses and webhook events with openapi.yaml, which is compiled into the
// program. It finds the operation of a request, validates parameters, JSON values and responses with the schemas of the
// document, and returns an [*Error] with the field that is wrong and the reason.
//
// The package reads no bodies and writes no responses. It may import gen/server, which provides the document,
// kin-openapi and jsonschema. The document is parsed once per process, and schemas are compiled when they are needed
// for the first time.
package contract
