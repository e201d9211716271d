package main

import (
	"slices"
	"strings"
	"testing"
)

func TestExplain(t *testing.T) {
	t.Parallel()
	differences := []string{
		"GET /a 200 size: types: number in vendor, integer in local", "GET /a 404: only in local",
		"GET /b?: only in vendor", "GET /bc: only in vendor", `GET /a 400: message "No (2)." only in vendor`,
	}
	all, unused := explain(differences, []reason{
		{"Sizes are whole.", []string{"* size: types: number in vendor, integer in local", "GET /a 20? *"}},
		{"All can fail.", []string{"* 4??: only in local", "GET /a 404*"}},
		{"One letter.", []string{"GET /b?: only in vendor", "GET /?: *"}},
		{"Not an expression.", []string{`GET /a 400: message "No (2)." only in vendor`, "GET .a*"}},
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

// TestReasons_Unexplained checks that no pattern of reasons.yaml is too general. No pattern may match the differences
// that mutations of openapi.yaml cause by removing parts, or those that the test lists.
func TestReasons_Unexplained(t *testing.T) {
	t.Parallel()
	reasons, err := readReasons(reasonsYAML)
	if err != nil {
		t.Fatal(err)
	}
	differences := []string{
		"GET /v1/files 200 application/json: only in vendor",
		"POST /v1/folder 400 application/json: only in vendor",
		"POST /api/v1/files/upload request isPublished: default: none in vendor, false in local",
		"PUT /v1/files/rename 200 name: only in local",
		`GET /v1/bulkJobs/{jobId} 200 type: value "DELETE_FOLDER" only in local`,
		`GET /v1/files 400: message "Bad." only in local`,
	}
	for _, m := range mutations {
		for _, want := range m.want {
			if strings.HasSuffix(want, " only in vendor") {
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
