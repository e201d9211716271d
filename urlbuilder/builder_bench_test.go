package urlbuilder_test

import (
	"crypto/hmac"
	"crypto/sha1" // the service signs with it
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/openimagekit/imagekit/internal/race"
	"github.com/openimagekit/imagekit/urlbuilder"
)

// typicalOptions are options with five parameters in one step and a second step, in the path.
var typicalOptions = urlbuilder.Options{
	Path: "/menu/drinks/coffee.jpg",
	Transformation: urlbuilder.Chain{
		{
			urlbuilder.Width(400), urlbuilder.Height(300), urlbuilder.Quality(80),
			urlbuilder.Format(urlbuilder.FormatWebP), urlbuilder.Focus(urlbuilder.FocusAuto),
		},
		{urlbuilder.Rotation(90)},
	},
}

// buildAtCall builds the URL of typicalOptions from options that are written at the call, as most programs do.
func buildAtCall(b *urlbuilder.Builder, path string) (string, error) {
	return b.URL(urlbuilder.Options{
		Path: path,
		Transformation: urlbuilder.Chain{
			{
				urlbuilder.Width(400), urlbuilder.Height(300), urlbuilder.Quality(80),
				urlbuilder.Format(urlbuilder.FormatWebP), urlbuilder.Focus(urlbuilder.FocusAuto),
			},
			{urlbuilder.Rotation(90)},
		},
	})
}

// prepared returns a Prepared with options, except for their path.
func prepared(t testing.TB, b *urlbuilder.Builder, o urlbuilder.Options) *urlbuilder.Prepared {
	t.Helper()
	o.Path = ""
	p, err := b.Prepare(o)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// expiringOptions returns typicalOptions for a signed URL.
func expiringOptions() urlbuilder.Options {
	o := typicalOptions
	o.ExpiresIn = 5 * time.Minute
	return o
}

var sink string

// The goals are one allocation in each case, at most 1.6 times the time of copying the string if the options are
// prepared, and at most 4 times if the transformation is written at the call.
func BenchmarkURL(b *testing.B) {
	builder := builder(b, "https://ik.imagekit.io/demo")
	built, err := builder.URL(typicalOptions)
	if err != nil {
		b.Fatal(err)
	}
	b.Run("floor=copy", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			sink = strings.Clone(built)
		}
	})
	b.Run("prepared", func(b *testing.B) {
		p := prepared(b, builder, typicalOptions)
		b.ReportAllocs()
		for b.Loop() {
			sink, _ = p.URL("/menu/drinks/coffee.jpg")
		}
	})
	b.Run("ready", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			sink, _ = builder.URL(typicalOptions)
		}
	})
	b.Run("written-at-call", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			sink, _ = buildAtCall(builder, "/menu/drinks/coffee.jpg")
		}
	})
	b.Run("append", func(b *testing.B) {
		buffer := make([]byte, 0, 512)
		b.ReportAllocs()
		for b.Loop() {
			buffer, _ = builder.AppendURL(buffer[:0], typicalOptions)
		}
	})
	b.Run("parallel", func(b *testing.B) {
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				_, _ = builder.URL(typicalOptions)
			}
		})
	})
}

// The goal for prepared URLs that are signed and expire is one allocation, and 1.4 times the sum of a prepared URL
// without a signature and one HMAC-SHA1 with reused state over the same bytes.
func BenchmarkSignedURL(b *testing.B) {
	builder := builder(b, "https://ik.imagekit.io/demo")
	o := expiringOptions()
	built, err := builder.URL(o)
	if err != nil {
		b.Fatal(err)
	}
	tail, _, _ := strings.Cut(strings.TrimPrefix(built, "https://ik.imagekit.io/demo/"), "?")
	text := []byte(tail + "1700000300")
	b.Run("floor=prepared+hmac", func(b *testing.B) {
		p := prepared(b, builder, typicalOptions)
		mac := hmac.New(sha1.New, []byte("private_demo_key"))
		sum := make([]byte, 0, sha1.Size)
		b.ReportAllocs()
		for b.Loop() {
			sink, _ = p.URL("/menu/drinks/coffee.jpg")
			mac.Reset()
			mac.Write(text)
			sum = mac.Sum(sum[:0])
		}
	})
	b.Run("prepared", func(b *testing.B) {
		p := prepared(b, builder, o)
		b.ReportAllocs()
		for b.Loop() {
			sink, _ = p.URL("/menu/drinks/coffee.jpg")
		}
	})
	b.Run("ready", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			sink, _ = builder.URL(o)
		}
	})
	b.Run("append", func(b *testing.B) {
		buffer := make([]byte, 0, 512)
		b.ReportAllocs()
		for b.Loop() {
			buffer, _ = builder.AppendURL(buffer[:0], o)
		}
	})
}

var paramSink urlbuilder.Param

// The functions that return parameters check their values against the table.
func BenchmarkParam(b *testing.B) {
	for _, bench := range []struct {
		name string
		make func() urlbuilder.Param
	}{
		{"number", func() urlbuilder.Param { return urlbuilder.Width(400) }},
		{"expression", func() urlbuilder.Param { return urlbuilder.Width(urlbuilder.Expr("iw_div_2")) }},
		{"word", func() urlbuilder.Param { return urlbuilder.Crop(urlbuilder.CropAtMax) }},
		{"flag", urlbuilder.Grayscale},
		{"color", func() urlbuilder.Param { return urlbuilder.Background("FF0000") }},
		{"parts", func() urlbuilder.Param { return urlbuilder.Border(5, "red") }},
		{"custom", func() urlbuilder.Param { return urlbuilder.Custom("q", "80") }},
	} {
		b.Run(bench.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				paramSink = bench.make()
			}
		})
	}
}

// The time grows linearly with the length of the chain: ns/step stays about the same.
func BenchmarkChainLength(b *testing.B) {
	builder := builder(b, "https://ik.imagekit.io/demo")
	for _, steps := range []int{1, 10, 100} {
		o := urlbuilder.Options{Path: "/a.jpg"}
		for range steps {
			o.Transformation = append(o.Transformation, urlbuilder.Step{urlbuilder.Width(400), urlbuilder.Height(300)})
		}
		b.Run(map[int]string{1: "1", 10: "10", 100: "100"}[steps], func(b *testing.B) {
			for b.Loop() {
				sink, _ = builder.URL(o)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(steps), "ns/step")
		})
	}
}

func TestBuilder_URL_Allocations(t *testing.T) {
	builder := builder(t, "https://ik.imagekit.io/demo")
	buffer := make([]byte, 0, 1024)
	query := typicalOptions
	query.TransformationPosition = urlbuilder.QueryPosition
	query.QueryParameters = []urlbuilder.QueryParameter{{Name: "v", Value: "1"}, {Name: "w", Value: "2"}}
	check := func(name string, want float64, f func()) {
		if got := testing.AllocsPerRun(100, f); got != want && !race.Enabled {
			t.Errorf("%s: %v allocations, want %v", name, got, want)
		}
	}
	for name, o := range map[string]urlbuilder.Options{
		"unsigned": typicalOptions, "signed, expiring": expiringOptions(),
		"query": query,
	} {
		check(name+", URL", 1, func() { sink, _ = builder.URL(o) })
		check(name+", AppendURL", 0, func() { buffer, _ = builder.AppendURL(buffer[:0], o) })
		p := prepared(t, builder, o)
		check(name+", Prepared.URL", 1, func() { sink, _ = p.URL("/menu/drinks/coffee.jpg") })
		check(name+", Prepared.AppendURL", 0, func() { buffer, _ = p.AppendURL(buffer[:0], "/menu/drinks/coffee.jpg") })
	}
	check("written at the call", 1, func() { sink, _ = buildAtCall(builder, "/menu/drinks/coffee.jpg") })
}

func TestBuilder_Responsive_Allocations(t *testing.T) {
	if race.Enabled {
		t.Skip("under the race detector, sync.Pool drops items at random")
	}
	b := builder(t, "https://ik.imagekit.io/demo")
	for name, o := range map[string]urlbuilder.Options{"unsigned": typicalOptions, "signed": expiringOptions()} {
		for _, r := range []urlbuilder.ResponsiveOptions{
			{},
			{Sizes: "(min-width: 768px) 50vw, 100vw"},
			{Sizes: "1vw"},
		} {
			var err error
			allocations := testing.AllocsPerRun(100, func() { _, err = b.Responsive(o, r) })
			if allocations > 3 || err != nil {
				t.Errorf("%s, sizes %q: %v allocations, want 3: %v", name, r.Sizes, allocations, err)
			}
		}
	}
}

// The time grows with the number of URLs; the number of allocations does not.
func BenchmarkResponsive(b *testing.B) {
	builder := builder(b, "https://ik.imagekit.io/demo")
	for _, signed := range []bool{false, true} {
		o := typicalOptions
		o.Signed = signed
		for _, n := range []int{1, 2, 4, 8, 16, 32} {
			r := urlbuilder.ResponsiveOptions{ImageBreakpoints: []int{}}
			for i := range n {
				r.DeviceBreakpoints = append(r.DeviceBreakpoints, 100*(i+1))
			}
			b.Run(fmt.Sprintf("signed=%v/urls=%d", signed, n), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					_, _ = builder.Responsive(o, r)
				}
			})
		}
	}
	b.Run("default", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			_, _ = builder.Responsive(typicalOptions, urlbuilder.ResponsiveOptions{})
		}
	})
	b.Run("picture", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			_, _ = builder.Picture(typicalOptions, urlbuilder.ResponsiveOptions{})
		}
	})
}
