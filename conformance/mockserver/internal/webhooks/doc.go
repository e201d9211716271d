// Package webhooks sends events to targets. It queues, signs, posts and retries them, and logs the outcome of each.
// Every target has its own queue: it receives its events in the order in which they happened, and does not wait for
// other targets.
//
// An event for a [Sender] has an id, a type, a time and a function that returns its body. The package does not depend
// on the content of events, gets the time from a function, and does not import other packages of the mock server.
// Package helpers signs the requests.
package webhooks
