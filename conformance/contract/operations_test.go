package contract_test

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/internal/check"
	"github.com/openimagekit/imagekit/conformance/internal/exchanges"
	"github.com/openimagekit/imagekit/conformance/internal/spec"
)

// TestOperations makes each call of the table once for each documented successful response. It checks the request and
// the result.
func TestOperations(t *testing.T) {
	t.Parallel()
	for _, e := range exchanges.All {
		t.Run(e.Title(), func(t *testing.T) {
			t.Parallel()
			op := operation(t, e.Operation)
			for _, a := range op.successReplies(t) {
				t.Run(fmt.Sprintf("response %d %s", a.status, a.name), func(t *testing.T) {
					t.Parallel()
					s := newService(t, a)
					result, err := e.Call(t.Context(), s.client(t))
					if err != nil {
						t.Fatalf("call: %v", err)
					}
					assertRequest(t, op, e, s.onlyRequest(t))
					if a.isResult {
						check.ContainsValues(t, a.body, result)
					}
				})
			}
		})
	}
}

func TestOperations_ListedTypes(t *testing.T) {
	t.Parallel()
	s := newService(t, operation(t, "listFiles").successReplies(t)[0])
	c := s.client(t)
	assets := check.Call(c.ListFiles(t.Context(), nil)).Must(t)
	var types []imagekit.AssetType
	for _, a := range assets {
		types = append(types, a.Type)
	}
	want := []imagekit.AssetType{imagekit.AssetTypeFile, imagekit.AssetTypeFileVersion, imagekit.AssetTypeFolder}
	if !slices.Equal(types, want) {
		t.Errorf("the list has %v, want %v", types, want)
	}
	var files []*imagekit.File
	for file, err := range c.Files(t.Context(), nil) {
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	}
	var examples []any
	check.NoError(t, json.Unmarshal(s.reply.body, &examples))
	check.ContainsValues(t, check.Encode(t, examples[:2]), files) // without the folder
}

// operationSpec is an operation of the document.
type operationSpec struct{ spec.Operation }

// operations returns all operations of the document by operationId.
func operations(t *testing.T) map[string]operationSpec {
	t.Helper()
	all := map[string]operationSpec{}
	for id, op := range spec.Operations(t) {
		all[id] = operationSpec{op}
	}
	return all
}

func operation(t *testing.T, id string) operationSpec {
	t.Helper()
	return operationSpec{spec.Find(t, id)}
}

// prefix returns the path prefix of the server of the operation.
func (op operationSpec) prefix() string {
	if len(op.Item.Servers) > 0 {
		return uploadPrefix
	}
	return apiPrefix
}

// reply is a response of the service.
type reply struct {
	status   int
	name     string
	body     []byte
	isResult bool // the body is the result of the method
}

// successReplies returns a reply for each example of each successful response. The first has the longest body.
func (op operationSpec) successReplies(t *testing.T) []reply {
	t.Helper()
	var all []reply
	result := ""
	for _, status := range []int{
		http.StatusOK, http.StatusCreated, http.StatusAccepted, http.StatusNoContent,
		http.StatusMultiStatus,
	} {
		response := op.Responses.Status(status)
		if response == nil {
			continue
		}
		media := response.Value.Content.Get("application/json")
		if media == nil {
			all = append(all, reply{status: status, name: "without a body"})
			continue
		}
		schema := string(check.Encode(t, media.Schema))
		if result == "" {
			result = schema
		}
		for name, value := range examplesOf(media) {
			all = append(all, reply{status, "example " + name, check.Encode(t, value), schema == result})
		}
	}
	if len(all) == 0 {
		t.Fatalf("%s has no example of a success", op.OperationID)
	}
	slices.SortFunc(all, func(a, b reply) int {
		return cmp.Or(cmp.Compare(len(b.body), len(a.body)), cmp.Compare(a.status, b.status),
			strings.Compare(a.name, b.name))
	})
	return all
}

func examplesOf(media *openapi3.MediaType) map[string]any {
	all := map[string]any{}
	if media.Example != nil {
		all["of the media type"] = media.Example
	}
	for name, example := range media.Examples {
		all[name] = example.Value.Value
	}
	return all
}
