// Package sdk contains only tests. They test the vendor's SDK for Go with the mock server; run them with ./run.
package sdk
