package contract_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/contract"
)

// list returns a JSON list of n different texts.
func list(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `,"%d"`, i)
	}
	return "[" + strings.TrimPrefix(b.String(), ",") + "]"
}

func TestCheckJSON_Bounds(t *testing.T) {
	t.Parallel()
	add := contract.Pointer("components", "schemas", "BulkAddTagsRequest")
	update := contract.Pointer("components", "schemas", "UpdateFileDetailsRequest")
	nested := func(n int) string { return strings.Repeat(`{"a":`, n) + "1" + strings.Repeat("}", n) }
	for name, test := range map[string]struct{ where, text, field, reason string }{
		"values": {add, `{"fileIds": ["a"], "tags": ` + list(9_990) + `}`, "", ""},
		"too many values": {
			add, `{"fileIds": ["a"], "tags": ` + list(10_000) + `}`, "tags", "more than 10000 values",
		},
		"too many fields": {
			update, `{"customMetadata": {` + strings.Repeat(`"a":1,`, 5_001) + `"b":1}}`, "customMetadata",
			"more than 10000 values",
		},
		"text": {update, `{"description": "` + strings.Repeat("ä", 32<<10) + `"}`, "", ""},
		"a text too long": {
			update, `{"description": "` + strings.Repeat("ä", 32<<10) + `x"}`, "description", "more than 65536 bytes",
		},
		"a name too long": {
			update, `{"` + strings.Repeat("x", 64<<10+1) + `": 1}`, strings.Repeat("x", 64), "more than 65536 bytes",
		},
		"levels": {update, `{"customMetadata": ` + nested(98) + `}`, "", ""},
		"too many levels": {
			update, `{"customMetadata": ` + nested(100) + `}`, "customMetadata", "more than 100 levels",
		},
		"malformed and too deep": {
			update, `{"customMetadata": ` + strings.Repeat(`[`, 1<<20), "customMetadata", "more than 100 levels",
		},
		"malformed": {update, `{"customMetadata": `, "body", "unexpected EOF"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			wantError(t, contract.CheckJSON(test.where, []byte(test.text)), test.field, test.reason)
		})
	}
}

func TestCheckValue_Bounds(t *testing.T) {
	t.Parallel()
	form := operation(t, http.MethodPost, "/api/v1/files/upload").Form()
	tags := contract.PartSchema(form, "tags")
	deep := any("x")
	for range 101 {
		deep = map[string]any{"a": deep}
	}
	for reason, value := range map[string]any{
		"":                       make([]any, 0),
		"more than 10000 values": make([]any, 10_000),
		"more than 65536 bytes":  []any{strings.Repeat("x", 64<<10+1)},
		"more than 100 levels":   deep,
	} {
		field := "tags"
		if reason == "" {
			field = ""
		}
		wantError(t, contract.CheckValue(tags, "tags", value), field, reason)
	}
}

func TestOperation_CheckParameters_Bounds(t *testing.T) {
	t.Parallel()
	files := operation(t, http.MethodGet, "/v1/files")
	for n, reason := range map[int]string{1 << 16: "", 1<<16 + 1: "more than 65536 bytes"} {
		field := ""
		if reason != "" {
			field = "query"
		}
		query := "name=" + strings.Repeat("x", n-len("name="))
		wantError(t, files.CheckParameters(httptest.NewRequest(http.MethodGet, "/?"+query, nil), nil), field, reason)
	}
}
