package mockserver_test

import (
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/openimagekit/imagekit/conformance/mockserver"
	"github.com/openimagekit/imagekit/urlbuilder"
)

// explain returns the response of POST /_mock/explain.
func explain(t *testing.T, s *mockserver.Server, body string) object {
	t.Helper()
	return control(t, s, http.MethodPost, "/explain", body).wantStatus(t, http.StatusOK).object(t)
}

// at returns the value at a path of names and indexes.
func at(value any, path ...any) any {
	for _, p := range path {
		switch p := p.(type) {
		case string:
			o, _ := value.(map[string]any)
			value = o[p]
		case int:
			list, _ := value.([]any)
			if p >= len(list) {
				return nil
			}
			value = list[p]
		}
	}
	return value
}

func TestParameters(t *testing.T) {
	t.Parallel()
	s := start(t)
	got := control(t, s, http.MethodGet, "/parameters", "").wantStatus(t, http.StatusOK).object(t)
	list, _ := got["parameters"].([]any)
	i := 0
	for p := range urlbuilder.Parameters() {
		if at(list, i, "code") != p.Code || at(list, i, "url") != p.URL {
			t.Fatalf("entry %d is %v, want %s", i, at(list, i), p.Code)
		}
		if support, _ := at(list, i, "support").([]any); len(support) == 0 {
			t.Errorf("%s has no grade", p.Code)
		}
		i++
	}
	if i != len(list) {
		t.Errorf("%d entries, want %d", len(list), i)
	}
	quality := list[13]
	for _, test := range []struct {
		want any
		path []any
	}{
		{"quality", []any{"name"}},
		{"number", []any{"forms", 0, "kind"}},
		{1.0, []any{"forms", 0, "min"}},
		{100.0, []any{"forms", 0, "max"}},
		{0.0, []any{"forms", 0, "decimals"}},
		{"image", []any{"places", 0}},
	} {
		if got := at(quality, test.path...); got != test.want {
			t.Errorf("q: %v is %v, want %v", test.path, got, test.want)
		}
	}
	if width := list[0]; at(width, "forms", 0, "max") != nil {
		t.Errorf("w has the maximum %v", at(width, "forms", 0, "max"))
	}
}

func TestExplain_Steps(t *testing.T) {
	t.Parallel()
	got := explain(t, start(t), `{"path": "/a.jpg", "chain": `+
		`"w-400,fo-auto,foo-1:l-text,ie-SGksIHlvdQ==,lx-10,fs-40,l-end:if-ar_gt_1,rt-90,if-else,q-5,if-end"}`)
	for _, test := range []struct {
		want any
		path []any
	}{
		{"width", []any{0, 0, "name"}},
		{"400", []any{0, 0, "value"}},
		{"exact", []any{0, 0, "grade"}},
		{"https://imagekit.io/docs/image-resize-and-crop#width---w", []any{0, 0, "url"}},
		{"approximate", []any{0, 1, "grade"}},
		{"is not documented: it may be new or misspelt", []any{0, 2, "remark"}},
		{"Hi, you", []any{1, 0, "layer", "input"}},
		{"text layer", []any{1, 0, "layer", "place"}},
		{"lx-10", []any{1, 0, "layer", "settings", 0, "text"}},
		{"fontSize", []any{1, 0, "layer", "steps", 0, 0, "name"}},
		{"ar_gt_1", []any{2, 0, "condition", "if"}},
		{"rt-90", []any{2, 0, "condition", "then", 0, 0, "text"}},
		{"quality", []any{2, 0, "condition", "else", 0, 0, "name"}},
	} {
		if got := at(got["steps"], test.path...); got != test.want {
			t.Errorf("%v is %v, want %v", test.path, got, test.want)
		}
	}
	if got := at(got, "remarks", 0); got != "foo is not documented: it may be new or misspelt." {
		t.Errorf("remark: %v", got)
	}
	if errs, _ := got["errors"].([]any); len(errs) > 0 {
		t.Errorf("errors: %v", errs)
	}
	zooms := explain(t, start(t), `{"path": "/a.jpg", "chain": "w-9,h-9,fo-face,z-2:w-8,z-2"}`)
	for i, want := range []any{"approximate", "not rendered"} {
		if got := at(zooms, "steps", i, []int{3, 1}[i], "grade"); got != want {
			t.Errorf("the grade of z-2 in step %d is %v, want %v", i+1, got, want)
		}
	}
}

func TestExplain_Errors(t *testing.T) {
	t.Parallel()
	s := start(t)
	for _, test := range []struct{ chain, part, reason string }{
		{"w-400,q-180", "q-180", "must be from 1 to 100"},
		{"w-400:rt-90,bg-💡", "bg-💡", "must be"},
		{"h-💡:w-400", "h-💡", "must be"},
		{"l-text,i-a,fs-big,l-end", "fs-big", "must be a number"},
		{"w-1:l-text,i-a", "l-text", "must end in l-end"},
		{"if-ar_gt_1,q-0,if-end", "q-0", "must be from 1 to 100"},
		{"w-1:e-upscale,e-retouch", "e-retouch", ""},
		{"w-1,,h-2", ",,", "empty parameter"},
		{"w-1:w-1,,h-2", ",,", "empty parameter"},
		{"l-text,i-a,fs-9:w-9,l-end:w-1,,h-2", ",,", "empty parameter"},
		{"l-text,i-a,h-q-0,l-end:q-0", "h-q-0", "must be"},
		{"w-1:oi-logo.png", "oi-logo.png", "removed"},
	} {
		got := explain(t, s, `{"path": "/a.jpg", "chain": "`+test.chain+`"}`)
		first := at(got, "errors", 0)
		reason, _ := at(first, "reason").(string)
		if !strings.Contains(reason, test.reason) {
			t.Errorf("%s: reason %q, want %q", test.chain, reason, test.reason)
		}
		if part := partOf(test.chain, at(first, "place")); part != test.part {
			t.Errorf("%s: place is %q, want %q", test.chain, part, test.part)
		}
		if code, _ := got["code"].(map[string]any); len(code) > 0 {
			t.Errorf("%s: there is code for a transformation with errors: %v", test.chain, code)
		}
	}
	const repeated = "q-180:w-1,q-180:q-180"
	for i, start := range []float64{0, 10, 16} {
		got := at(explain(t, s, `{"path": "/a.jpg", "chain": "`+repeated+`"}`), "errors", i, "place", "start")
		if got != start {
			t.Errorf("%s: error %d begins at %v, want %v", repeated, i, got, start)
		}
	}
	same := explain(t, s, `{"path": "/a.jpg", "chain": "zz-q-0,q-0"}`)
	if start := at(same, "errors", 0, "place", "start"); start != float64(len("zz-q-0,")) {
		t.Errorf("the error of the second parameter is at %v", start)
	}
	two := explain(t, s, `{"path": "/a.jpg", "chain": "q-180,w-x:h-y"}`)
	if errs, _ := two["errors"].([]any); len(errs) != 3 {
		t.Errorf("%d errors, want 3: %v", len(errs), errs)
	}
	if got := at(two, "steps", 1, 0, "error"); got == nil {
		t.Errorf("the parameter has no error: %v", two)
	}
}

// partOf returns a part of a text at a place in UTF-16 code units.
func partOf(text string, place any) string {
	start, _ := at(place, "start").(float64)
	end, _ := at(place, "end").(float64)
	var part strings.Builder
	unit := 0.0
	for _, c := range text {
		if unit >= start && unit < end {
			part.WriteRune(c)
		}
		unit++
		if c > 0xFFFF {
			unit++
		}
	}
	return part.String()
}

func TestExplain_URL(t *testing.T) {
	t.Parallel()
	s := start(t)
	for _, test := range []struct{ url, path, position, part string }{
		{s.URLEndpoint() + "/tr:w-400,q-180/f/a.jpg", "/f/a.jpg", "path", "q-180"},
		{s.URLEndpoint() + "/f/a.jpg?updatedAt=1&tr=w-400%2Cq-180&x=1", "/f/a.jpg", "query", "q-180"},
		{s.URLEndpoint() + "/%F0%9F%92%A1.jpg?tr=w-4%30%30%2Cq-%3180#a", "/💡.jpg", "query", "q-%3180"},
		{"https://ik.imagekit.io/other/tr:q-180/a.jpg/ik-thumbnail.jpg", "/a.jpg/ik-thumbnail.jpg", "path", "q-180"},
		{"https://pictures.example.com/a.jpg?tr=q-180", "/a.jpg", "query", "q-180"},
		{s.URLEndpoint() + "/a.jpg", "/a.jpg", "", ""},
		{s.URLEndpoint() + "/日本💡.jpg?tr=bg-💡,q-180", "/日本💡.jpg", "query", "bg-💡"},
		{s.URLEndpoint() + "/tr:bg-%F0%9F%92%A1/💡.jpg", "/💡.jpg", "path", "bg-%F0%9F%92%A1"},
	} {
		got := explain(t, s, `{"url": "`+test.url+`"}`)
		position, _ := got["position"].(string)
		if got["path"] != test.path || position != test.position {
			t.Errorf("%s: path %v, position %q", test.url, got["path"], position)
		}
		if part := partOf(test.url, at(got, "errors", 0, "inUrl")); part != test.part {
			t.Errorf("%s: the error is at %q, want %q", test.url, part, test.part)
		}
		if isOurs := strings.HasPrefix(test.url, s.URLEndpoint()); isOurs != (at(got, "remarks", 0) == nil) {
			t.Errorf("%s: remarks %v", test.url, got["remarks"])
		}
	}
}

// TestExplain_Code checks that the URLs and the JSON of the result mean the same transformation.
func TestExplain_Code(t *testing.T) {
	t.Parallel()
	s := start(t)
	for _, chain := range []string{
		"w-400,h-300,fo-auto:l-text,ie-SGVsbG8sIHdvcmxk,lx-10,fs-40,co-FF0000,l-end",
		"if-ar_gt_1,w-300,if-end:l-image,i-a@@b.png,w-50,l-text,i-x,l-end,l-end",
		"w-400,w-300,unknown-1,bg-blurred_10", "",
	} {
		got := explain(t, s, `{"path": "/a b.jpg", "chain": "`+chain+`"}`)
		text, _ := at(got, "code", "json").(string)
		again := explain(t, s, `{"path": "/a b.jpg", "json": `+text+`}`)
		for _, position := range []string{"path", "query"} {
			if at(got, "urls", position) != at(again, "urls", position) {
				t.Errorf("JSON of %s: %v and %v", chain, at(got, "urls", position), at(again, "urls", position))
			}
			explained := explain(t, s, `{"url": "`+at(got, "urls", position).(string)+`"}`)
			if explained["chain"] != chain || explained["path"] != "/a b.jpg" {
				t.Errorf("%s: %v is explained as %v of %v", chain, at(got, "urls", position),
					explained["chain"], explained["path"])
			}
		}
		if script, _ := at(got, "code", "javascript").(string); !strings.Contains(script, `src: "/a b.jpg"`) {
			t.Errorf("JavaScript of %s: %s", chain, script)
		}
	}
}

// TestExplain_Paths checks that the URLs and the code mean a file whose name has characters with a meaning in URLs.
func TestExplain_Paths(t *testing.T) {
	t.Parallel()
	s := start(t)
	for path, src := range map[string]string{
		"/100%.jpg":        `"/100%25.jpg"`,
		"/%41.jpg":         `"/%2541.jpg"`,
		"/a?b#c.jpg":       `"/a%3Fb%23c.jpg"`,
		`/a\b.jpg`:         `"/a%5Cb.jpg"`,
		"/a+b&c=d,e:f.jpg": `"/a+b&c=d,e:f.jpg"`,
		"/日本 💡'${x}`.jpg":  "\"/日本 💡'${x}`.jpg\"",
		"/tr:w-1.jpg":      `"/tr:w-1.jpg"`,
	} {
		got := explain(t, s, encoded(t, object{"path": path, "chain": "w-400"}))
		for _, position := range []string{"path", "query"} {
			u, _ := at(got, "urls", position).(string)
			again := explain(t, s, encoded(t, object{"url": u}))
			if again["path"] != path || again["chain"] != "w-400" {
				t.Errorf("%s: %s is explained as %v of %v", path, u, again["chain"], again["path"])
			}
		}
		if script, _ := at(got, "code", "javascript").(string); !strings.Contains(script, "src: "+src+",") {
			t.Errorf("%s: want src %s in\n%s", path, src, script)
		}
	}
	got := explain(t, s, `{"path": "/%41.jpg"}`)
	program, _ := at(got, "code", "go").(string)
	if want, printed := at(got, "urls", "path"), runProgram(t, program); printed != want {
		t.Errorf("the code prints %q, want %q", printed, want)
	}
}

// TestExplain_GoCode runs the Go code, which must print the URL.
func TestExplain_GoCode(t *testing.T) {
	t.Parallel()
	s := start(t)
	for _, test := range []struct{ chain, position, code string }{
		{
			"w-400,fo-auto:l-text,ie-SGVsbG8sIHdvcmxk,lx-10,fs-40,l-end:if-ar_gt_1,rt-90,if-end", "path",
			`urlbuilder.TextLayer("Hello, world", urlbuilder.LayerOptions{`,
		},
		{"w-400,w-300,unknown-1,bg-blurred_10", "query", `urlbuilder.Custom("unknown", "1"),` + "\n"},
		{"", "path", `Path: "/a b.jpg",`},
	} {
		got := explain(t, s, `{"path":"/a b.jpg","chain":"`+test.chain+`","position":"`+test.position+`"}`)
		program, _ := at(got, "code", "go").(string)
		if !strings.Contains(program, test.code) {
			t.Errorf("the code of %s has no %s:\n%s", test.chain, test.code, program)
		}
		if want, printed := at(got, "urls", test.position), runProgram(t, program); printed != want {
			t.Errorf("the code of %s prints %q, want %q", test.chain, printed, want)
		}
	}
}

// runProgram runs a Go program within this module and returns what it prints.
func runProgram(t *testing.T, program string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "main.go")
	if err := os.WriteFile(file, []byte(program), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(t.Context(), "go", "run", file).CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s\n%s", err, out, program)
	}
	return strings.TrimSpace(string(out))
}

func TestExplain_BadRequests(t *testing.T) {
	t.Parallel()
	s := start(t)
	for body, word := range map[string]string{
		`{"url": "http://x/a.jpg", "chain": "w-1"}`:             "either",
		`{"chain": "w-1", "json": []}`:                          "either",
		`{"json": {"width": 1}}`:                                "list of steps",
		`{"url": "http://x/%zz.jpg"}`:                           "malformed",
		`{"text": "w-1"}`:                                       "text",
		`{"chain": "w-1", "position": "end"}`:                   "path or query",
		`{"chain": "` + strings.Repeat("q-180:", 10_000) + `"}`: "too large",
	} {
		control(t, s, http.MethodPost, "/explain", body).wantError(t, http.StatusBadRequest, word)
	}
}
