package decode_test

import (
	"fmt"
	"math"
	"runtime"
	"strings"
	"testing"

	"github.com/openimagekit/imagekit/internal/decode"
	"github.com/openimagekit/imagekit/internal/race"
)

// numbered returns a function that formats the numbers below n, separated by commas.
func numbered(format string) func(n int) string {
	return func(n int) string {
		var b strings.Builder
		for i := range n {
			if i > 0 {
				b.WriteByte(',')
			}
			fmt.Fprintf(&b, format, i)
		}
		return b.String()
	}
}

// repeated returns a function that repeats an element n times, separated by commas.
func repeated(element string) func(n int) string {
	return func(n int) string { return strings.Repeat(element+",", n-1) + element }
}

// shapes are objects that need much memory for their length: before, n parts and after.
var shapes = map[string]struct {
	before string
	parts  func(n int) string
	after  string
}{
	"objects in any":            {`"any":[`, repeated(`{}`), `]`},
	"objects with one entry":    {`"any":[`, repeated(`{"":0}`), `]`},
	"objects with nine entries": {`"any":[`, repeated(`{"1":0,"2":0,"3":0,"4":0,"5":0,"6":0,"7":0,"8":0,"9":0}`), `]`},
	"arrays in any":             {`"any":[`, repeated(`[]`), `]`},
	"numbers in any":            {`"any":[`, repeated(`0`), `]`},
	"texts in any":              {`"any":[`, repeated(`""`), `]`},
	"long texts in any":         {`"any":[`, repeated(`"` + strings.Repeat("x", 100) + `"`), `]`},
	"entries of a map":          {`"custom":{`, numbered(`"%x":0`), `}`},
	"texts in a map":            {`"custom":{`, numbered(`"%x":""`), `}`},
	"objects in a map":          {`"custom":{`, numbered(`"%x":{}`), `}`},
	"structs in a map":          {`"named":{`, numbered(`"%x":{}`), `}`},
	"structs in a list":         {`"versions":[`, repeated(`{}`), `]`},
	"texts in a list":           {`"tags":[`, repeated(`""`), `]`},
	"numbers in a list":         {`"sizes":[`, repeated(`0`), `]`},
	"additional numbers":        {`"open":{`, numbered(`"%x":0`), `}`},
	"additional objects":        {`"open":{`, numbered(`"%x":{}`), `}`},
	"repeated property":         {``, repeated(`"open":{}`), ``},
	"repeated pointer":          {``, repeated(`"limit":0`), ``},
	"repeated date":             {``, repeated(`"createdAt":"2026-01-02T03:04:05Z"`), ``},
	"repeated union":            {``, repeated(`"union":{}`), ``},
	"unknown properties":        {``, numbered(`"%x":0`), ``},
	"an escaped text":           {`"name":"`, func(n int) string { return strings.Repeat(`\n`, n) }, `"`},
	"a text that is not UTF-8":  {`"name":"`, func(n int) string { return strings.Repeat("\xff", n) }, `"`},
	"a name that is not UTF-8":  {`"custom":{"`, func(n int) string { return strings.Repeat("\xff", n) }, `":0}`},
	"a long name":               {`"custom":{"`, func(n int) string { return strings.Repeat("x", n) }, `":0}`},
	"an escaped name":           {`"custom":{"`, func(n int) string { return strings.Repeat(`\n`, n) }, `":0}`},
	"large union":               {`"union":[`, repeated(`{}`), `]`},
	"a deep array": {`"any":[`, func(n int) string {
		return strings.Repeat(`[`, n/1000) +
			strings.Repeat(`]`, n/1000)
	}, `]`},
	"elements that do not fit":   {`"tags":[`, repeated(`0`), `]`},
	"objects that do not fit":    {`"tags":[`, repeated(`{"a":0}`), `]`},
	"values that do not fit":     {`"named":{`, numbered(`"%x":0`), `}`},
	"fractions that do not fit":  {`"sizes":[`, repeated(`1.5`), `]`},
	"additional that do not fit": {`"open":{`, repeated(`"ISO":[]`), `}`},
	"pointers that do not fit":   {``, repeated(`"limit":""`), ``},
}

// TestMemoryFor decodes each shape strictly and leniently, and measures the allocated bytes.
func TestMemoryFor(t *testing.T) {
	if race.Enabled {
		t.Skip("the race detector lets sync.Pool drop objects")
	}
	const values = 7_500 // a size at which a map has just grown
	for name, shape := range shapes {
		text := `{` + shape.before + shape.parts(values) + shape.after + `}`
		for way, decodeText := range map[string]func([]byte) (asset, decode.Mismatches, error){
			"strictly": func(text []byte) (asset, decode.Mismatches, error) {
				return decode.Value[asset](text,
					decode.Limits{})
			},
			"leniently": decode.Leniently[asset],
		} {
			if way == "strictly" && strings.Contains(name, "not fit") {
				continue // strict decoding fails
			}
			allocated := measure(t, func() error {
				_, _, err := decodeText([]byte(text))
				return err
			}) - int64(len(text)) // the copy of text
			if limit := decode.MemoryFor([]byte(text)) + fixed; allocated > limit {
				t.Errorf("%s, %s: decoding %d bytes allocated %d, want at most %d",
					name, way, len(text), allocated, limit)
			}
		}
	}
}

// TestMemoryFor_UnequalElements decodes lists whose first elements are much shorter than the last one.
func TestMemoryFor_UnequalElements(t *testing.T) {
	if race.Enabled {
		t.Skip("the race detector lets sync.Pool drop objects")
	}
	for _, short := range []int{1, 2, 9, 10, 80, 100, 700, 2000} {
		text := `[` + strings.Repeat(`{},`, short) + `{"name":"` + strings.Repeat("x", 1<<20) + `"}]`
		allocated := measure(t, func() error {
			_, _, err := decode.Value[[]asset]([]byte(text), decode.Limits{})
			return err
		}) - int64(len(text)) // the copy of text
		if limit := decode.MemoryFor([]byte(text)) + fixed; allocated > limit {
			t.Errorf("%d short elements: allocated %d bytes, want at most %d", short, allocated, limit)
		}
	}
}

// fixed is the number of bytes that decoding allocates for any text.
const fixed = 64 << 10

// measure returns how many bytes f allocates: the least of three runs, because a garbage collection can empty the pools
// of buffers.
func measure(t *testing.T, f func() error) int64 {
	t.Helper()
	least := int64(math.MaxInt64)
	for range 3 {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		err := f()
		runtime.ReadMemStats(&after)
		if err != nil {
			t.Error(err)
		}
		least = min(least, int64(after.TotalAlloc-before.TotalAlloc))
	}
	return least
}
