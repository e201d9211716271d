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

// legacyRequests are requests of older clients that the service still accepts, although openapi.yaml does not have
// them. Each function rewrites such a request into one that openapi.yaml has. Requests with a slash at the end of the
// path are rewritten too.
var legacyRequests = map[string]func(*http.Request) *http.Request{
	"POST /v1/files/upload":        legacyUpload,
	"GET /v1/files/":               legacyList,
	"POST /v1/bulkJobs/copyFolder": legacyCopyFolder,
}

// legacy is middleware that rewrites requests of older clients. It runs before the router.
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

// withoutSlash removes the slash at the end of a path of the API. The paths for folders have one in older documentation
// and in the requests of older clients.
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

// isLegacy reports whether an upload was sent to the old path, /v1/files/upload. Only such uploads can have repeated
// parts.
func isLegacy(r *http.Request) bool { return r.Context().Value(legacyKey{}) != nil }

// legacyUpload rewrites the uploads of version 3.x of the Node SDK, which sends them to the host of the API, with one
// part for each tag.
//
// Assumed: the service still accepts requests of older clients that are not in its current documentation: uploads to
// /v1/files/upload, with repeated parts tags and responseFields; includeFolder in the list of files; the paths
// /v2/files and /v2/folder, which keep all characters of folder names.
func legacyUpload(r *http.Request) *http.Request {
	r = r.WithContext(context.WithValue(r.Context(), legacyKey{}, true))
	return withURL(r, "/api/v1/files/upload", r.URL.Query())
}

type v2Key struct{}

// isV2 reports whether names keep all characters, as in version 2 of uploads and at the legacy paths under /v2.
func isV2(r *http.Request) bool {
	return r.Context().Value(v2Key{}) != nil || strings.HasPrefix(r.URL.Path, "/api/v2/")
}

// legacyV2 rewrites the requests of rclone for files and folders, which have paths under /v2. Paths that rclone does
// not use are not rewritten.
//
// The operations are the same as under /v1, but folder names keep all characters: rclone expects to read back names
// with spaces and other special characters.
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

// legacyList rewrites the list requests of versions 3.x to 6.x of the Node SDK, which have a slash at the end of the
// path and can have the parameter includeFolder. With includeFolder, tags and fileType have no effect.
//
// The documentation of includeFolder is at https://docs.imagekit.io/api-reference/media-api/list-and-search-files.
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

// withURL returns a copy of a request with another path and query.
func withURL(r *http.Request, path string, query url.Values) *http.Request {
	r = withPath(r, path, "")
	r.URL.RawQuery = query.Encode()
	return r
}

// withPath returns a copy of a request with another path. rawPath is the escaped path, or empty; see [url.URL].
func withPath(r *http.Request, path, rawPath string) *http.Request {
	r = r.WithContext(r.Context())
	u := *r.URL
	u.Path, u.RawPath = path, rawPath
	r.URL = &u
	return r
}

// legacyCopyFolder rewrites the requests of versions 4.x to 6.x of the Node SDK, whose field for versions has the same
// name as the one of copyFile.
//
// Contradiction: the field of copyFolder for versions is includeVersions in the vendor's OpenAPI document, and
// includeFileVersions in the documentation of 2024. The mock server accepts both.
func legacyCopyFolder(r *http.Request) *http.Request {
	r = r.WithContext(r.Context())
	body, err := io.ReadAll(io.LimitReader(r.Body, maxJSONBody))
	if renamed := renameField(body, "includeFileVersions", "includeVersions"); err == nil && renamed != nil {
		r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(renamed)), int64(len(renamed))
	} else { // incomplete, or without the field: the handler reads the body unchanged
		r.Body = io.NopCloser(io.MultiReader(bytes.NewReader(body), r.Body))
	}
	return r
}

// renameField renames a field of a JSON object. It returns nil if the text is not a JSON object or has no field with
// the old name.
func renameField(text []byte, from, to string) []byte {
	var fields map[string]jsontext.Value
	if decode(text, &fields) != nil || fields[from] == nil {
		return nil
	}
	fields[to] = fields[from]
	delete(fields, from)
	renamed, _ := encode(fields) // cannot fail: the fields were just decoded
	return renamed
}
