// Package webhooks sends events to targets: it queues, signs, posts and retries them, and logs the outcome of each.
// Every target has its own queue: it gets its events in the order in which they happened, and does not wait for other
// targets.
//
// A [Sender] takes events as an id, a type, a time and a function that makes the body. It does not know what events are
// about, and its time is a function, so that the package imports nothing of the mock server; helpers signs.
package webhooks
