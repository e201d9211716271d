package union_test

import (
	"math"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/openimagekit/imagekit/internal/union"
)

// TestMarshal_Unencodable encodes a value that JSON cannot represent. The error is returned when the union is sent.
func TestMarshal_Unencodable(t *testing.T) {
	t.Parallel()
	u := union.Encode(map[string]float64{"a": math.NaN()})
	if text, err := union.Marshal(u); err == nil || !strings.Contains(err.Error(), "NaN") {
		t.Errorf("got %s, %v, want an error about NaN", text, err)
	}
	if got := union.String(u, nil); !strings.HasPrefix(got, "invalid: ") {
		t.Errorf("printed as %s", got)
	}
}

func TestString_Long(t *testing.T) {
	t.Parallel()
	got := union.String([]byte(`{"a":"`+strings.Repeat("é", 1000)+`"}`), nil)
	if !utf8.ValidString(got) || !strings.HasSuffix(got, "é…") || len(got) > 310 {
		t.Errorf("printed as %d bytes: %s", len(got), got)
	}
}
