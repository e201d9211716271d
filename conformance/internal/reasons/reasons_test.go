package reasons_test

import (
	"slices"
	"testing"

	"github.com/openimagekit/imagekit/conformance/internal/reasons"
)

func TestExplain(t *testing.T) {
	t.Parallel()
	differences := []string{
		"GET /a 200 size: types: number in vendor, integer in local", "GET /a 404: only in local",
		"GET /b?: only in vendor", "GET /bc: only in vendor", `GET /a 400: message "No (2)." only in vendor`,
	}
	all, unused := reasons.Explain(differences, []reasons.Reason{
		{"Sizes are whole.", []string{"* size: types: number in vendor, integer in local", "GET /a 20? *"}},
		{"All can fail.", []string{"* 4??: only in local", "GET /a 404*"}},
		{"One letter.", []string{"GET /b?: only in vendor", "GET /?: *"}},
		{"Not an expression.", []string{`GET /a 400: message "No (2)." only in vendor`, "GET .a*"}},
	})
	want := []string{"Sizes are whole.", "All can fail.", "One letter.", "One letter.", "Not an expression."}
	for i, e := range all {
		if e.Difference != differences[i] || e.Reason != want[i] {
			t.Errorf("%q has the reason %q, want %q for %q", e.Difference, e.Reason, want[i], differences[i])
		}
	}
	if want := []string{"GET /?: *", "GET .a*"}; !slices.Equal(unused, want) {
		t.Errorf("unused are %q, want %q", unused, want)
	}
	hasReason := func(e reasons.Explained) bool { return e.Reason != "" }
	if all, _ := reasons.Explain(differences, nil); slices.ContainsFunc(all, hasReason) {
		t.Errorf("without reasons: %q", all)
	}
}

func TestRead(t *testing.T) {
	t.Parallel()
	all, err := reasons.Read([]byte("- {reason: a, differences: [b, c]}\n- {reason: d, differences: [e]}"))
	if err != nil || len(all) != 2 || all[0].Reason != "a" || !slices.Equal(all[0].Differences, []string{"b", "c"}) {
		t.Errorf("%v, %v", all, err)
	}
	if all, err := reasons.Read([]byte("[]")); err != nil || len(all) != 0 {
		t.Errorf("no reasons: %v, %v", all, err)
	}
	for _, broken := range []string{
		"", "1", "- reason: a", "- differences: [a]", "- {reason: a, differences: []}",
		"- {reason: a, differences: [b], why: c}",
	} {
		if all, err := reasons.Read([]byte(broken)); err == nil {
			t.Errorf("%q: %v", broken, all)
		}
	}
}
