// Package gen holds what the code generated from openapi.yaml is made with: the configurations of oapi-codegen, an
// overlay with what Go needs beyond the document, and templates. The types and methods that come out are in package
// imagekit (models.gen.go, client.gen.go), the interface of the mock server is in package server beneath this one.
//
// To change what is generated, edit openapi.yaml, overlay.yaml or a template, and run go generate in the root of the
// module.
package gen
