// Package faults makes HTTP requests go wrong on demand: late, with an error, with a page instead of JSON, or with a
// connection that is reset at a chosen moment.
//
// An [Injector] holds [Fault] values, counts the requests that match them, and is a middleware that plays a fault on
// the request that it hits. What depends on the server, such as the names of operations and the form of its errors,
// comes from a [Config]. The package knows no routes and no state; it imports only the standard library.
package faults
