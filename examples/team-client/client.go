// Package teamclient is a client that is generated from openapi.yaml, with another oapi-codegen configuration than
// package imagekit. It shows how a team can generate its own client. Run go generate to write client.gen.go. The
// example in the test calls an operation.
package teamclient

//go:generate go tool oapi-codegen -config oapi-codegen.yaml ../../openapi.yaml
