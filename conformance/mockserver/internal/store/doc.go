// Package store keeps the records of the media library by kind and key, changes them in transactions, and keeps the
// bytes of files. It knows neither what the records mean nor HTTP.
//
// The values of all records are in memory, in [Collection]s such as [Table]. A [Backend], if there is one, has them
// too: [Store.Update] returns when the backend has taken a change. Without a backend everything is gone with the
// process.
package store
