package conformance_test

import (
	"context"
	"testing"

	"github.com/openimagekit/imagekit"
)

func TestThreeStates(t *testing.T) {
	t.Parallel()
	type update = imagekit.UpdateFileDetailsRequest
	for name, test := range map[string]struct {
		body update
		want string
	}{
		"nothing is sent of an empty request": {update{}, `{}`},
		"the zero value of tags is absent":    {update{Tags: imagekit.Nullable[[]string]{}}, `{}`},
		"Null of tags is null":                {update{Tags: imagekit.Null[[]string]()}, `{"tags": null}`},
		"Value of tags is the value":          {update{Tags: imagekit.Value([]string{"a", "b"})}, `{"tags": ["a", "b"]}`},
		"Value of no tags is an empty list":   {update{Tags: imagekit.Value([]string{})}, `{"tags": []}`},
		"Null of coordinates is null":         {update{CustomCoordinates: imagekit.Null[string]()}, `{"customCoordinates": null}`},
		"Value of coordinates is the value":   {update{CustomCoordinates: imagekit.Value("1,2")}, `{"customCoordinates": "1,2"}`},
		"Value of no coordinates is the text": {update{CustomCoordinates: imagekit.Value("")}, `{"customCoordinates": ""}`},
		"each field has a state of its own": {
			update{Tags: imagekit.Null[[]string](), CustomCoordinates: imagekit.Value("1,2,3,4")},
			`{"tags": null, "customCoordinates": "1,2,3,4"}`,
		},
		"null removes a custom metadata value": {
			update{CustomMetadata: map[string]any{"season": nil, "price": 0}},
			`{"customMetadata": {"season": null, "price": 0}}`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newService(t, answer{status: 200, body: []byte(`{}`)})
			try(s.client(t).UpdateFileDetails(t.Context(), fileID, test.body)).must(t)
			r := s.only(t)
			assertSameJSON(t, "body", test.want, string(r.body))
			assertAllowed(t, operation(t, "updateFileDetails"), r)
		})
	}
}

// TestZeroValuesCanBeSent compares what is sent for false, 0 and "" with what is sent for nothing.
func TestZeroValuesCanBeSent(t *testing.T) {
	t.Parallel()
	file := imagekit.FromBytes([]byte("x"))
	for _, e := range []exchange{
		{
			operation: "listFiles", name: "sends no parameters for nil",
			call:    func(ctx context.Context, c *imagekit.Client) (any, error) { return c.ListFiles(ctx, nil) },
			request: "GET /v1/files",
		},
		{
			operation: "listFiles", name: "sends no parameters that are not set",
			call: func(ctx context.Context, c *imagekit.Client) (any, error) {
				return c.ListFiles(ctx, &imagekit.ListFilesParams{Tags: []string{}})
			},
			request: "GET /v1/files",
		},
		{
			operation: "listFiles", name: "sends a skip of 0",
			call: func(ctx context.Context, c *imagekit.Client) (any, error) {
				return c.ListFiles(ctx, &imagekit.ListFilesParams{Skip: new(0)})
			},
			request: "GET /v1/files?skip=0",
		},
		{
			operation: "listFiles", name: "sends an empty path",
			call: func(ctx context.Context, c *imagekit.Client) (any, error) {
				return c.ListFiles(ctx, &imagekit.ListFilesParams{Path: new("")})
			},
			request: "GET /v1/files?path=",
		},
		{
			operation: "getCustomMetadataFields", name: "sends false",
			call: func(ctx context.Context, c *imagekit.Client) (any, error) {
				return c.GetCustomMetadataFields(ctx, &imagekit.GetCustomMetadataFieldsParams{IncludeDeleted: new(false)})
			},
			request: "GET /v1/customMetadataFields?includeDeleted=false",
		},
		{
			operation: "updateFileDetails", name: "sends an empty description",
			call: func(ctx context.Context, c *imagekit.Client) (any, error) {
				return c.UpdateFileDetails(ctx, "1", imagekit.UpdateFileDetailsRequest{Description: new("")})
			},
			request: "PATCH /v1/files/1/details", body: `{"description": ""}`,
		},
		{
			operation: "updateFileDetails", name: "sends isPublished false, which is required",
			call: func(ctx context.Context, c *imagekit.Client) (any, error) {
				return c.UpdateFileDetails(ctx, "1", imagekit.UpdateFileDetailsRequest{Publish: &imagekit.PublishRequest{}})
			},
			request: "PATCH /v1/files/1/details", body: `{"publish": {"isPublished": false}}`,
		},
		{
			operation: "renameFile", name: "sends purgeCache false",
			call: func(ctx context.Context, c *imagekit.Client) (any, error) {
				return c.RenameFile(ctx, imagekit.RenameFileRequest{FilePath: "/a", NewFileName: "b", PurgeCache: new(false)})
			},
			request: "PUT /v1/files/rename", body: `{"filePath": "/a", "newFileName": "b", "purgeCache": false}`,
		},
		{
			operation: "renameFile", name: "sends no purgeCache that is not set",
			call: func(ctx context.Context, c *imagekit.Client) (any, error) {
				return c.RenameFile(ctx, imagekit.RenameFileRequest{FilePath: "/a", NewFileName: "b"})
			},
			request: "PUT /v1/files/rename", body: `{"filePath": "/a", "newFileName": "b"}`,
		},
		{
			operation: "updateCustomMetadataField", name: "sends rules of false, 0 and an empty text",
			call: func(ctx context.Context, c *imagekit.Client) (any, error) {
				return c.UpdateCustomMetadataField(ctx, "1", imagekit.UpdateCustomMetadataFieldRequest{
					Schema: &imagekit.CustomMetadataFieldRulesUpdate{
						DefaultValue: "", IsValueRequired: new(false), MinLength: new(int64(0)), MinValue: 0,
					},
				})
			},
			request: "PATCH /v1/customMetadataFields/1",
			body:    `{"schema": {"defaultValue": "", "isValueRequired": false, "minLength": 0, "minValue": 0}}`,
		},
		{
			operation: "upload", name: "sends useUniqueFileName false and an empty description",
			call: func(ctx context.Context, c *imagekit.Client) (any, error) {
				return c.Upload(ctx, imagekit.UploadRequest{
					File: file, FileName: "a.png", UseUniqueFileName: new(false), Description: new(""),
				})
			},
			request: "POST /api/v1/files/upload", file: "x",
			form: map[string]string{"fileName": "a.png", "useUniqueFileName": "false", "description": ""},
		},
		{
			operation: "upload", name: "sends no part that is not set",
			call: func(ctx context.Context, c *imagekit.Client) (any, error) {
				return c.Upload(ctx, imagekit.UploadRequest{File: file, FileName: "a.png"})
			},
			request: "POST /api/v1/files/upload", file: "x",
			form: map[string]string{"fileName": "a.png"},
		},
	} {
		t.Run(e.title(), func(t *testing.T) {
			t.Parallel()
			op := operation(t, e.operation)
			s := newService(t, op.answers(t)[0])
			try(e.call(t.Context(), s.client(t))).must(t)
			assertRequest(t, op, e, s.only(t))
		})
	}
}
