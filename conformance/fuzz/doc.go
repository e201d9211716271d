// Package fuzz has no code. Its test sends odd requests to the mock server over HTTP on loopback, which are made from
// openapi.yaml: for each operation its example or a value of its schema, with identifiers of what the server has
// stored, and then mutated. Fields and parameters are missing, null, of another type, empty, too long, out of range,
// not in the enumeration, sent twice, unknown, deeply nested; texts are not UTF-8; paths, methods, headers, media types
// and multipart bodies are malformed. There are requests for files at their URLs, with ranges, conditions and
// transformations, search queries made from the documented grammar, and requests to paths under /_mock/.
//
// No answer may have a status of 500 or more, or one that the document does not have for the operation. Every error
// must have the documented form, every other answer must fit its schema, and what is stored must stay readable.
//
//	go test ./conformance/fuzz -run TestRequests       # 1,000 requests, always the same
//	make fuzz                                          # 10,000 requests of a random seed
//	FUZZ_SEED=7 FUZZ_REQUESTS=431 go test ./conformance/fuzz -run TestRequests
//
// A failure says which seed and number of requests repeat it, as in the third line, and shows the request as a command
// for curl. The ids and the clock of the server are fixed, so that a run depends on its seed alone.
package fuzz
