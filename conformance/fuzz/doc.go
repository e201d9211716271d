// Package fuzz contains only a test. It sends random requests to the mock server over HTTP on loopback. A request is
// generated from openapi.yaml: it is the example of an operation or a value of its schema, with identifiers of stored
// objects, and is then mutated. Fields and parameters are missing, null, of another type, empty, too long, out of
// range, not in the enumeration, sent twice, unknown or deeply nested; strings are not UTF-8; paths, methods, headers,
// media types and multipart bodies are malformed. There are also requests for files at their URLs, with ranges,
// conditions and transformations, search queries generated from the documented grammar, and requests to paths under
// /_mock/.
//
// No response may have a status of 500 or more, or one that openapi.yaml does not have for the operation. Every error
// must have the documented form, every other response must be valid by its schema, and stored objects must stay
// readable.
//
//	go test ./conformance/fuzz -run TestRequests       # 400 requests, always the same
//	make fuzz                                          # 10,000 requests with a random seed
//	FUZZ_SEED=7 FUZZ_REQUESTS=431 go test ./conformance/fuzz -run TestRequests
//
// A failure has the seed and the number of requests that repeat it, as in the third line, and the request as a curl
// command. The ids and the clock of the server are fixed, so that a run depends only on its seed.
package fuzz
