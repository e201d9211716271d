package mockserver

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
)

// conditional adds an ETag to the response to a GET request, and makes it a 304 without a body if the request has this
// ETag in If-None-Match. Clients that poll, such as the console, use it.
func conditional(w http.ResponseWriter, r *http.Request, status int, body []byte) (int, []byte) {
	if r.Method != http.MethodGet || status != http.StatusOK {
		return status, body
	}
	sum := sha256.Sum256(body)
	tag := `"` + hex.EncodeToString(sum[:16]) + `"`
	w.Header().Set("ETag", tag)
	if r.Header.Get("If-None-Match") == tag {
		return http.StatusNotModified, nil
	}
	return status, body
}
