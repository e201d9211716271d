package library

import (
	"fmt"
	"strings"
	"testing"
)

func TestCheckTransformation_ManyUnknown(t *testing.T) {
	t.Parallel()
	var text strings.Builder
	for i := range 200_000 {
		fmt.Fprintf(&text, "unknown%d-1,", i)
	}
	unknown, err := checkTransformation(text.String()+"w-1", func(string) bool { return true })
	if err != nil || len(unknown) != 100 || unknown[99] != "unknown99" {
		t.Errorf("%d unknown parameters, error %v", len(unknown), err)
	}
}
