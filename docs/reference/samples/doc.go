// Package samples has a Go example for each operation and for webhooks. The API reference shows the bodies of these
// functions, in which the context ctx and the client ik are given. The tests of this package run them with the mock
// server.
package samples
