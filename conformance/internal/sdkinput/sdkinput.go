// Package sdkinput builds URLs from the argument objects of the Node SDKs, which are the inputs of the url vectors.
package sdkinput

import (
	"bytes"
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"time"

	jsonv2 "github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/openimagekit/imagekit/urlbuilder"
)

// Vector is a call of a Node SDK that builds a URL.
type Vector struct {
	Dialect string // classic or current
	Config  Config
	Now     int64           // current time in epoch seconds
	Input   json.RawMessage // argument of the call; the order of its keys is significant
}

// Config has the options of the SDK's client.
type Config struct {
	PublicKey, PrivateKey, URLEndpoint, TransformationPosition string
}

// arguments is the argument object of a call that builds a URL.
type arguments struct {
	Path, Src, URLEndpoint string
	TransformationPosition string
	Transformation         urlbuilder.Chain
	QueryParameters        orderedParameters
	Signed                 bool
	ExpireSeconds          json.RawMessage // classic
	ExpiresIn              json.RawMessage // current
}

// URL builds the URL of the vector with package urlbuilder.
func (v Vector) URL() (string, error) {
	var in arguments
	if err := jsonv2.Unmarshal(v.Input, &in, lenientJSON); err != nil {
		return "", err
	}
	config := urlbuilder.Config{
		URLEndpoint: v.Config.URLEndpoint, PrivateKey: v.Config.PrivateKey,
		TransformationPosition: position(v.Config.TransformationPosition),
		Now:                    func() time.Time { return time.Unix(v.Now, 0) },
	}
	if v.Dialect == "current" {
		config.Dialect = urlbuilder.Current
	}
	builder, err := urlbuilder.New(config)
	if err != nil {
		return "", err
	}
	return builder.URL(in.options(v.Dialect))
}

func (in *arguments) options(dialect string) urlbuilder.Options {
	o := urlbuilder.Options{
		Path: in.Path, Src: in.Src, URLEndpoint: in.URLEndpoint, Transformation: in.Transformation,
		TransformationPosition: position(in.TransformationPosition), QueryParameters: in.QueryParameters,
		Signed: in.Signed,
	}
	if dialect == "current" {
		if !strings.HasPrefix(o.Src, "http://") && !strings.HasPrefix(o.Src, "https://") {
			o.Path, o.Src = o.Src, "" // a src that is not a complete URL is a path
		}
		o.ExpiresIn = seconds(in.ExpiresIn)
		o.Signed = o.Signed || number(in.ExpiresIn) > 0 // less than one second signs the URL without an expiry time
		return o
	}
	if o.Path != "" {
		o.Src = "" // the path has precedence
	}
	if in.Signed {
		o.ExpiresIn = seconds(in.ExpireSeconds)
	}
	return o
}

// IsNoPath reports whether err means that the call has neither a path nor a source. The SDKs return an empty URL then.
func IsNoPath(err error) bool {
	e, ok := errors.AsType[*urlbuilder.BuildError](err)
	return ok && e.Value == "" && (e.Field == "Path" || e.Field == "Src" && e.Err == nil)
}

func position(name string) urlbuilder.TransformationPosition {
	switch name {
	case "path":
		return urlbuilder.PathPosition
	case "query":
		return urlbuilder.QueryPosition
	}
	return urlbuilder.DefaultPosition
}

// seconds returns the number of seconds in raw, which is a number or a string. Like the SDKs, it truncates the number
// to an integer. It returns 0 if the number is negative.
func seconds(raw json.RawMessage) time.Duration {
	return time.Duration(int64(max(number(raw), 0))) * time.Second
}

func number(raw json.RawMessage) float64 {
	n, err := strconv.ParseFloat(strings.Trim(string(raw), `"`), 64)
	if err != nil {
		return 0
	}
	return n
}

// orderedParameters are query parameters in the order of their keys.
type orderedParameters []urlbuilder.QueryParameter

// UnmarshalJSON implements [json.Unmarshaler].
func (p *orderedParameters) UnmarshalJSON(b []byte) error {
	decoder := jsontext.NewDecoder(bytes.NewReader(b), lenientJSON)
	if decoder.PeekKind() == jsontext.KindNull {
		return nil
	}
	if _, err := decoder.ReadToken(); err != nil { // the opening brace
		return err
	}
	for decoder.PeekKind() != jsontext.KindEndObject {
		name, err := decoder.ReadToken()
		if err != nil {
			return err
		}
		parameter := urlbuilder.QueryParameter{Name: name.String()}
		value, err := decoder.ReadValue()
		if err != nil {
			return err
		}
		parameter.Value = string(value)
		if value.Kind() == jsontext.KindString {
			if err := jsonv2.Unmarshal(value, &parameter.Value, lenientJSON); err != nil {
				return err
			}
		}
		*p = append(*p, parameter)
	}
	return nil
}

// lenientJSON are options for JSON that JavaScript accepts.
var lenientJSON = jsonv2.JoinOptions(
	jsonv2.MatchCaseInsensitiveNames(true), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
