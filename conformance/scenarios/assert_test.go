package scenarios_test

import (
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/internal/check"
)

// wantError checks that an error wraps kind, that its fields are set, and that its message and reason contain all
// words.
func wantError(t *testing.T, err, kind error, words ...string) {
	t.Helper()
	e, ok := errors.AsType[*imagekit.Error](err)
	if !ok || !errors.Is(err, kind) {
		t.Fatalf("error %v, want one that wraps %q", err, kind)
	}
	if e.Operation == "" || e.Method == "" || e.Path == "" || e.Message == "" || e.Help == "" || e.RequestID == "" {
		t.Errorf("a field of the error is empty: %+v", e)
	}
	for _, word := range words {
		if !strings.Contains(e.Message+" "+e.Reason, word) {
			t.Errorf("the error is %q (%s), want one that contains %q", e.Message, e.Reason, word)
		}
	}
}

// wantNotConfigured checks that an error names the missing option.
func wantNotConfigured(t *testing.T, err error, option string) {
	t.Helper()
	e, ok := errors.AsType[*imagekit.ConfigError](err)
	if !ok || !errors.Is(err, imagekit.ErrNotConfigured) || e.Option != option {
		t.Errorf("error %v, want one about %s", err, option)
	}
}

// wantEqual fails the test unless two values are deeply equal.
func wantEqual[T any](t *testing.T, what string, got, want T) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%s is %+v, want %+v", what, got, want)
	}
}

// wantMissing checks that the body of an error lists exactly the given ids as missing files.
func wantMissing(t *testing.T, err error, ids ...string) {
	t.Helper()
	e, _ := errors.AsType[*imagekit.Error](err)
	var body imagekit.ErrorBody
	check.NoError(t, json.Unmarshal(e.Body, &body))
	wantEqual(t, "missing files", body.MissingFileIDs, ids)
}
