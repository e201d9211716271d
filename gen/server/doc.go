// Package server holds the server interface that oapi-codegen writes from openapi.yaml, and the models that go with it.
// The mock server implements it.
package server
