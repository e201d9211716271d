package spec_test

import (
	"testing"

	"github.com/openimagekit/imagekit/conformance/internal/spec"
)

func TestError_Matches(t *testing.T) {
	t.Parallel()
	both := spec.Error{Message: "No file `{filePath}` (yet).", Reason: "FILE_MISSING"}
	for _, test := range []struct {
		e               spec.Error
		message, reason string
		want            bool
	}{
		{both, "No file `/a b.jpg` (yet).", "FILE_MISSING", true},
		{both, "No file `/a b.jpg` (yet).", "", false},
		{both, "No file `` (yet).", "FILE_MISSING", false},
		{both, "No file `/a.jpg` (yet). Sorry.", "FILE_MISSING", false},
		{both, "No file `/a.jpg` [yet].", "FILE_MISSING", false},
		{spec.Error{Message: "No."}, "No.", "ANY", true},
		{spec.Error{Message: "No."}, "No!", "", false},
		{spec.Error{Reason: "TOO_MANY"}, "anything", "TOO_MANY", true},
		{spec.Error{Reason: "TOO_MANY"}, "anything", "", false},
	} {
		if got := test.e.Matches(test.message, test.reason); got != test.want {
			t.Errorf("%+v matches %q and %q: %t", test.e, test.message, test.reason, got)
		}
	}
}
