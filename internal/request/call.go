// Package request describes calls of the API: a generated method fills in a [Call], and package imagekit carries it
// out.
package request

import (
	"fmt"
	"net/url"
	"reflect"
	"strings"

	"github.com/openimagekit/imagekit/internal/encode"
	"github.com/openimagekit/imagekit/internal/multipart"
)

// Call is one call of an operation. The zero value of each field means "none".
type Call struct {
	Operation      string // operationId in openapi.yaml
	Method         string
	Server         string          // base URL, if openapi.yaml has one for this operation
	Path           string          // template with {parameters}
	Idempotent     bool            // carrying it out twice leaves the account as if it was carried out once
	SelfAuthorized bool            // the body carries credentials, so the private key must not be sent
	Routes         []Route         // of all operations, if the call has path parameters
	Result         any             // pointer to decode a JSON response into
	Credentials    map[string]bool // names of the properties of the body that are credentials

	MaxResponseBytes    int64    // maximum length of the response; [decode.DefaultMaxBytes] if 0
	MaxItems            int      // maximum number of elements of a result that is a list
	IdentifiedBy        []string // at least one of these properties is in the result
	StatusWithoutResult int      // status of a success whose response may lack the result

	pathParams []param
	query      strings.Builder
	json       any
	form       *multipart.Form
	problem    *Problem
}

type param struct{ name, value string }

// Problem is an argument that cannot be sent.
type Problem struct {
	Argument string // name in openapi.yaml, or of the request option
	Reason   string
}

func (c *Call) reject(argument, format string, args ...any) {
	if c.problem == nil {
		c.problem = &Problem{Argument: argument, Reason: fmt.Sprintf(format, args...)}
	}
}

// Problem returns the first argument that cannot be sent, or nil.
func (c *Call) Problem() *Problem {
	if c.problem == nil && len(c.pathParams) > 0 {
		c.checkRoutes()
	}
	return c.problem
}

// Form returns the multipart body of the call, or nil.
func (c *Call) Form() *multipart.Form { return c.form }

// PathParam sets a path parameter. A value that would lead to another operation is a problem.
func (c *Call) PathParam(name, value string) {
	switch value {
	case "":
		c.reject(name, "must not be empty")
	case ".", "..":
		c.reject(name, "must not be %q", value)
	}
	c.pathParams = append(c.pathParams, param{name, value})
}

// Require makes an empty value of a required argument a problem.
func (c *Call) Require(name string, value any) {
	if source, ok := value.(multipart.Source); ok {
		if err := source.Check(); err != nil {
			c.reject(name, "%v", err)
		}
		return
	}
	if v := reflect.ValueOf(value); v.IsZero() || v.Kind() == reflect.Slice && v.Len() == 0 {
		c.reject(name, "must not be empty")
	}
}

// QueryParam adds a query parameter unless value is nil or an empty slice.
func (c *Call) QueryParam(name string, value any) {
	text, ok, err := plainText(value)
	if err != nil {
		c.reject(name, "%v", err)
	}
	if !ok {
		return
	}
	if c.query.Len() > 0 {
		c.query.WriteByte('&')
	}
	c.query.WriteString(url.QueryEscape(name) + "=" + url.QueryEscape(text))
}

// JSON sets a JSON body.
func (c *Call) JSON(body any) { c.json = body }

// TextPart adds a text part to a multipart body unless value is nil or an empty slice; elements of a slice are joined
// by commas.
func (c *Call) TextPart(name string, value any) {
	text, ok, err := plainText(value)
	if err != nil {
		c.reject(name, "%v", err)
	}
	if ok {
		c.addForm().Set(name, text)
	}
}

// JSONPart adds a part that contains JSON unless value is nil or empty. As in the reference SDKs, the part has no
// Content-Type.
func (c *Call) JSONPart(name string, value any) {
	if v := reflect.ValueOf(value); !v.IsValid() || v.IsZero() || v.Kind() == reflect.Slice && v.Len() == 0 {
		return
	}
	text, err := encode.JSON(value)
	if err != nil {
		c.reject(name, "%v", err)
		return
	}
	c.addForm().Set(name, string(text))
}

// FilePart adds the file, which is sent last.
func (c *Call) FilePart(name string, file multipart.Source) {
	c.addForm().SetFile(name, file)
}

// addForm returns the form, which it creates if necessary.
func (c *Call) addForm() *multipart.Form {
	if c.form == nil {
		c.form = &multipart.Form{}
	}
	return c.form
}

// RequestPath returns the escaped path.
func (c *Call) RequestPath() string {
	path := c.Path
	for _, p := range c.pathParams {
		path = strings.Replace(path, "{"+p.name+"}", url.PathEscape(p.value), 1)
	}
	return path
}

// RawQuery returns the encoded query without the question mark.
func (c *Call) RawQuery() string { return c.query.String() }

// JSONBody returns the encoded JSON body, or nil if the call has none.
func (c *Call) JSONBody() ([]byte, error) {
	if c.json == nil {
		return nil, nil
	}
	return encode.JSON(c.json)
}
