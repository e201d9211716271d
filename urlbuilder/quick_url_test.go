package urlbuilder_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/openimagekit/imagekit/urlbuilder"
)

// TestBuilder_URL_EndpointOfOptions builds URLs with the URL endpoint of the builder and with the same URL endpoint in
// the options. The builder has a faster way for most URLs with its own endpoint, which must not change the result.
func TestBuilder_URL_EndpointOfOptions(t *testing.T) {
	t.Parallel()
	const endpoint = "https://ik.imagekit.io/demo"
	random := rand.New(rand.NewPCG(1, 2))
	now := func() time.Time { return time.Unix(1_700_000_000, 0) }
	for _, config := range []urlbuilder.Config{
		{},
		{TransformationPosition: urlbuilder.QueryPosition},
		{Dialect: urlbuilder.Current},
		{Dialect: urlbuilder.Current, TransformationPosition: urlbuilder.PathPosition},
	} {
		config.URLEndpoint, config.PrivateKey, config.Now = endpoint, "private_key", now
		b, err := urlbuilder.New(config)
		if err != nil {
			t.Fatal(err)
		}
		for range 5000 {
			o := randomOptions(random)
			elsewhere := o
			elsewhere.URLEndpoint = endpoint
			want, wantErr := b.URL(elsewhere)
			if got, err := b.URL(o); got != want || fmt.Sprint(err) != fmt.Sprint(wantErr) {
				t.Fatalf("%+v: URL returned %s, %v, want %s, %v", o, got, err, want, wantErr)
			}
			prefix := []byte("see ")
			if got, err := b.AppendURL(prefix, o); string(got) != "see "+want || (err == nil) != (wantErr == nil) {
				t.Fatalf("%+v: AppendURL returned %s, %v, want %s, %v", o, got, err, want, wantErr)
			}
		}
	}
}

// randomOptions returns options with few usual and unusual parts.
func randomOptions(random *rand.Rand) urlbuilder.Options {
	o := urlbuilder.Options{Path: pick(random,
		"a.jpg", "/menu/drinks/coffee.jpg", "", "/", "menu//a.jpg", "a b.jpg", "./a.jpg", "../a.jpg", "tr:w-1/a.jpg",
		"https://example.com/a.jpg", "ü.jpg", "a.jpg?v=1", "ik-seo/a/b.jpg",
	)}
	if random.IntN(3) > 0 {
		for range random.IntN(4) {
			o.Transformation = append(o.Transformation, randomStep(random))
		}
	}
	switch random.IntN(12) {
	case 0:
		o.Signed = true
	case 1:
		o.ExpiresIn = time.Minute
	case 2:
		o.QueryParameters = []urlbuilder.QueryParameter{{Name: "v", Value: "1"}}
	case 3:
		o.TransformationPosition = urlbuilder.QueryPosition
	case 4:
		o.Attachment = true
	case 5:
		o.Rendition = urlbuilder.Thumbnail
	case 6:
		o.SEOName = "espresso"
	case 7:
		o.Version = "1"
	}
	return o
}

func randomStep(random *rand.Rand) urlbuilder.Step {
	var step urlbuilder.Step
	for range random.IntN(5) {
		step = append(step, pick(random,
			urlbuilder.Width(random.IntN(2000)), urlbuilder.Width(0.5), urlbuilder.Height(300), urlbuilder.Quality(80),
			urlbuilder.Rotation(-90), urlbuilder.Grayscale(), urlbuilder.Focus(urlbuilder.FocusAuto),
			urlbuilder.Background("FF0000"), urlbuilder.Width(urlbuilder.Expr("iw_div_2")), urlbuilder.Param{},
			urlbuilder.RawParam("e-contrast,rt-90"), urlbuilder.RawParam(""), urlbuilder.Custom("q", "80"),
			urlbuilder.Custom("new", "a b"), urlbuilder.Width(-1), urlbuilder.DefaultImage("a/b c.jpg"),
			urlbuilder.TextLayer("50% off", urlbuilder.LayerOptions{}),
		))
	}
	return step
}

func pick[T any](random *rand.Rand, values ...T) T { return values[random.IntN(len(values))] }
