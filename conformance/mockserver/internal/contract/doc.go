// Package contract holds requests, responses and webhook events against openapi.yaml, which is compiled into the
// program. It finds the operation of a request, checks parameters, JSON values and responses with the schemas of the
// document, and says in an [*Error] which field is wrong and how.
//
// The package reads no bodies and writes no responses. It may import gen/server, from which it has the document,
// kin-openapi and jsonschema. The document is parsed once per process, and schemas are compiled when they are needed
// for the first time.
package contract
