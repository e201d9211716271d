package urlbuilder_test

import (
	"crypto/hmac"
	"crypto/sha1" //nolint:gosec // the floor is what the service signs with
	"strings"
	"testing"
	"time"

	"github.com/openimagekit/imagekit/urlbuilder"
)

// typical is five parameters and a second step, in the path.
var typical = urlbuilder.Options{
	Path: "/menu/drinks/coffee.jpg",
	Transformation: urlbuilder.Chain{
		{
			urlbuilder.Width(400), urlbuilder.Height(300), urlbuilder.Custom("q", "80"), urlbuilder.Custom("f", "webp"),
			urlbuilder.Custom("fo", "auto"),
		},
		{urlbuilder.Custom("rt", "90")},
	},
}

func expiring() urlbuilder.Options {
	o := typical
	o.ExpiresIn = 5 * time.Minute
	return o
}

var sink string

// Unsigned: the goal is one allocation and at most 6 times a copy of the string.
func BenchmarkURL(b *testing.B) {
	builder := builder(b, "https://ik.imagekit.io/demo")
	built, err := builder.URL(typical)
	if err != nil {
		b.Fatal(err)
	}
	b.Run("floor=copy", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			sink = strings.Clone(built)
		}
	})
	b.Run("build", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			sink, _ = builder.URL(typical)
		}
	})
	b.Run("append", func(b *testing.B) {
		buffer := make([]byte, 0, 512)
		b.ReportAllocs()
		for b.Loop() {
			buffer, _ = builder.AppendURL(buffer[:0], typical)
		}
	})
	b.Run("parallel", func(b *testing.B) {
		b.RunParallel(func(pb *testing.PB) {
			for pb.Next() {
				_, _ = builder.URL(typical)
			}
		})
	})
}

// Signed with expiry: the goal is one allocation and at most 2.5 times one HMAC-SHA1 with reused state over the same
// bytes.
func BenchmarkSignedURL(b *testing.B) {
	builder := builder(b, "https://ik.imagekit.io/demo")
	o := expiring()
	built, err := builder.URL(o)
	if err != nil {
		b.Fatal(err)
	}
	tail, _, _ := strings.Cut(strings.TrimPrefix(built, "https://ik.imagekit.io/demo/"), "?")
	text := []byte(tail + "1700000300")
	b.Run("floor=hmac", func(b *testing.B) {
		mac := hmac.New(sha1.New, []byte("private_demo_key"))
		sum := make([]byte, 0, sha1.Size)
		b.ReportAllocs()
		for b.Loop() {
			mac.Reset()
			mac.Write(text)
			sum = mac.Sum(sum[:0])
		}
	})
	b.Run("build", func(b *testing.B) {
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

// The cost grows linearly with the chain: ns/step stays about the same.
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

func TestAllocations(t *testing.T) {
	builder := builder(t, "https://ik.imagekit.io/demo")
	buffer := make([]byte, 0, 1024)
	query := typical
	query.TransformationPosition = urlbuilder.QueryPosition
	query.QueryParameters = []urlbuilder.QueryParameter{{Name: "v", Value: "1"}, {Name: "w", Value: "2"}}
	for name, o := range map[string]urlbuilder.Options{
		"unsigned": typical, "signed, expiring": expiring(),
		"query": query,
	} {
		for call, test := range map[string]struct {
			want float64
			f    func()
		}{
			"URL":       {1, func() { sink, _ = builder.URL(o) }},
			"AppendURL": {0, func() { buffer, _ = builder.AppendURL(buffer[:0], o) }},
		} {
			if got := testing.AllocsPerRun(100, test.f); got != test.want && !raceEnabled {
				t.Errorf("%s, %s: %v allocations, want %v", call, name, got, test.want)
			}
		}
	}
}
