// Package faults injects faults into HTTP requests: it delays them, responds with an error or with HTML instead of
// JSON, or resets the connection at a chosen moment.
//
// An [Injector] keeps a list of faults and counts the requests that match them. Its middleware applies a fault to the
// requests that it hits. A [Config] provides what depends on the server, such as the names of operations and the form
// of errors. The package does not depend on routes or state, and imports only the standard library.
package faults
