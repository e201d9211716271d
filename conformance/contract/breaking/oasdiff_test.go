package main

import (
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
)

// mutation changes a copy of openapi.yaml.
type mutation struct {
	name   string
	change func(t *testing.T, document node)
	want   []string // one of the breaking changes, as place and part of the text; empty if the change is not breaking
}

var mutations = []mutation{
	{"nothing", func(*testing.T, node) {}, nil},
	{"operation removed", func(t *testing.T, d node) {
		delete(at(t, d, "paths", "/v1/files/{fileId}"), "delete")
	}, []string{"DELETE /v1/files/{fileId}", "removed"}},
	{"path removed", func(t *testing.T, d node) {
		delete(at(t, d, "paths"), "/v1/metadata")
	}, []string{"GET /v1/metadata", "removed"}},
	{"operation renamed", func(t *testing.T, d node) {
		at(t, d, "paths", "/v1/metadata", "get")["operationId"] = "getMetadata"
	}, []string{"GET /v1/metadata", "getMetadata"}},
	{"schema renamed", func(t *testing.T, d node) {
		schemas := at(t, d, "components", "schemas")
		schemas["CopyRequest"] = schemas["CopyFileRequest"]
		delete(schemas, "CopyFileRequest")
		media := at(t, d, "paths", "/v1/files/copy", "post", "requestBody", "content", "application/json")
		media["schema"] = node{"$ref": "#/components/schemas/CopyRequest"}
	}, []string{"components", "`CopyFileRequest`"}},
	{"enum value of a parameter removed", func(t *testing.T, d node) {
		schema := at(t, d, "components", "schemas", "AssetTypeFilter")
		schema["enum"] = schema["enum"].([]any)[1:]
	}, []string{"GET /v1/files", "removed the enum value"}},
	{"header of a response removed", func(t *testing.T, d node) {
		delete(at(t, d, "paths", "/v1/files", "get", "responses", "200", "headers"), "X-RateLimit-Limit")
	}, []string{"GET /v1/files", "header"}},
	{"property of a response removed", func(t *testing.T, d node) {
		delete(at(t, d, "components", "schemas", "FileAttributes", "properties"), "size")
	}, []string{"GET /v1/files/{fileId}/details", "`size`"}},
	{"required property of a request added", func(t *testing.T, d node) {
		schema := at(t, d, "components", "schemas", "CopyFileRequest")
		at(t, schema, "properties")["reason"] = node{"type": "string"}
		schema["required"] = append(schema["required"].([]any), "reason")
	}, []string{"POST /v1/files/copy", "`reason`"}},
	{"property of a request removed", func(t *testing.T, d node) {
		delete(at(t, d, "components", "schemas", "CopyFileRequest", "properties"), "includeFileVersions")
	}, []string{"POST /v1/files/copy", "`includeFileVersions`"}},
	{"default of a request changed", func(t *testing.T, d node) {
		at(t, d, "components", "schemas", "CopyFileRequest", "properties", "includeFileVersions")["default"] = true
	}, []string{"POST /v1/files/copy", "default"}},
	{"parameter became required", func(t *testing.T, d node) {
		at(t, d, "paths", "/v1/customMetadataFields", "get")["parameters"].([]any)[0].(node)["required"] = true
	}, []string{"GET /v1/customMetadataFields", "required"}},
	{"form of an upload: property removed", func(t *testing.T, d node) {
		delete(at(t, d, "components", "schemas", "UploadRequest", "properties"), "tags")
	}, []string{"POST /api/v1/files/upload", "`tags`"}},
	{"payload of a webhook: property removed", func(t *testing.T, d node) {
		delete(at(t, d, "components", "schemas", "WebhookEventAttributes", "properties"), "created_at")
	}, []string{"webhook file.created", "`created_at`"}},
	{"payload of a webhook: property no longer required", func(t *testing.T, d node) {
		schema := at(t, d, "components", "schemas", "VideoTransformationAcceptedEvent")
		schema["allOf"].([]any)[1].(node)["required"] = []any{"type", "data"}
	}, []string{"webhook video.transformation.accepted", "`request`"}},
	{"webhook removed", func(t *testing.T, d node) {
		delete(at(t, d, "webhooks"), "file.deleted")
	}, []string{"webhook file.deleted", "removed"}},
	{"const in a request changed", func(t *testing.T, d node) {
		at(t, d, "components", "schemas", "AITasksExtension", "properties", "name")["const"] = "tasks"
	}, []string{"POST /v1/saved-extensions", "const"}},
	{"const inside allOf changed", func(t *testing.T, d node) {
		schema := at(t, d, "components", "schemas", "VideoTransformationAcceptedEvent")
		at(t, schema["allOf"].([]any)[1].(node), "properties", "type")["const"] = "video.accepted"
	}, []string{"webhook video.transformation.accepted", "const"}},
	{"property of a response can be null", func(t *testing.T, d node) {
		at(t, d, "components", "schemas", "BulkJob", "properties", "jobId")["type"] = []any{"string", "null"}
	}, []string{"GET /v1/bulkJobs/{jobId}", "`jobId`"}},

	{"optional property of a request added", func(t *testing.T, d node) {
		at(t, d, "components", "schemas", "CopyFileRequest", "properties")["reason"] = node{"type": "string"}
	}, nil},
	{"property of a response added", func(t *testing.T, d node) {
		at(t, d, "components", "schemas", "FileAttributes", "properties")["owner"] = node{"type": "string"}
	}, nil},
	{"required property of a webhook added", func(t *testing.T, d node) {
		schema := at(t, d, "components", "schemas", "WebhookEventAttributes")
		at(t, schema, "properties")["account"] = node{"type": "string"}
		schema["required"] = append(schema["required"].([]any), "account")
	}, nil},
	{"enum value of a response added", func(t *testing.T, d node) {
		schema := at(t, d, "components", "schemas", "BulkJobStatus")
		schema["enum"] = append(schema["enum"].([]any), "Cancelled")
	}, nil},
	{"optional parameter added", func(t *testing.T, d node) {
		operation := at(t, d, "paths", "/v1/files", "get")
		operation["parameters"] = append(operation["parameters"].([]any),
			node{"name": "owner", "in": "query", "schema": node{"type": "string"}})
	}, nil},
	{"operation deprecated", func(t *testing.T, d node) {
		at(t, d, "paths", "/v1/metadata", "get")["deprecated"] = true
	}, nil},
	{"experimental enum value of a parameter removed", func(t *testing.T, d node) {
		schema := at(t, d, "components", "schemas", "SortOrder")
		isExperimental := func(v any) bool { return slices.Contains(schema["x-experimental-values"].([]any), v) }
		schema["enum"] = slices.DeleteFunc(schema["enum"].([]any), isExperimental)
	}, nil},
	{"experimental property of a response removed", func(t *testing.T, d node) {
		properties := at(t, d, "components", "schemas", "CustomMetadataField", "properties")
		maps.DeleteFunc(properties, func(_ string, p any) bool { return p.(node)["x-experimental"] == true })
	}, nil},
	{"experimental operation removed", func(t *testing.T, d node) {
		delete(at(t, d, "paths"), "/v1/ai-filter-search")
	}, nil},
}

// at returns the object at a place in a document.
func at(t *testing.T, document node, keys ...string) node {
	t.Helper()
	for _, key := range keys {
		next, ok := document[key].(node)
		if !ok {
			t.Fatalf("the document has no object %q in %q", key, keys)
		}
		document = next
	}
	return document
}

// TestBreakingChanges changes copies of openapi.yaml, and checks whether oasdiff finds a breaking change. It needs
// oasdiff; conformance/contract/run sets the variable.
func TestBreakingChanges(t *testing.T) {
	t.Parallel()
	program := os.Getenv("OASDIFF")
	if program == "" {
		t.Skip("run make contract, which builds oasdiff")
	}
	document, err := readDocument("../../../openapi.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range mutations {
		t.Run(m.name, func(t *testing.T) {
			t.Parallel()
			changed := copyOf(t, document)
			m.change(t, changed)
			changes, err := breakingChanges(t.Context(), program, document, changed)
			if err != nil {
				t.Fatal(err)
			}
			m.assert(t, changes)
		})
	}
}

// assert checks whether the wanted change is one of the breaking changes.
func (m mutation) assert(t *testing.T, changes []string) {
	t.Helper()
	if m.want == nil {
		if len(changes) > 0 {
			t.Errorf("breaking changes %q, want none", changes)
		}
		return
	}
	found := func(line string) bool {
		return strings.HasPrefix(line, m.want[0]+": ") && strings.Contains(line, m.want[1])
	}
	if !slices.ContainsFunc(changes, found) {
		t.Errorf("breaking changes %q, want one like %q", changes, m.want)
	}
}

func copyOf(t *testing.T, document node) (copied node) {
	t.Helper()
	data, err := json.Marshal(document)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, &copied); err != nil {
		t.Fatal(err)
	}
	return copied
}

func TestBreakingChanges_NoProgram(t *testing.T) {
	t.Parallel()
	for _, program := range []string{"", "./no-such-program"} {
		if changes, err := breakingChanges(t.Context(), program, node{}, node{}); err == nil {
			t.Errorf("program %q: %q", program, changes)
		}
	}
}
