// Package gen has no code. Its files drive the generation of code from openapi.yaml: configurations of oapi-codegen,
// overlays with what Go needs beyond the document, and templates. The generated types and methods are in package
// imagekit (models.gen.go, client.gen.go), the interface and the models of the mock server in package server beneath
// this one. Command apilist beneath it writes the listing of the exported API, command transformations what is made of
// the transformation language in openapi.yaml.
//
// To change what is generated, edit openapi.yaml, an overlay or a template, and run go generate in the root of the
// module.
package gen
