package contract_test

import (
	"context"
	"testing"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/internal/check"
	"github.com/openimagekit/imagekit/conformance/internal/exchanges"
)

// TestStates_Nullable checks how the three states of a Nullable (absent, null and a value) are sent.
func TestStates_Nullable(t *testing.T) {
	t.Parallel()
	type update = imagekit.UpdateFileDetailsRequest
	for name, test := range map[string]struct {
		body update
		want string
	}{
		"an empty request has no fields":   {update{}, `{}`},
		"the zero value of tags is absent": {update{Tags: imagekit.Nullable[[]string]{}}, `{}`},
		"Null of tags is null":             {update{Tags: imagekit.Null[[]string]()}, `{"tags": null}`},
		"Value of tags is the value": {
			update{Tags: imagekit.Value([]string{"a", "b"})},
			`{"tags": ["a", "b"]}`,
		},
		"Value of no tags is an empty list": {update{Tags: imagekit.Value([]string{})}, `{"tags": []}`},
		"Null of coordinates is null": {
			update{CustomCoordinates: imagekit.Null[string]()},
			`{"customCoordinates": null}`,
		},
		"Value of coordinates is the value": {
			update{CustomCoordinates: imagekit.Value("1,2")},
			`{"customCoordinates": "1,2"}`,
		},
		"Value of no coordinates is the text": {
			update{CustomCoordinates: imagekit.Value("")},
			`{"customCoordinates": ""}`,
		},
		"the fields have independent states": {
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
			s := newService(t, reply{status: 200, body: []byte(`{}`)})
			check.Call(s.client(t).UpdateFileDetails(t.Context(), exchanges.FileID, test.body)).Must(t)
			r := s.onlyRequest(t)
			check.SameJSON(t, "body", test.want, string(r.body))
			assertConforms(t, operation(t, "updateFileDetails"), r)
		})
	}
}

// TestStates_ZeroValues checks that false, 0 and "" are sent, and that fields that are not set are not.
func TestStates_ZeroValues(t *testing.T) {
	t.Parallel()
	file := imagekit.FromBytes([]byte("x"))
	for _, e := range []exchanges.Exchange{
		{
			Operation: "listFiles", Name: "sends no parameters for nil",
			Call:    func(ctx context.Context, c *imagekit.Client) (any, error) { return c.ListFiles(ctx, nil) },
			Request: "GET /v1/files",
		},
		{
			Operation: "listFiles", Name: "sends no parameters that are not set",
			Call: func(ctx context.Context, c *imagekit.Client) (any, error) {
				return c.ListFiles(ctx, &imagekit.ListFilesParams{Tags: []string{}})
			},
			Request: "GET /v1/files",
		},
		{
			Operation: "listFiles", Name: "sends a skip of 0",
			Call: func(ctx context.Context, c *imagekit.Client) (any, error) {
				return c.ListFiles(ctx, &imagekit.ListFilesParams{Skip: new(0)})
			},
			Request: "GET /v1/files?skip=0",
		},
		{
			Operation: "listFiles", Name: "sends an empty path",
			Call: func(ctx context.Context, c *imagekit.Client) (any, error) {
				return c.ListFiles(ctx, &imagekit.ListFilesParams{Path: new("")})
			},
			Request: "GET /v1/files?path=",
		},
		{
			Operation: "getCustomMetadataFields", Name: "sends false",
			Call: func(ctx context.Context, c *imagekit.Client) (any, error) {
				return c.GetCustomMetadataFields(ctx,
					&imagekit.GetCustomMetadataFieldsParams{IncludeDeleted: new(false)})
			},
			Request: "GET /v1/customMetadataFields?includeDeleted=false",
		},
		{
			Operation: "updateFileDetails", Name: "sends an empty description",
			Call: func(ctx context.Context, c *imagekit.Client) (any, error) {
				return c.UpdateFileDetails(ctx, "1", imagekit.UpdateFileDetailsRequest{Description: new("")})
			},
			Request: "PATCH /v1/files/1/details", Body: `{"description": ""}`,
		},
		{
			Operation: "updateFileDetails", Name: "sends isPublished false, which is required",
			Call: func(ctx context.Context, c *imagekit.Client) (any, error) {
				return c.UpdateFileDetails(ctx, "1",
					imagekit.UpdateFileDetailsRequest{Publish: &imagekit.PublishRequest{}})
			},
			Request: "PATCH /v1/files/1/details", Body: `{"publish": {"isPublished": false}}`,
		},
		{
			Operation: "renameFile", Name: "sends purgeCache false",
			Call: func(ctx context.Context, c *imagekit.Client) (any, error) {
				return c.RenameFile(ctx, imagekit.RenameFileRequest{
					FilePath: "/a", NewFileName: "b",
					PurgeCache: new(false),
				})
			},
			Request: "PUT /v1/files/rename", Body: `{"filePath": "/a", "newFileName": "b", "purgeCache": false}`,
		},
		{
			Operation: "renameFile", Name: "sends no purgeCache that is not set",
			Call: func(ctx context.Context, c *imagekit.Client) (any, error) {
				return c.RenameFile(ctx, imagekit.RenameFileRequest{FilePath: "/a", NewFileName: "b"})
			},
			Request: "PUT /v1/files/rename", Body: `{"filePath": "/a", "newFileName": "b"}`,
		},
		{
			Operation: "updateCustomMetadataField", Name: "sends rules of false, 0 and an empty text",
			Call: func(ctx context.Context, c *imagekit.Client) (any, error) {
				return c.UpdateCustomMetadataField(ctx, "1", imagekit.UpdateCustomMetadataFieldRequest{
					Schema: &imagekit.CustomMetadataFieldRulesUpdate{
						DefaultValue: "", IsValueRequired: new(false), MinLength: new(int64(0)), MinValue: 0,
					},
				})
			},
			Request: "PATCH /v1/customMetadataFields/1",
			Body:    `{"schema": {"defaultValue": "", "isValueRequired": false, "minLength": 0, "minValue": 0}}`,
		},
		{
			Operation: "upload", Name: "sends useUniqueFileName false and an empty description",
			Call: func(ctx context.Context, c *imagekit.Client) (any, error) {
				return c.Upload(ctx, imagekit.UploadRequest{
					File: file, FileName: "a.png", UseUniqueFileName: new(false), Description: new(""),
				})
			},
			Request: "POST /api/v1/files/upload", File: "x",
			Form: map[string]string{"fileName": "a.png", "useUniqueFileName": "false", "description": ""},
		},
		{
			Operation: "upload", Name: "sends no part that is not set",
			Call: func(ctx context.Context, c *imagekit.Client) (any, error) {
				return c.Upload(ctx, imagekit.UploadRequest{File: file, FileName: "a.png"})
			},
			Request: "POST /api/v1/files/upload", File: "x",
			Form: map[string]string{"fileName": "a.png"},
		},
	} {
		t.Run(e.Title(), func(t *testing.T) {
			t.Parallel()
			op := operation(t, e.Operation)
			s := newService(t, op.successReplies(t)[0])
			check.Call(e.Call(t.Context(), s.client(t))).Must(t)
			assertRequest(t, op, e, s.onlyRequest(t))
		})
	}
}
