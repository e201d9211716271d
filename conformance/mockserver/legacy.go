package mockserver

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// legacyRequests are requests of older clients that openapi.yaml does not have. The service still answers them. Each is
// rewritten, before anything else reads it, into a request that the document has. Requests with a slash at the end of
// their path are rewritten too.
var legacyRequests = map[string]func(*http.Request) *http.Request{
	"POST /v1/files/upload":        legacyUpload,
	"GET /v1/files/":               legacyList,
	"POST /v1/bulkJobs/copyFolder": legacyCopyFolder,
}

// legacy is middleware that rewrites these requests. It comes before the router.
func legacy(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r = legacyV2(r)
		if legacyRequests[r.Method+" "+r.URL.Path] == nil {
			r = withoutSlash(r)
		}
		if modern := legacyRequests[r.Method+" "+r.URL.Path]; modern != nil {
			r = modern(r)
		}
		next.ServeHTTP(w, r)
	})
}

// withoutSlash removes a slash at the end of a path of the API. Older documentation and older clients have one in the
// paths of folders.
func withoutSlash(r *http.Request) *http.Request {
	isAPI := slices.ContainsFunc([]string{"/v1/", "/v2/", "/api/"}, func(prefix string) bool {
		return strings.HasPrefix(r.URL.Path, prefix)
	})
	if !isAPI || !strings.HasSuffix(r.URL.Path, "/") {
		return r
	}
	return withPath(r, strings.TrimSuffix(r.URL.Path, "/"), strings.TrimSuffix(r.URL.RawPath, "/"))
}

type legacyKey struct{}

// isLegacy reports whether an upload was sent to the old path. Only there parts can be repeated.
func isLegacy(r *http.Request) bool { return r.Context().Value(legacyKey{}) != nil }

// legacyUpload is for imagekit 3.x of Node, which uploads to the API's host and sends one part per tag.
//
// Assumed: the service still accepts what older clients send, although newer documentation does not have it: uploads to
// /v1/files/upload, where tags and responseFields can come more than once; includeFolder in the list of files; the
// paths /v2/files and /v2/folder, where names of folders keep their characters.
func legacyUpload(r *http.Request) *http.Request {
	r = r.WithContext(context.WithValue(r.Context(), legacyKey{}, true))
	return withURL(r, "/api/v1/files/upload", r.URL.Query())
}

type v2Key struct{}

// isV2 reports whether names are stored as they are sent: in version 2 of uploads and at the legacy paths below /v2.
func isV2(r *http.Request) bool {
	return r.Context().Value(v2Key{}) != nil || strings.HasPrefix(r.URL.Path, "/api/v2/")
}

// legacyV2 is for rclone, which uses paths below /v2 for files and folders. What it does not use is not rewritten.
//
// These paths work like those below /v1, but names of folders keep their characters: rclone reads back names with
// spaces and other special characters.
func legacyV2(r *http.Request) *http.Request {
	for _, path := range []string{"/v2/files", "/v2/folder"} {
		if rest, ok := strings.CutPrefix(r.URL.Path, path); ok && (rest == "" || rest[0] == '/') {
			r = r.WithContext(context.WithValue(r.Context(), v2Key{}, true))
			rawPath := strings.Replace(r.URL.RawPath, "/v2", "/v1", 1)
			return withPath(r, "/v1"+strings.TrimPrefix(r.URL.Path, "/v2"), rawPath)
		}
	}
	return r
}

// legacyList is for imagekit 3.x to 6.x of Node: a slash at the end, and includeFolder, which leaves tags and fileType
// without effect.
//
// Older documentation has includeFolder too: https://docs.imagekit.io/api-reference/media-api/list-and-search-files.
func legacyList(r *http.Request) *http.Request {
	query := r.URL.Query()
	if query.Get("includeFolder") == "true" {
		query.Set("type", "all")
		query.Del("tags")
		query.Del("fileType")
	}
	query.Del("includeFolder")
	return withURL(r, "/v1/files", query)
}

// withURL returns a copy of a request for another path and query.
func withURL(r *http.Request, path string, query url.Values) *http.Request {
	r = withPath(r, path, "")
	r.URL.RawQuery = query.Encode()
	return r
}

// withPath returns a copy of a request for another path, and the escaped form of it or nothing; see [url.URL].
func withPath(r *http.Request, path, rawPath string) *http.Request {
	r = r.WithContext(r.Context())
	u := *r.URL
	u.Path, u.RawPath = path, rawPath
	r.URL = &u
	return r
}

// legacyCopyFolder is for imagekit 4.x to 6.x of Node, which name the versions of a folder as those of a file.
//
// Contradiction: the field of copyFolder is includeVersions in the vendor's OpenAPI document, and includeFileVersions
// in the documentation of 2024. Both are understood.
func legacyCopyFolder(r *http.Request) *http.Request {
	r = r.WithContext(r.Context())
	body, err := io.ReadAll(io.LimitReader(r.Body, maxJSONBody))
	if renamed := renameField(body, "includeFileVersions", "includeVersions"); err == nil && renamed != nil {
		r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(renamed)), int64(len(renamed))
	} else { // not the expected body, or not all of it: the handler reads it as it is
		r.Body = io.NopCloser(io.MultiReader(bytes.NewReader(body), r.Body))
	}
	return r
}

// renameField returns nil if the text is no JSON object or has no field of the old name.
func renameField(text []byte, from, to string) []byte {
	var fields map[string]jsontext.Value
	if decode(text, &fields) != nil || fields[from] == nil {
		return nil
	}
	fields[to] = fields[from]
	delete(fields, from)
	renamed, _ := encode(fields) // what was just decoded
	return renamed
}
