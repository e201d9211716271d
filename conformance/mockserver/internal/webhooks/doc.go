// Package webhooks sends events to one target, in the order in which they happened: it queues, signs, posts and repeats
// them, and remembers the outcome of each.
//
// A [Sender] takes events as an id, a type, a time and a function that makes the body. It does not know what events are
// about, and its time is a function, so that the package imports nothing of the mock server; helpers signs.
package webhooks
