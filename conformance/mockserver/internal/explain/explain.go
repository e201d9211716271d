package explain

import (
	"cmp"
	"errors"
	"slices"
	"strings"

	"github.com/openimagekit/imagekit/conformance/render"
	"github.com/openimagekit/imagekit/urlbuilder"
)

// Input is what is explained.
type Input struct {
	URLEndpoint string
	Path        string // in the media library
	Text        string // the transformation, without percent-encoding
	InQuery     bool   // the code writes the transformation into the query, not into the path
	// Named returns the chain of a named transformation.
	Named func(name string) (urlbuilder.Chain, bool)
}

// Explanation is a transformation in words and in code.
type Explanation struct {
	Path   string  `json:"path"`
	Chain  string  `json:"chain"` // without percent-encoding
	Steps  []Step  `json:"steps"`
	Errors []Error `json:"errors"` // why the service refuses it
	URLs   URLs    `json:"urls"`
	Code   Code    `json:"code"` // empty if there are errors
}

// Error says why the service refuses a transformation.
type Error struct {
	Step    int    `json:"step,omitempty"` // from 1; 0 if it concerns the whole transformation
	Param   string `json:"param,omitempty"`
	Value   string `json:"value,omitempty"`
	Reason  string `json:"reason"`
	Message string `json:"message"`         // all of these
	Place   *Range `json:"place,omitempty"` // in the chain
	InURL   *Range `json:"inUrl,omitempty"` // in the URL that is explained

	span span // in the chain, if the parser knows it
}

// URLs are the URLs of the transformation, with the transformation in the path and in the query.
type URLs struct {
	Path  string `json:"path,omitempty"`
	Query string `json:"query,omitempty"`
}

// Explain explains a transformation. The text can be empty.
func Explain(in Input) *Explanation {
	e := &Explanation{Path: in.Path, Chain: in.Text, Steps: []Step{}, Errors: []Error{}}
	chain := e.parse(in.Text)
	var report render.Report
	if len(e.Errors) == 0 {
		if analysis, err := render.Analyze(chain, in.Named); err == nil {
			report = analysis.Report
		} else {
			e.Errors = append(e.Errors, errorOf(err))
		}
	}
	d := describer{report: report}
	e.Steps = d.steps(chain, 0)
	e.placeErrors()
	e.URLs = urlsOf(in, chain)
	if len(e.Errors) == 0 {
		e.Code = codeOf(in, chain)
	}
	return e
}

// parse parses the text and records its errors. A text with errors is parsed as in a URL, which needs less.
func (e *Explanation) parse(text string) urlbuilder.Chain {
	if text == "" {
		return nil
	}
	chain, err := urlbuilder.ParseChain(text)
	if err == nil {
		return chain
	}
	chain = parseLoosely(text)
	if len(chain) == 1 && len(chain[0]) == 1 && chain[0][0].Name() == "raw" { // all steps in one piece
		e.Errors = append(e.Errors, errorOf(err))
		return chain
	}
	for i, step := range chain {
		e.Errors = append(e.Errors, errorsOf(step, i)...)
	}
	e.addFirst(errorOf(err))
	return chain
}

// addFirst adds the place of the first error, which only the parser of the whole text knows, or the error itself if it
// is none of a parameter or a step.
func (e *Explanation) addFirst(first Error) {
	for i := range e.Errors {
		if err := &e.Errors[i]; err.Step == first.Step && err.Message == first.Message {
			err.span = first.span
			return
		}
	}
	if len(e.Errors) == 0 {
		e.Errors = append(e.Errors, first)
	}
}

// parseLoosely parses a text without checks. It returns nil if the text cannot be parsed, and the text in one piece if
// it would be written differently.
func parseLoosely(text string) urlbuilder.Chain {
	builder, err := urlbuilder.New(urlbuilder.Config{
		URLEndpoint: "http://localhost", TransformationPosition: urlbuilder.QueryPosition,
	})
	if err != nil {
		return nil
	}
	u, err := builder.URL(urlbuilder.Options{Path: "/", Transformation: rawChain(text)})
	if err != nil {
		return nil
	}
	o, err := builder.Parse(u)
	if err != nil {
		return nil
	}
	return o.Transformation
}

// rawChain returns a chain that is written as text without percent-encoding says.
func rawChain(text string) urlbuilder.Chain {
	return urlbuilder.Chain{{urlbuilder.RawParam(strings.ReplaceAll(text, "%", "%25"))}}
}

// errorsOf returns the errors of each parameter of a step, or if there are none, the error of the whole step.
func errorsOf(step urlbuilder.Step, index int) []Error {
	var found []Error
	add := func(err error) {
		if err != nil {
			e := errorOf(err)
			e.Step = index + 1
			found = append(found, e)
		}
	}
	for _, p := range step {
		add(urlbuilder.Chain{{p}}.Check())
	}
	if len(found) == 0 {
		add(urlbuilder.Chain{step}.Check())
	}
	return found
}

// errorOf returns an error without its place.
func errorOf(err error) Error {
	b, ok := errors.AsType[*urlbuilder.BuildError](err)
	if !ok {
		return Error{Reason: err.Error(), Message: err.Error()}
	}
	e := Error{Step: b.Step, Param: b.Param, Value: b.Value, Reason: b.Reason, span: span{b.Start, b.End}}
	if b.Err != nil {
		e.Reason = strings.TrimLeft(e.Reason+": "+b.Err.Error(), ": ")
	}
	shown := *b
	shown.Step = 0
	e.Message = strings.TrimPrefix(shown.Error(), "urlbuilder: "+b.Field)
	e.Message = strings.TrimLeft(e.Message, ": ")
	return e
}

// placeErrors adds each error to the parameter that it concerns, and the place of the parameter to the error.
func (e *Explanation) placeErrors() {
	spans := findSpans(e.Chain, e.Errors)
	for i := range e.Errors {
		err := &e.Errors[i]
		if err.Step > 0 && err.Step <= len(e.Steps) {
			mark([]Step{e.Steps[err.Step-1]}, err)
		}
		if spans[i] != (span{}) {
			err.Place = spans[i].in(e.Chain)
		}
	}
}

// mark adds the error to the first node that it concerns, also in layers and conditions.
func mark(steps []Step, err *Error) bool {
	for _, step := range steps {
		for i := range step {
			if step[i].mark(err) {
				return true
			}
		}
	}
	return false
}

func (n *Node) mark(err *Error) bool {
	code := cmp.Or(n.Code, n.Text)
	if n.Code == "raw" {
		code = n.Text
	}
	if code == err.Param && n.Value == err.Value && n.Error == "" {
		n.Error = err.Reason
		return true
	}
	switch {
	case n.Layer != nil:
		return mark(slices.Concat([]Step{n.Layer.Settings}, n.Layer.Steps), err)
	case n.Condition != nil:
		return mark(slices.Concat(n.Condition.Then, n.Condition.Else), err)
	}
	return false
}

// builderPath returns a path as package urlbuilder expects it, where a percent sign can begin an encoded character.
func builderPath(path string) string { return strings.ReplaceAll(path, "%", "%25") }

// urlsOf returns the URLs of a chain. A position in which the chain cannot be written is left empty.
func urlsOf(in Input, chain urlbuilder.Chain) URLs {
	if chain == nil && in.Text != "" {
		chain = rawChain(in.Text)
	}
	urlOf := func(position urlbuilder.TransformationPosition, dialect urlbuilder.Dialect) string {
		builder, err := urlbuilder.New(urlbuilder.Config{URLEndpoint: in.URLEndpoint, Dialect: dialect})
		if err != nil {
			return ""
		}
		u, err := builder.URL(urlbuilder.Options{
			Path: builderPath(in.Path), Transformation: chain, TransformationPosition: position,
		})
		if err != nil {
			return ""
		}
		return u
	}
	return URLs{
		Path:  urlOf(urlbuilder.PathPosition, urlbuilder.Classic),
		Query: urlOf(urlbuilder.QueryPosition, urlbuilder.Current), // which leaves the transformation readable
	}
}
