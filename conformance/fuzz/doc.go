// Package fuzz contains only a test. It sends random requests to the mock server over HTTP on loopback. A request to
// the API begins as an example of an operation in openapi.yaml, or as a value of its schema, and contains identifiers
// of stored objects. It is then mutated. Fields and parameters may be missing, null, of another type, empty, too long,
// out of range, not in the enumeration, duplicated, unknown or deeply nested. Strings may be invalid UTF-8. Paths,
// methods, headers, media types and multipart bodies may be malformed. Other requests are for files at their URLs, with
// ranges, conditions and transformations, or for paths under /_mock/. Search queries are generated from the documented
// grammar.
//
// No response may have a status of 500 or more, or a status that openapi.yaml does not list for the operation. Each
// error must have the documented format, each other response must be valid by its schema, and stored objects must stay
// readable.
//
//	go test ./conformance/fuzz -run TestRequests       # 400 requests, the same in each run
//	make fuzz                                          # 10,000 requests with a random seed
//	FUZZ_SEED=7 FUZZ_REQUESTS=431 go test ./conformance/fuzz -run TestRequests
//
// A failure contains a command such as the third one, which repeats it, and the request as a curl command. The ids and
// the clock of the server are fixed, so that a run depends only on its seed.
package fuzz
