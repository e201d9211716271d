// Package explain describes transformations for people: the table of all parameters, and the steps, the errors and the
// equivalent code of one transformation. Its types are the JSON of control endpoints of the mock server.
//
// It parses nothing by itself: it shows what packages urlbuilder and render know.
package explain
