package imagekit

//go:generate go -C gen tool oapi-codegen -config models.yaml ../openapi.yaml
//go:generate go -C gen tool oapi-codegen -config client.yaml ../openapi.yaml
//go:generate go -C gen tool oapi-codegen -config server.yaml ../openapi.yaml
//go:generate go run ./gen/comments client.gen.go models.gen.go
//go:generate go run ./gen/comments gen/server/server.gen.go
//go:generate go run ./gen/transformations
//go:generate go run ./gen/search
//go:generate go run ./gen/publish
