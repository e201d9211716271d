package main

import (
	"fmt"
	"time"

	"github.com/openimagekit/imagekit/urlbuilder"
)

// clock is the current time of all URLs, in epoch seconds.
const clock = 1_700_000_000

const (
	defaultEndpoint = "https://ik.imagekit.io/demo"
	privateKey      = "private_test"
)

// input has the options of a URL, which is built in both dialects and both positions.
type input struct {
	name     string // name of the place or of the generator
	endpoint string
	options  urlbuilder.Options
	uses     []string // functions of package urlbuilder that made the transformation
	// sameText means that the decoded transformation is the same in all four URLs.
	sameText bool
	err      error // error of making the options
}

// line is the output for one input.
type line struct {
	Name    string            `json:"name"`
	Input   string            `json:"input"` // description
	Uses    []string          `json:"uses,omitempty"`
	Same    bool              `json:"same,omitzero"`
	Results map[string]result `json:"results"` // by dialect and position
}

var dialects = map[string]urlbuilder.Dialect{"classic": urlbuilder.Classic, "current": urlbuilder.Current}

var positions = map[string]urlbuilder.TransformationPosition{
	"path": urlbuilder.PathPosition, "query": urlbuilder.QueryPosition,
}

func (in *input) build() line {
	l := line{Name: in.name, Input: in.String(), Uses: in.uses, Same: in.sameText, Results: map[string]result{}}
	for dialect, d := range dialects {
		for position, p := range positions {
			l.Results[dialect+" "+position] = in.buildAs(d, p)
		}
	}
	return l
}

func (in *input) buildAs(dialect urlbuilder.Dialect, position urlbuilder.TransformationPosition) result {
	if in.err != nil {
		return newResult("", in.err)
	}
	builder, err := urlbuilder.New(urlbuilder.Config{
		URLEndpoint: in.endpoint, PrivateKey: privateKey, Dialect: dialect, TransformationPosition: position,
		Now: func() time.Time { return time.Unix(clock, 0) },
	})
	if err != nil {
		return newResult("", err)
	}
	r := newResult(builder.URL(in.options))
	if r.Error == "" && (in.options.Signed || in.options.ExpiresIn > 0) && in.options.URLEndpoint == "" {
		r.Verify = fmt.Sprint(builder.Verify(r.URL, urlbuilder.VerifyOptions{}))
	}
	return r
}

// String returns a description with which the input can be repeated.
func (in *input) String() string {
	o := in.options
	text := fmt.Sprintf("endpoint %q path %q src %q query %+q signed %t",
		in.endpoint, o.Path, o.Src, o.QueryParameters, o.Signed)
	if o.URLEndpoint != "" {
		text += fmt.Sprintf(" own endpoint %q", o.URLEndpoint)
	}
	if o.ExpiresIn != 0 {
		text += fmt.Sprintf(" expires in %v", o.ExpiresIn)
	}
	if len(o.Transformation) > 0 {
		text += " transformation " + describe(o.Transformation)
	}
	return text
}

// describe returns a chain as a tree of names and values.
func describe(chain urlbuilder.Chain) string {
	text := "["
	for _, step := range chain {
		text += "{"
		for i, p := range step {
			if i > 0 {
				text += " "
			}
			if layer, ok := p.Layer(); ok {
				o := layer.LayerOptions
				o.Transformation = nil
				text += fmt.Sprintf("%s(%q %q %+v %s)", p.Name(), layer.Input, layer.Color, o,
					describe(layer.Transformation))
				continue
			}
			text += fmt.Sprintf("%q=%q", p.Name(), p.Value())
		}
		text += "}"
	}
	return text + "]"
}
