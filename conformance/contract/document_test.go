package contract_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/openimagekit/imagekit/conformance/internal/check"
	"github.com/openimagekit/imagekit/conformance/internal/spec"
	"github.com/openimagekit/imagekit/internal/race"
)

func TestDocument_Valid(t *testing.T) {
	t.Parallel()
	race.SkipSlow(t)
	options := []openapi3.ValidationOption{
		openapi3.EnableExamplesValidation(), openapi3.EnableSchemaFormatValidation(),
	}
	check.NoError(t, spec.Document(t).Validate(t.Context(), options...))
}

func TestDocument_SchemaExamples(t *testing.T) {
	t.Parallel()
	race.SkipSlow(t)
	for name, schema := range spec.Document(t).Components.Schemas {
		if len(schema.Value.Examples) == 0 {
			t.Errorf("schema %s has no example", name)
		}
		for i, example := range schema.Value.Examples {
			if err := validate(schema.Value, example); err != nil {
				t.Errorf("example %d of schema %s: %v", i, name, err)
			}
		}
	}
}

// validate checks a JSON value against a schema.
func validate(schema *openapi3.Schema, value any) error {
	return schema.VisitJSON(value, openapi3.EnableJSONSchema2020(), openapi3.EnableFormatValidation())
}

func TestDocument_Operations(t *testing.T) {
	t.Parallel()
	for id, op := range operations(t) {
		t.Run(id, func(t *testing.T) {
			t.Parallel()
			assertDescribed(t, spec.Document(t), op.Operation.Operation)
			assertExamples(t, op)
			assertResponses(t, op)
		})
	}
}

func TestDocument_Errors(t *testing.T) {
	t.Parallel()
	errors := spec.Errors(t)
	if len(errors) < 250 { // 181 errors of operations, and four of shared responses for each operation
		t.Errorf("there are only %d errors", len(errors))
	}
	seen := map[spec.Error]bool{}
	for _, e := range errors {
		if spec.Find(t, e.Operation).Responses.Status(e.Status) == nil {
			t.Errorf("%+v: the operation has no such status", e)
		}
		if e.Message == "" && (e.Reason == "" || e.When == "") {
			t.Errorf("%+v: want a message, or both reason and when", e)
		}
		if seen[e] {
			t.Errorf("%+v is listed twice", e)
		}
		seen[e] = true
	}
}

func TestDocument_Webhooks(t *testing.T) {
	t.Parallel()
	for event, item := range spec.Document(t).Webhooks {
		t.Run(event, func(t *testing.T) {
			t.Parallel()
			assertDescribed(t, spec.Document(t), item.Post)
		})
	}
}

// assertResponses checks that an operation describes the headers of its responses, and the failures 401, 403, 429 and
// 5XX.
func assertResponses(t *testing.T, op operationSpec) {
	t.Helper()
	for status, response := range op.Responses.Map() {
		if strings.HasPrefix(status, "2") {
			assertHeaders(t, status, response.Value, op.RequestMedia("multipart/form-data") == nil)
		} else {
			assertFailure(t, status, response.Value)
		}
	}
	for _, status := range []string{"401", "403", "429", "5XX"} {
		if op.Responses.Value(status) == nil {
			t.Errorf("the operation has no response %s", status)
		}
	}
}

func assertDescribed(t *testing.T, doc *openapi3.T, op *openapi3.Operation) {
	t.Helper()
	if op.Summary == "" || !strings.HasSuffix(op.Summary, ".") {
		t.Errorf("the summary is %q, want a sentence", op.Summary)
	}
	if op.ExternalDocs == nil || !strings.HasPrefix(op.ExternalDocs.URL, "https://imagekit.io/docs/") {
		t.Errorf("externalDocs are %+v, want a page of the documentation", op.ExternalDocs)
	}
	if len(op.Tags) == 0 {
		t.Error("the operation has no tag")
	}
	for _, tag := range op.Tags {
		if doc.Tags.Get(tag) == nil {
			t.Errorf("the tag %s is not declared", tag)
		}
	}
}

// assertExamples checks that each body and each parameter has an example.
func assertExamples(t *testing.T, op operationSpec) {
	t.Helper()
	for _, mediaType := range []string{"application/json", "multipart/form-data"} {
		if media := op.RequestMedia(mediaType); media != nil && len(examplesOf(media)) == 0 {
			t.Errorf("the request has no example in %s", mediaType)
		}
	}
	for status, response := range op.Responses.Map() {
		for mediaType, media := range response.Value.Content {
			if len(examplesOf(media)) == 0 {
				t.Errorf("the response %s has no example in %s", status, mediaType)
			}
		}
	}
	for _, p := range slices.Concat(op.Parameters, op.Item.Parameters) {
		if p.Value.Example == nil && len(p.Value.Examples) == 0 {
			t.Errorf("the parameter %s has no example", p.Value.Name)
		}
	}
}

// assertHeaders checks that a response declares the header of the request id and, if the operation is rate limited, the
// headers of the rate limit.
func assertHeaders(t *testing.T, status string, response *openapi3.Response, isLimited bool) {
	t.Helper()
	for name, want := range map[string]bool{
		"x-ik-requestid": true, "X-RateLimit-Limit": isLimited, "X-RateLimit-Reset": isLimited,
		"X-RateLimit-Interval": isLimited,
	} {
		if declared := response.Headers[name] != nil; declared != want {
			t.Errorf("the response %s declares %s: %v, want %v", status, name, declared, want)
		}
	}
}

func assertFailure(t *testing.T, status string, response *openapi3.Response) {
	t.Helper()
	media := response.Content.Get("application/json")
	if media == nil || component(media.Schema, "") != "ErrorBody" {
		t.Errorf("the response %s is not an ErrorBody", status)
	}
	if response.Headers["x-ik-requestid"] == nil {
		t.Errorf("the response %s does not declare x-ik-requestid", status)
	}
	if status == "429" {
		assertHeaders(t, status, response, true)
	}
}
