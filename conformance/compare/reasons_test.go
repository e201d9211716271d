package main

import (
	"slices"
	"strings"
	"testing"
)

func TestExplain(t *testing.T) {
	t.Parallel()
	differences := []string{
		"GET /a 200 size: types: number in theirs, integer in ours", "GET /a 404: only in ours",
		"GET /b?: only in theirs", "GET /bc: only in theirs", `GET /a 400: message "No (2)." only in theirs`,
	}
	all, unused := explain(differences, []reason{
		{"Sizes are whole.", []string{"* size: types: number in theirs, integer in ours", "GET /a 20? *"}},
		{"All can fail.", []string{"* 4??: only in ours", "GET /a 404*"}},
		{"One letter.", []string{"GET /b?: only in theirs", "GET /?: *"}},
		{"Not an expression.", []string{`GET /a 400: message "No (2)." only in theirs`, "GET .a*"}},
	})
	want := []string{"Sizes are whole.", "All can fail.", "One letter.", "One letter.", "Not an expression."}
	for i, e := range all {
		if e.difference != differences[i] || e.reason != want[i] {
			t.Errorf("%q has the reason %q, want %q for %q", e.difference, e.reason, want[i], differences[i])
		}
	}
	if want := []string{"GET /?: *", "GET .a*"}; !slices.Equal(unused, want) {
		t.Errorf("unused are %q, want %q", unused, want)
	}
	if all, _ := explain(differences, nil); slices.ContainsFunc(all, func(e explained) bool { return e.reason != "" }) {
		t.Errorf("without reasons: %q", all)
	}
}

func TestReadReasons(t *testing.T) {
	t.Parallel()
	if all, err := readReasons(reasonsYAML); err != nil || len(all) < 10 {
		t.Errorf("reasons.yaml: %d reasons, %v", len(all), err)
	}
	for _, broken := range []string{
		"", "1", "- reason: a", "- differences: [a]", "- {reason: a, differences: []}",
		"- {reason: a, differences: [b], why: c}",
	} {
		if all, err := readReasons([]byte(broken)); err == nil {
			t.Errorf("%q: %v", broken, all)
		}
	}
}

// TestReasons_Unexplained checks that no pattern of reasons.yaml is too general. The differences that none may match
// are everything that openapi.yaml lacks after a mutation, and some examples.
func TestReasons_Unexplained(t *testing.T) {
	t.Parallel()
	reasons, err := readReasons(reasonsYAML)
	if err != nil {
		t.Fatal(err)
	}
	differences := []string{
		"GET /v1/files 200 application/json: only in theirs",
		"POST /v1/folder 400 application/json: only in theirs",
		"POST /api/v1/files/upload request isPublished: default: none in theirs, false in ours",
		"PUT /v1/files/rename 200 name: only in ours",
		`GET /v1/bulkJobs/{jobId} 200 type: value "DELETE_FOLDER" only in ours`,
		`GET /v1/files 400: message "Bad." only in ours`,
	}
	for _, m := range mutations {
		for _, want := range m.want {
			if strings.HasSuffix(want, " only in theirs") {
				differences = append(differences, want)
			}
		}
	}
	all, _ := explain(differences, reasons)
	for _, e := range all {
		if e.reason != "" {
			t.Errorf("%q is explained: %s", e.difference, e.reason)
		}
	}
}
