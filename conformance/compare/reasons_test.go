package main

import (
	"strings"
	"testing"

	"github.com/openimagekit/imagekit/conformance/internal/reasons"
)

// TestReasons_Unexplained checks that no pattern of reasons.yaml is too general. No pattern may match the differences
// that mutations of openapi.yaml cause by removing parts, or those that the test lists.
func TestReasons_Unexplained(t *testing.T) {
	t.Parallel()
	known, err := reasons.Read(reasonsYAML)
	if err != nil || len(known) < 10 {
		t.Fatalf("reasons.yaml: %d reasons, %v", len(known), err)
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
	all, _ := reasons.Explain(differences, known)
	for _, e := range all {
		if e.Reason != "" {
			t.Errorf("%q is explained: %s", e.Difference, e.Reason)
		}
	}
}
