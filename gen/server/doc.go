// Package server has the server interface that oapi-codegen generates from openapi.yaml, and the models that it uses.
// The mock server implements it.
package server
