package urlbuilder_test

import (
	"encoding/json"
	"strings"
	"testing"

	. "github.com/openimagekit/imagekit/urlbuilder"
)

func TestBuilder_Parse_Limits(t *testing.T) {
	t.Parallel()
	b := demo(t, PathPosition, Classic)
	nested := func(n int) string {
		return "https://ik.imagekit.io/demo/tr:" + strings.Repeat("l-text,i-a,", n) + "w-1" +
			strings.Repeat(",l-end", n) + "/a.jpg"
	}
	if o, err := b.Parse(nested(20)); err != nil || o.Path != "/a.jpg" {
		t.Errorf("20 layers: %v, %v", o, err)
	}
	if _, err := b.Parse(nested(21)); !isBuildError(err, "Transformation") {
		t.Errorf("21 layers: %v", err)
	}
	o, err := b.Parse("https://ik.imagekit.io/demo/a.jpg?v=1#x?ik-s=1&ik-t=2")
	if err != nil || o.Path != "/a.jpg" || len(o.QueryParameters) != 1 || o.QueryParameters[0].Value != "1" ||
		o.Signed {
		t.Errorf("fragment: %+v, %v", o, err)
	}
	o, err = b.Parse("https://ik.imagekit.io/demo/tr:l-cube,i-a,l-end/a.jpg")
	if err != nil {
		t.Fatal(err)
	}
	if text, err := json.Marshal(o.Transformation); err != nil || string(text) != `[{"raw":"l-cube,i-a,l-end"}]` {
		t.Errorf("unknown layer: got %s, %v", text, err)
	}
}
