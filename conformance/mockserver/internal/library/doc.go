// Package library has the state and the rules of an account: files, versions and folders, uploads, searches, bulk jobs,
// custom metadata, purges, usage, and the settings of delivery. It knows no HTTP: callers hand in values that are of
// the right type and get values or errors back. Errors that a rule of the service gives are a [Code] or a
// [*DetailError].
//
// A [Library] is safe for concurrent use. What it returns does not change.
package library
