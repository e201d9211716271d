package mockserver_test

import (
	"net/http"
	"testing"
)

// TestWithIDs_OtherFormat uses a server whose ids do not have the format of the service. The id of a deleted file is
// still a valid id; other ids in the wrong format are malformed.
func TestWithIDs_OtherFormat(t *testing.T) {
	t.Parallel()
	s := start(t)
	deleted := put(t, s, "a.txt", []byte("x"))["fileId"].(string)
	do(t, s, http.MethodDelete, "/v1/files/"+deleted, nil).wantStatus(t, http.StatusNoContent)
	for id, want := range map[string]int{
		deleted:                    http.StatusNotFound,
		unusedID:                   http.StatusNotFound,
		"5F2B1C1E6D4C4A539C7C3D0D": http.StatusNotFound,
		"id999":                    http.StatusBadRequest,
		unusedID + "0":             http.StatusBadRequest,
		unusedID[1:]:               http.StatusBadRequest,
		unusedID[1:] + "g":         http.StatusBadRequest,
		unusedID + "%0A":           http.StatusBadRequest,
	} {
		do(t, s, http.MethodGet, "/v1/files/"+id+"/details", nil).wantError(t, want)
	}
}
