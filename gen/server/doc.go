// Package server contains the server interface that oapi-codegen generates from openapi.yaml, and the models that the
// interface uses. The mock server implements the interface.
package server
