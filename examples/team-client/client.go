// Package teamclient shows a team that generates its own client from openapi.yaml, with its own oapi-codegen
// configuration, instead of using package imagekit. `go generate` writes client.gen.go; the test calls an operation
// with it.
package teamclient

//go:generate go tool oapi-codegen -config oapi-codegen.yaml ../../openapi.yaml
