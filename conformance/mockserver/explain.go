package mockserver

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/explain"
	"github.com/openimagekit/imagekit/conformance/mockserver/internal/library"
	"github.com/openimagekit/imagekit/urlbuilder"
)

// explainEndpoints returns the control endpoints that describe transformations.
func (a *api) explainEndpoints() []controlEndpoint {
	return []controlEndpoint{
		{
			"GET", "/parameters", "returns the table of transformation parameters: values, documentation, rendering",
			a.listParameters,
		},
		{
			"POST", "/explain",
			`explains a transformation: {"url":"http://..."}, {"path":"/a.jpg","chain":"w-400:rt-90"} or ` +
				`{"path":"/a.jpg","json":[{"width":400}]}`,
			a.explain,
		},
	}
}

// listParameters returns the table of transformation parameters.
func (a *api) listParameters(*http.Request) (int, any, error) {
	return ok(map[string]any{"parameters": explain.Table()})
}

// explainRequest is what POST /_mock/explain explains: a URL, or a path and a transformation as text or as JSON.
type explainRequest struct {
	URL      string         `json:"url"`
	Path     string         `json:"path"`
	Chain    string         `json:"chain"`
	JSON     jsontext.Value `json:"json"`
	Position string         `json:"position"` // of the transformation in the URL that the code makes: path or query
}

// Positions of a transformation in a URL.
const (
	positionPath  = "path"
	positionQuery = "query"
)

// explained is the response of POST /_mock/explain.
type explained struct {
	*explain.Explanation
	Position string   `json:"position,omitempty"` // of the transformation in the URL: path or query
	Signed   bool     `json:"signed,omitempty"`   // the URL has a signature, which no other URL can have
	Remarks  []string `json:"remarks"`            // what may be a mistake
}

// maxExplainBody is the maximum size of the body of POST /_mock/explain, in bytes. The time for an explanation grows
// faster than the length of the transformation.
const maxExplainBody = 32 << 10

func (a *api) explain(r *http.Request) (int, any, error) {
	r.Body = http.MaxBytesReader(nil, r.Body, maxExplainBody)
	return withControlBody(r, func(q explainRequest) (int, any, error) {
		switch {
		case q.URL != "" && (q.Path != "" || q.Chain != "" || len(q.JSON) > 0), q.Chain != "" && len(q.JSON) > 0:
			return 0, nil, argumentErrorf("send either url, or path with chain or json")
		case q.Position != "" && q.Position != positionPath && q.Position != positionQuery:
			return 0, nil, argumentErrorf("the position %q must be path or query", q.Position)
		case q.URL != "":
			return a.explainURL(q.URL)
		case len(q.JSON) > 0:
			return a.explainJSON(q)
		}
		return ok(a.explainChain(q.Path, q.Chain, q.Position))
	})
}

// explainURL explains a URL. One of another URL endpoint is explained as if it were one of this server.
func (a *api) explainURL(rawURL string) (int, any, error) {
	tail, isOurs := a.lib.CutEndpoint(rawURL)
	if !isOurs {
		tail = withoutEndpoint(rawURL)
	}
	tail, _, _ = strings.Cut(tail, "#")
	target, err := a.lib.ParseTarget(tail)
	if err != nil {
		return 0, nil, argumentErrorf("invalid URL: %v", err)
	}
	position := ""
	switch {
	case target.Query.Get("tr") != "":
		position = positionQuery
	case target.Transformation != "":
		position = positionPath
	}
	result := a.explainChain(pathOf(target), target.Transformation, position)
	result.PlaceInURL(rawURL)
	result.Position, result.Signed = position, target.Query.Has("ik-s")
	if !isOurs {
		result.Remarks = append(result.Remarks,
			"The URL is not under "+a.urlEndpoint()+"; it is explained as if it were.")
	}
	return ok(result)
}

// withoutEndpoint returns the part of a URL after its URL endpoint: after the ID of the account on the service's own
// host, otherwise after the host.
func withoutEndpoint(rawURL string) string {
	_, tail, found := strings.Cut(rawURL, "://")
	if !found {
		return strings.TrimPrefix(rawURL, "/")
	}
	host, tail, _ := strings.Cut(tail, "/")
	if strings.EqualFold(host, "ik.imagekit.io") {
		_, tail, _ = strings.Cut(tail, "/")
	}
	return tail
}

// pathOf returns the path of a target with its prefix and its suffix.
func pathOf(t library.Target) string {
	path := "/" + t.Prefix + strings.TrimPrefix(t.Path, "/")
	if t.Suffix != "" {
		path += "/" + string(t.Suffix)
	}
	return path
}

func (a *api) explainJSON(q explainRequest) (int, any, error) {
	var chain urlbuilder.Chain
	if err := chain.UnmarshalJSON(q.JSON); err != nil {
		return 0, nil, argumentErrorf("invalid json: %s", strings.TrimPrefix(err.Error(), "urlbuilder: "))
	}
	return ok(a.explainChain(q.Path, chain.String(), q.Position))
}

// explainChain explains the text of a transformation.
func (a *api) explainChain(path, text, position string) *explained {
	if path == "" {
		path = "/"
	}
	result := &explained{Remarks: []string{}, Explanation: explain.Explain(explain.Input{
		URLEndpoint: a.urlEndpoint(), Path: path, Text: text, InQuery: position == positionQuery,
		Named: a.lib.NamedChain,
	})}
	target, err := a.lib.ParseTarget(strings.TrimPrefix(path, "/") + "?tr=" + url.QueryEscape(text))
	if err != nil || text == "" || len(result.Errors) > 0 {
		return result
	}
	remarks, err := a.lib.CheckTransformation(target)
	if err != nil {
		result.Remarks = append(result.Remarks, err.Error())
	}
	for _, name := range remarks.Unknown {
		result.Remarks = append(result.Remarks, name+" is not documented: it may be new or misspelt.")
	}
	for _, use := range remarks.Elsewhere {
		result.Remarks = append(result.Remarks, use+" is not documented.")
	}
	return result
}
