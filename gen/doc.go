// Package gen contains no code. Its folder contains the files that control the generation of code from openapi.yaml:
// configurations of oapi-codegen, overlays with settings for Go, and templates. The generated types and methods are in
// package imagekit (models.gen.go, client.gen.go). The generated interface and models of the mock server are in package
// gen/server. Command gen/comments rewrites the comments in these files. Command gen/apilist writes the listing of the
// exported API. Command gen/transformations generates code and documentation from the transformation language in
// openapi.yaml. Command gen/search generates the fields of search queries.
//
// To change what is generated, edit openapi.yaml, an overlay or a template, and run go generate in the root of the
// module.
package gen
