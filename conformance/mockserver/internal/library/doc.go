// Package library implements the state and the rules of an account: files, versions and folders, uploads, searches,
// bulk jobs, custom metadata, purges, usage, and the settings of delivery. It depends neither on HTTP nor on the API
// document: callers decode requests and encode responses. A request that breaks a rule of the service fails with a
// [Code] or a [*DetailError].
//
// A [Library] is safe for concurrent use. The values that it returns do not change later.
package library
