// Package sdk drives the vendor's SDK for Go through the mock server. It has tests only; ./run starts them.
package sdk
