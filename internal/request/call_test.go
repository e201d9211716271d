package request_test

import (
	"math"
	"testing"

	"github.com/openimagekit/imagekit/internal/multipart"
	"github.com/openimagekit/imagekit/internal/request"
)

func TestCall_Require(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		value any
		want  string // empty for no problem
	}{
		"a text":           {"x", ""},
		"no text":          {"", "must not be empty"},
		"a list":           {[]string{""}, ""},
		"no list":          {[]string(nil), "must not be empty"},
		"an empty list":    {[]string{}, "must not be empty"},
		"false in pointer": {new(false), ""},
		"a file":           {multipart.FromBytes(nil), ""},
		"no file":          {multipart.Source{}, "must not be empty"},
	} {
		var call request.Call
		call.Require("argument", test.value)
		switch problem := call.Problem(); {
		case problem == nil:
			if test.want != "" {
				t.Errorf("%s: no problem, want %q", name, test.want)
			}
		case problem.Argument != "argument" || problem.Reason != test.want:
			t.Errorf("%s: got %+v, want %q", name, problem, test.want)
		}
	}
}

func TestCall_QueryParam_Numbers(t *testing.T) {
	t.Parallel()
	var call request.Call
	call.QueryParam("a", 0.1)
	call.QueryParam("b", 1e21)
	call.QueryParam("c", int64(math.MaxInt64))
	call.QueryParam("d", (*float64)(nil))
	const want = "a=0.1&b=1000000000000000000000&c=9223372036854775807"
	if got := call.RawQuery(); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestCall_Identifies(t *testing.T) {
	t.Parallel()
	type result struct {
		ID  string `json:"id"`
		URL string `json:"url"`
	}
	own, other := &result{}, &result{}
	call := request.Call{Result: own, IdentifiedBy: []string{"id", "url"}}
	if call.Identifies(own) {
		t.Error("Identifies is true for a result without an id")
	}
	if !call.Identifies(other) {
		t.Error("Identifies is false for a result other than that of the call")
	}
	if own.URL = "u"; !call.Identifies(own) {
		t.Error("Identifies is false for a result with one of the properties")
	}
}
