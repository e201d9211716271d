package contract_test

import (
	"encoding/json"
	"errors"
	"reflect"
	"testing"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/internal/check"
	"github.com/openimagekit/imagekit/conformance/internal/exchanges"
)

func TestPathParameters(t *testing.T) {
	t.Parallel()
	tested := 0
	for id, op := range operations(t) {
		for i, name := range op.pathNames() {
			tested++
			t.Run(id+" "+name, func(t *testing.T) {
				t.Parallel()
				assertPathParameter(t, op, i, name)
			})
		}
	}
	if tested == 0 {
		t.Error("no operation has path parameters")
	}
}

// assertPathParameter passes values to path parameter number i of an operation. The client must reject values that
// cannot be a path segment, and send all others unchanged.
func assertPathParameter(t *testing.T, op operationSpec, i int, name string) {
	t.Helper()
	s := newService(t, op.successReplies(t)[0])
	c := s.client(t)
	for _, value := range []string{"", ".", ".."} {
		assertRejected(t, s, op, name, value, callWithPathValue(t, c, op, i, value))
	}
	for _, value := range pathSegments {
		if err := callWithPathValue(t, c, op, i, value); err != nil {
			t.Errorf("%q: %v", value, err)
			continue
		}
		assertPathValues(t, op, s.onlyRequest(t), name, value)
	}
}

// pathSegments are values that must arrive as one segment of the path.
var pathSegments = []string{
	"a", "a/b", "/", "a/../b", "../..", "...", ". .", "a b", " ", "é", "日本", "%", "%2e", "%2E%2e", "%2f", "a?b#c",
	"a+b", "a&b=c",
	"a;b", "a:b", "@", "~", `\`, `"`, "{versionId}", "{fileId}", "\x00", "a\nb", "\xff",
}

func assertRejected(t *testing.T, s *service, op operationSpec, name, value string, err error) {
	t.Helper()
	var refused *imagekit.ArgumentError
	if !errors.As(err, &refused) {
		t.Errorf("%q: error is %T %v, want an ArgumentError", value, err, err)
	} else if refused.Operation != op.OperationID || refused.Argument != name {
		t.Errorf("%q: the error names the argument %s of %s", value, refused.Argument, refused.Operation)
	}
	if !errors.Is(err, imagekit.ErrInvalidRequest) {
		t.Errorf("%q: the error is not an ErrInvalidRequest", value)
	}
	if requests := s.takeRequests(); len(requests) > 0 {
		t.Errorf("%q: the request %s was sent", value, requests[0].RequestURI)
	}
}

func assertPathValues(t *testing.T, op operationSpec, r *receivedRequest, name, value string) {
	t.Helper()
	values, ok := op.pathValues(r)
	if !ok || r.URL.RawQuery != "" || r.URL.Fragment != "" {
		t.Errorf("%q: the path %s does not match %s", value, r.RequestURI, op.Path)
		return
	}
	for _, other := range op.pathNames() {
		want := otherSegment
		if other == name {
			want = value
		}
		if values[other] != want {
			t.Errorf("%q: %s arrives as %q, want %q", value, other, values[other], want)
		}
	}
}

// otherSegment is the value of the path parameters that are not under test.
const otherSegment = "other"

// callWithPathValue calls an operation with its body from the table, and with value as its path parameter number i.
func callWithPathValue(t *testing.T, c *imagekit.Client, op operationSpec, i int, value string) error {
	t.Helper()
	method := reflect.ValueOf(c).MethodByName(methodName(op.OperationID))
	args := []reflect.Value{reflect.ValueOf(t.Context())}
	for n := range op.pathNames() {
		arg := otherSegment
		if n == i {
			arg = value
		}
		args = append(args, reflect.ValueOf(arg))
	}
	if op.RequestMedia("application/json") != nil {
		args = append(args, exchangeBody(t, op.OperationID, method.Type().In(len(args))))
	}
	results := method.Call(args)
	err, _ := results[len(results)-1].Interface().(error)
	return err
}

// exchangeBody returns the body of an operation from the table, decoded into bodyType.
func exchangeBody(t *testing.T, operationID string, bodyType reflect.Type) reflect.Value {
	t.Helper()
	for _, e := range exchanges.All {
		if e.Operation == operationID {
			body := reflect.New(bodyType)
			check.NoError(t, json.Unmarshal([]byte(e.Body), body.Interface()))
			return body.Elem()
		}
	}
	t.Fatalf("the table has no call of %s", operationID)
	return reflect.Value{}
}
