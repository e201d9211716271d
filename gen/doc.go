// Package gen holds the types and the client that oapi-codegen writes from openapi.yaml.
//
// Programs use them through package imagekit, which has every type under the same name and every operation as a method
// of its Client. To change what is here, edit openapi.yaml, overlay.yaml or a template, and run go generate.
package gen
