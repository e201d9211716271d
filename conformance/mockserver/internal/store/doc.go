// Package store stores the records of the media library by kind and key, changes them in transactions, and stores the
// bytes of files. It depends neither on the meaning of the records nor on HTTP.
//
// The values of all records are in memory, in collections such as [Table]. If there is a [Backend], it has them too:
// [Store.Update] returns after the backend has written a change. Without a backend, everything is lost when the process
// ends.
package store
