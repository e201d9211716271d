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

// Request is the log entry of a request. It has no headers, no bodies and no secrets in its query; [Server.State] shows
// the effect of requests. The entry is complete when the client has received the response.
type Request struct {
	ID     string     `json:"id"`   // as in the response header x-ik-requestid
	Time   time.Time  `json:"time"` // by the clock of the server
	Method string     `json:"method"`
	Path   string     `json:"path"` // without the prefix of [WithPrefix]
	Query  url.Values `json:"query,omitempty"`
	// Operation is an operationId of openapi.yaml, or deliver; empty if the request asks for nothing that there is.
	Operation string        `json:"operation,omitempty"`
	Status    int           `json:"status"`          // 0 if there is no response
	BytesIn   int64         `json:"bytesIn"`         // of the body, as far as it was read
	BytesOut  int64         `json:"bytesOut"`        // of the body
	Duration  time.Duration `json:"duration"`        // until the last byte of the response was written; text in JSON
	Fault     string        `json:"fault,omitempty"` // id of the fault that hit the request
}

// MarshalJSON writes the duration as text.
func (r Request) MarshalJSON() ([]byte, error) {
	type plain Request
	return controljson.Marshal(plain(r))
}

// Requests returns the last 1,000 requests, oldest first, including those that are still running. There are fewer if
// their paths and queries take more than 8 MiB. Requests to paths under /_mock/ are not recorded.
func (s *Server) Requests() []Request { return s.api().allRequests() }

// ClearRequests empties the log of requests.
func (s *Server) ClearRequests() { s.api().requests.Clear() }

func (a *api) allRequests() []Request {
	all := []Request{}
	for _, e := range a.requests.All() {
		all = append(all, Request(e))
	}
	return all
}

// record begins to take note of a request; its handler gets the recorder and the request that it returns.
func (a *api) record(w http.ResponseWriter, r *http.Request, id string) (*requestlog.Recorder, *http.Request) {
	path := a.withoutPrefix(r.URL.Path)
	return a.requests.Record(w, r, requestlog.Entry{
		ID: id, Time: a.now(), Method: r.Method, Path: path,
		Query: requestlog.RedactQuery(r.URL.Query(), isSecretParameter),
	}, !isControl(path))
}

// withoutPrefix returns the path as the API has it; one that is not under the prefix stays as it is.
func (a *api) withoutPrefix(path string) string {
	if !strings.HasPrefix(path, a.prefix+"/") {
		return path
	}
	return path[len(a.prefix):]
}

// isSecretParameter reports whether the log of requests hides a parameter of a query: one that is a secret of the API,
// or the control token, which somebody may have sent to a wrong path.
func isSecretParameter(name string) bool {
	return strings.EqualFold(name, access.TokenParameter) || contract.IsSecret(name)
}
