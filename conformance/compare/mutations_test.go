package main

import (
	"slices"
	"testing"

	"github.com/openimagekit/imagekit/internal/race"
)

// openapiYAML reads openapi.yaml. The caller may change the result.
func openapiYAML(t *testing.T) *document {
	t.Helper()
	d, err := readDocument("../../openapi.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// at returns the object at a path of a document.
func at(t *testing.T, n node, path ...string) node {
	t.Helper()
	for _, name := range path {
		inside, ok := n[name].(node)
		if !ok {
			t.Fatalf("there is no object %s at %q", name, path)
		}
		n = inside
	}
	return n
}

// without returns a copy of an array without one element.
func without(t *testing.T, values any, value any) []any {
	t.Helper()
	i := slices.Index(values.([]any), value)
	if i < 0 {
		t.Fatalf("%v has no %v", values, value)
	}
	return slices.Delete(slices.Clone(values.([]any)), i, i+1)
}

// mutations are changes of openapi.yaml, and the differences that each change causes. The keys are the changed parts.
// In a path, the number after x-errors is the index of an element. The changes are independent of each other.
var mutations = map[string]struct {
	path   []string
	change func(t *testing.T, n node)
	want   []string
}{
	"operation": {
		[]string{"paths", "/v1/files/copy"},
		func(_ *testing.T, n node) { delete(n, "post") },
		[]string{"POST /v1/files/copy: only in vendor"},
	},
	"method": {
		[]string{"paths", "/v1/files/rename"},
		func(_ *testing.T, n node) { n["post"] = n["put"]; delete(n, "put") },
		[]string{"POST /v1/files/rename: only in local", "PUT /v1/files/rename: only in vendor"},
	},
	"server": {
		[]string{"paths", "/api/v1/files/upload"},
		func(_ *testing.T, n node) { delete(n, "servers") },
		[]string{
			"POST /api/v1/files/upload: servers: https://upload.imagekit.io in vendor, " +
				"https://api.imagekit.io in local",
		},
	},
	"parameters": {
		[]string{"paths", "/v1/metadata", "get"},
		func(_ *testing.T, n node) { delete(n, "parameters") },
		[]string{"GET /v1/metadata query url: only in vendor"},
	},
	"required parameter": {
		[]string{"components", "parameters", "VersionID"},
		func(_ *testing.T, n node) { n["required"] = false },
		[]string{
			"DELETE /v1/files/{fileId}/versions/{versionId} path 2: required only in vendor",
			"GET /v1/files/{fileId}/versions/{versionId} path 2: required only in vendor",
			"PUT /v1/files/{fileId}/versions/{versionId}/restore path 2: required only in vendor",
		},
	},
	"required body": {
		[]string{"paths", "/v1/folder", "post", "requestBody"},
		func(_ *testing.T, n node) { delete(n, "required") },
		[]string{"POST /v1/folder request: required only in vendor"},
	},
	"body of a request": {
		[]string{"paths", "/v1/folder", "delete"},
		func(_ *testing.T, n node) { delete(n, "requestBody") },
		[]string{"DELETE /v1/folder request: only in vendor"},
	},
	"media type": {
		[]string{"paths", "/v1/folder", "post", "requestBody", "content"},
		func(_ *testing.T, n node) { n["text/plain"] = n["application/json"]; delete(n, "application/json") },
		[]string{
			"POST /v1/folder request application/json: only in vendor",
			"POST /v1/folder request text/plain: only in local",
		},
	},
	"status": {
		[]string{"paths", "/v1/bulkJobs/moveFolder", "post", "responses"},
		func(_ *testing.T, n node) { n["422"] = n["423"]; delete(n, "423") },
		[]string{
			"POST /v1/bulkJobs/moveFolder 422: only in local",
			"POST /v1/bulkJobs/moveFolder 423: only in vendor",
		},
	},
	"header": {
		[]string{"paths", "/v1/files/{fileId}/details", "get", "responses", "200", "headers"},
		func(_ *testing.T, n node) { n["X-IK-RequestID"] = n["x-ik-requestid"]; delete(n, "X-RateLimit-Limit") },
		[]string{"GET /v1/files/{fileId}/details 200 header x-ratelimit-limit: only in vendor"},
	},
	"field": {
		[]string{"components", "schemas", "BulkJob", "properties"},
		func(_ *testing.T, n node) { n["note"] = n["help"]; delete(n, "help") },
		[]string{
			"GET /v1/bulkJobs/{jobId} 200 help: only in vendor",
			"GET /v1/bulkJobs/{jobId} 200 note: only in local",
			"GET /v1/bulkJobs/{jobId} 207 help: only in vendor",
			"GET /v1/bulkJobs/{jobId} 207 note: only in local",
		},
	},
	"field of the elements of a list": {
		[]string{"components", "schemas", "BulkFileError", "properties"},
		func(_ *testing.T, n node) { delete(n, "error") },
		[]string{
			"POST /v1/files/addTags 200 errors[].error: only in vendor",
			"POST /v1/files/addTags 207 errors[].error: only in vendor",
			"POST /v1/files/batch/deleteByFileIds 200 errors[].error: only in vendor",
			"POST /v1/files/batch/deleteByFileIds 207 errors[].error: only in vendor",
			"POST /v1/files/removeAITags 200 errors[].error: only in vendor",
			"POST /v1/files/removeAITags 207 errors[].error: only in vendor",
			"POST /v1/files/removeTags 200 errors[].error: only in vendor",
			"POST /v1/files/removeTags 207 errors[].error: only in vendor",
		},
	},
	"field of a webhook": {
		[]string{"components", "schemas", "VideoTransformationTimings", "properties"},
		func(_ *testing.T, n node) { delete(n, "encoding_duration") },
		[]string{"webhook video.transformation.ready request timings.encoding_duration: only in vendor"},
	},
	"webhook": {
		[]string{"webhooks"},
		func(_ *testing.T, n node) { delete(n, "file.created") },
		[]string{"webhook file.created: only in vendor"},
	},
	"required field": {
		[]string{"components", "schemas", "BulkAddTagsRequest"},
		func(t *testing.T, n node) { n["required"] = without(t, n["required"], "tags") },
		[]string{"POST /v1/files/addTags request tags: required only in vendor"},
	},
	"enum": {
		[]string{"components", "schemas", "PurgeStatus"},
		func(t *testing.T, n node) { n["enum"] = append(without(t, n["enum"], "Pending"), "Failed") },
		[]string{
			`GET /v1/files/purge/{requestId} 200 status: value "Failed" only in local`,
			`GET /v1/files/purge/{requestId} 200 status: value "Pending" only in vendor`,
		},
	},
	"no enum": {
		[]string{"components", "schemas", "BulkJobType"},
		func(_ *testing.T, n node) { delete(n, "enum") },
		[]string{
			"GET /v1/bulkJobs/{jobId} 200 type: enum only in vendor",
			"GET /v1/bulkJobs/{jobId} 207 type: enum only in vendor",
		},
	},
	"const": {
		[]string{"components", "schemas", "PostThumbnail", "properties", "type"},
		func(_ *testing.T, n node) { n["const"] = "preview" },
		[]string{
			"POST /api/v1/files/upload request transformation.post[]<type=preview>: only in local",
			"POST /api/v1/files/upload request transformation.post[]<type=thumbnail>: only in vendor",
			"POST /api/v2/files/upload request transformation.post[]<type=preview>: only in local",
			"POST /api/v2/files/upload request transformation.post[]<type=thumbnail>: only in vendor",
		},
	},
	"field of one variant": {
		[]string{"components", "schemas", "PostAdaptiveStreaming", "properties"},
		func(_ *testing.T, n node) { delete(n, "value") },
		[]string{
			"POST /api/v1/files/upload request transformation.post[]<type=abs>.value: only in vendor",
			"POST /api/v2/files/upload request transformation.post[]<type=abs>.value: only in vendor",
		},
	},
	"type": {
		[]string{"components", "schemas", "FolderJob", "properties", "jobId"},
		func(_ *testing.T, n node) { n["type"] = []any{"integer", "null"} },
		[]string{
			"POST /v1/bulkJobs/copyFolder 200 jobId: types: string in vendor, integer or null in local",
			"POST /v1/bulkJobs/moveFolder 200 jobId: types: string in vendor, integer or null in local",
			"POST /v1/bulkJobs/renameFolder 202 jobId: types: string in vendor, integer or null in local",
		},
	},
	"format": {
		[]string{"components", "schemas", "PurgeCacheRequest", "properties", "url"},
		func(_ *testing.T, n node) { n["format"] = "iri" },
		[]string{`POST /v1/files/purge request url: format: "uri" in vendor, "iri" in local`},
	},
	"limits": {
		[]string{"components", "schemas", "URLEndpointRequest", "properties", "description"},
		func(_ *testing.T, n node) { n["maxLength"] = 999; delete(n, "minLength") },
		[]string{
			"POST /v1/accounts/url-endpoints request description: maxLength: 1000 in vendor, 999 in local",
			"POST /v1/accounts/url-endpoints request description: minLength: 1 in vendor, none in local",
			"PUT /v1/accounts/url-endpoints/{id} request description: maxLength: 1000 in vendor, 999 in local",
			"PUT /v1/accounts/url-endpoints/{id} request description: minLength: 1 in vendor, none in local",
		},
	},
	"default": {
		[]string{"components", "schemas", "CopyFolderRequest", "properties", "includeVersions"},
		func(_ *testing.T, n node) { n["default"] = true },
		[]string{"POST /v1/bulkJobs/copyFolder request includeVersions: default: false in vendor, true in local"},
	},
	"texts": {
		[]string{"paths", "/v1/folder", "post", "x-errors", "0"},
		func(_ *testing.T, n node) { n["message"], n["reason"] = "No.", "NO" },
		[]string{
			`POST /v1/folder 400: message "'.' & '..' can not be used as folder-name" only in vendor`,
			`POST /v1/folder 400: message "No." only in local`,
			`POST /v1/folder 400: reason "INVALID_FOLDER_PATH" only in vendor`,
			`POST /v1/folder 400: reason "NO" only in local`,
		},
	},
	"status of a text": {
		[]string{"paths", "/v1/folder", "delete", "x-errors", "1"},
		func(_ *testing.T, n node) { n["status"] = 403 },
		[]string{
			"DELETE /v1/folder 403: message \"No folder found with folderPath `{folderPath}`.\" only in local",
			`DELETE /v1/folder 403: reason "FOLDER_NOT_FOUND" only in local`,
			"DELETE /v1/folder 404: message \"No folder found with folderPath `{folderPath}`.\" only in vendor",
			`DELETE /v1/folder 404: reason "FOLDER_NOT_FOUND" only in vendor`,
		},
	},
}

// TestCompare_Mutations makes all changes to one copy, because each comparison is slow.
func TestCompare_Mutations(t *testing.T) {
	t.Parallel()
	race.SkipSlow(t)
	local := openapiYAML(t)
	for _, test := range mutations {
		if n := len(test.path); n > 2 && test.path[n-2] == "x-errors" {
			op := at(t, local.root, test.path[:n-2]...)
			test.change(t, list(op, "x-errors")[int(test.path[n-1][0]-'0')].(node))
		} else {
			test.change(t, at(t, local.root, test.path...))
		}
	}
	got := compare(openapiYAML(t), local)
	var expected []string
	for name, test := range mutations {
		expected = append(expected, test.want...)
		for _, want := range test.want {
			if !slices.Contains(got, want) {
				t.Errorf("%s: the difference %q is not found", name, want)
			}
		}
	}
	for _, difference := range got {
		if !slices.Contains(expected, difference) {
			t.Errorf("there is no difference %q", difference)
		}
	}
}

func TestCompare_Same(t *testing.T) {
	t.Parallel()
	race.SkipSlow(t)
	assertDifferences(t, compare(openapiYAML(t), openapiYAML(t)), nil)
}

// TestCompare_SharedText removes a text that all operations share, and expects one difference for each operation.
func TestCompare_SharedText(t *testing.T) {
	t.Parallel()
	race.SkipSlow(t)
	local := openapiYAML(t)
	delete(at(t, local.root, "components", "responses", "Unauthorized"), "x-errors")
	got := compare(openapiYAML(t), local)
	if operations := len(local.operations()) - len(child(local.root, "webhooks")); len(got) != operations {
		t.Errorf("%d differences, want one for each of %d operations", len(got), operations)
	}
}

func assertDifferences(t *testing.T, got, want []string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("differences\n%q, want\n%q", got, want)
	}
}
