// Package gen has no code. Its files control the generation of code from openapi.yaml: configurations of oapi-codegen,
// overlays with settings that only Go needs, and templates. The generated types and methods are in package imagekit
// (models.gen.go, client.gen.go), and the interface and the models of the mock server are in package gen/server.
// Command gen/comments then rewrites the comments in these files. Command gen/apilist writes the listing of the
// exported API. Command gen/transformations writes the files that are made from the transformation language in
// openapi.yaml.
//
// To change what is generated, edit openapi.yaml, an overlay or a template, and run go generate in the root of the
// module.
package gen
