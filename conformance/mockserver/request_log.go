package mockserver

import (
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/access"
	"github.com/openimagekit/imagekit/conformance/mockserver/internal/contract"
	"github.com/openimagekit/imagekit/conformance/mockserver/internal/controljson"
	"github.com/openimagekit/imagekit/conformance/mockserver/internal/requestlog"
)

// Request is an entry in the log of requests. It has no headers, no bodies, and no secrets in its query;
// [Server.State] shows the effect of requests. The entry is complete when the client has received the response.
type Request struct {
	ID     string    `json:"id"`   // in the response header x-ik-requestid
	Time   time.Time `json:"time"` // of the server's clock
	Method string    `json:"method"`
	Path   string    `json:"path"` // without the prefix of [WithPrefix]
	// RawPath is the path as in the request, if it differs from the usual encoding of Path, such as with %2F in it.
	RawPath string     `json:"rawPath,omitempty"`
	Query   url.Values `json:"query,omitempty"`
	// Operation is an operationId of openapi.yaml, deliver for downloads of files, or empty for unknown paths.
	Operation string `json:"operation,omitempty"`
	Status    int    `json:"status"`   // 0 if no response was sent
	BytesIn   int64  `json:"bytesIn"`  // bytes of the body that were read
	BytesOut  int64  `json:"bytesOut"` // bytes of the response's body
	// Duration ends when the last byte of the response is written. It is text such as "1.5s" in JSON.
	Duration time.Duration `json:"duration"`
	Fault    string        `json:"fault,omitempty"` // id of the fault that hit the request, or empty
	// Error is why the server rejected the request: the message of the error response and, in parentheses, the text of
	// the header X-Mock-Detail or ik-error if there is one. It is at most 500 bytes, and three dots if it was longer.
	// It is empty for responses of faults.
	Error string `json:"error,omitempty"`
	// Console reports whether the console of the server has sent the request, according to its header Referer.
	Console bool `json:"console,omitzero"`
}

// MarshalJSON writes the duration as text such as "1.5s".
func (r Request) MarshalJSON() ([]byte, error) {
	type plain Request
	return controljson.Marshal(plain(r))
}

// Requests returns the last 1,000 requests, oldest first, including requests that are still running. It returns fewer
// if their paths and queries exceed 8 MiB. Requests to the control endpoints are not recorded.
func (s *Server) Requests() []Request { return s.api().allRequests() }

// ClearRequests deletes all entries of the log of requests.
func (s *Server) ClearRequests() { s.api().requests.Clear() }

func (a *api) allRequests() []Request {
	all := []Request{}
	for _, e := range a.requests.All() {
		all = append(all, Request(e))
	}
	return all
}

// record adds a request to the log, unless it is one to a control endpoint. The handler must get the recorder and the
// request that record returns.
func (a *api) record(w http.ResponseWriter, r *http.Request, id string) (*requestlog.Recorder, *http.Request) {
	path := a.withoutPrefix(r.URL.Path)
	return a.requests.Record(w, r, requestlog.Entry{
		ID: id, Time: a.now(), Method: r.Method, Path: path, RawPath: a.withoutPrefix(r.URL.RawPath),
		Query: requestlog.RedactQuery(r.URL.Query(), isSecretParameter), Console: isFromConsole(r),
	}, !isControl(path))
}

// isFromConsole reports whether a request was sent by the page of the console, whose policy makes browsers send its
// address with all requests to its own origin, also with those of pictures.
func isFromConsole(r *http.Request) bool {
	page, err := url.Parse(r.Referer())
	return err == nil && strings.HasSuffix(page.Path, controlPath+"/")
}

// withoutPrefix returns a path without the prefix of the server. It returns a path that does not have the prefix
// unchanged.
func (a *api) withoutPrefix(path string) string {
	if !strings.HasPrefix(path, a.prefix+"/") {
		return path
	}
	return path[len(a.prefix):]
}

// isSecretParameter reports whether the log of requests hides the value of a query parameter: a secret of the API, or
// the control token, which a client may have sent to a wrong path.
func isSecretParameter(name string) bool {
	return strings.EqualFold(name, access.TokenParameter) || contract.IsSecret(name)
}
