package faults_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/faults"
)

// set sets a field to a valid value.
func set(t *testing.T, f *faults.Fault, field string) {
	t.Helper()
	switch field {
	case "after":
		f.After = 1
	case "count":
		f.Count = 1
	case "latency":
		f.Latency = time.Second
	case "status":
		f.Status = 500
	case "message":
		f.Message = "no"
	case "retryAfter":
		f.RetryAfter = time.Second
	case "rateLimitReset":
		f.RateLimitReset = time.Second
	case "headers":
		f.Headers = map[string]string{"X-A": "b"}
	case "executed":
		f.Executed = true
	case "bytes":
		f.Bytes = 1
	case "interval":
		f.Interval = time.Second
	case "contentType":
		f.ContentType = "text/plain"
	default:
		t.Fatalf("unknown field %q", field)
	}
}

// TestKinds checks that faults with exactly the described fields are valid, and that no kind and no field is missing.
func TestKinds(t *testing.T) {
	t.Parallel()
	i, _ := newInjector(t)
	_, err := i.Add(faults.Fault{Kind: "bang"})
	kinds := faults.Kinds()
	var names []faults.Kind
	for _, k := range kinds {
		names = append(names, k.Kind)
		if k.Summary == "" {
			t.Errorf("%s has no summary", k.Kind)
		}
		f := faults.Fault{Kind: k.Kind}
		if k.Required != "" {
			if _, err := i.Add(f); err == nil {
				t.Errorf("%s does not need %s", k.Kind, k.Required)
			}
			set(t, &f, k.Required)
			add(t, i, f)
		}
		for _, field := range faults.Fields() {
			used := slices.Contains(append(k.Fields, "after", "count", "latency"), field.Name)
			changed := f
			set(t, &changed, field.Name)
			if _, err := i.Add(changed); (err == nil) != used {
				t.Errorf("%s with %s: %v, want it to be used: %t", k.Kind, field.Name, err, used)
			}
		}
	}
	slices.Sort(names)
	if want := fmt.Sprintf("unknown kind %q; the kinds are %v", "bang", names); err == nil || err.Error() != want {
		t.Errorf("the error is %v, want %s", err, want)
	}
}

func TestFields_Bounds(t *testing.T) {
	t.Parallel()
	i, _ := newInjector(t)
	all := faults.Fields()
	at := slices.IndexFunc(all, func(f faults.FieldDescription) bool { return f.Name == "status" })
	for status := all[at].Minimum - 1; status <= all[at].Maximum+1; status++ {
		want := status >= all[at].Minimum && status <= all[at].Maximum && !slices.Contains(all[at].Exclude, status)
		if _, err := i.Add(faults.Fault{Kind: faults.Status, Status: status}); (err == nil) != want {
			t.Errorf("status %d: %v", status, err)
		}
	}
}
