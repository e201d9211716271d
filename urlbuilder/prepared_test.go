package urlbuilder_test

import (
	"errors"
	"fmt"
	"log"
	"sync"
	"testing"
	"time"

	"github.com/openimagekit/imagekit/urlbuilder"
)

func ExampleBuilder_Prepare() {
	b, err := urlbuilder.New(urlbuilder.Config{URLEndpoint: "https://ik.imagekit.io/demo"})
	if err != nil {
		log.Fatal(err)
	}
	thumbnail, err := b.Prepare(urlbuilder.Options{
		Transformation: urlbuilder.Chain{{urlbuilder.Width(200), urlbuilder.Height(200)}},
	})
	if err != nil {
		log.Fatal(err)
	}
	for _, path := range []string{"/menu/coffee.jpg", "/menu/tea.jpg"} {
		url, err := thumbnail.URL(path)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(url)
	}
	// Output:
	// https://ik.imagekit.io/demo/tr:w-200,h-200/menu/coffee.jpg
	// https://ik.imagekit.io/demo/tr:w-200,h-200/menu/tea.jpg
}

// preparedOptions are options of all kinds, without a path.
func preparedOptions() map[string]urlbuilder.Options {
	chain := urlbuilder.Chain{{urlbuilder.Width(400), urlbuilder.TextLayer("50% off, now", urlbuilder.LayerOptions{})}}
	query := []urlbuilder.QueryParameter{{Name: "v", Value: "1 2"}, {Name: "v", Value: "3"}}
	return map[string]urlbuilder.Options{
		"nothing":        {},
		"chain":          {Transformation: chain},
		"empty chain":    {Transformation: urlbuilder.Chain{{}}},
		"query position": {Transformation: chain, TransformationPosition: urlbuilder.QueryPosition},
		"path position":  {Transformation: chain, TransformationPosition: urlbuilder.PathPosition},
		"query":          {QueryParameters: query},
		"all":            {Transformation: chain, QueryParameters: query, URLEndpoint: "https://cdn.example.com/x/"},
		"signed":         {Transformation: chain, Signed: true},
		"expires in":     {Transformation: chain, ExpiresIn: time.Hour, QueryParameters: query},
		"expires at":     {ExpiresAt: time.Unix(1800000000, 1)},
		"bucket":         {ExpiresIn: time.Hour, ExpiryBucket: time.Hour},
		"tr in the query": {
			QueryParameters: []urlbuilder.QueryParameter{{Name: "tr", Value: "w-1"}}, Transformation: chain,
		},
	}
}

func TestPrepared_URL(t *testing.T) {
	t.Parallel()
	for _, dialect := range []urlbuilder.Dialect{urlbuilder.Classic, urlbuilder.Current} {
		b, err := urlbuilder.New(urlbuilder.Config{
			URLEndpoint: "https://ik.imagekit.io/demo", PrivateKey: "private_demo_key", Dialect: dialect,
			Now: func() time.Time { return time.Unix(1700000000, 0) },
		})
		if err != nil {
			t.Fatal(err)
		}
		for name, o := range preparedOptions() {
			for _, path := range []string{
				"/menu/coffee.jpg", "menu/coffee.jpg", "a", "/", "//a", "/a//b.jpg", "/a b/ü.jpg", "/100%.jpg",
				"/a/../b.jpg", "/../b.jpg", "/tr:w-1/a.jpg", "https://example.com/a.jpg?x=1",
				"/http://example.com/a.jpg", "/a?b#c.jpg", "a\n",
			} {
				testPrepared(t, name, b, o, path)
			}
		}
	}
}

// testPrepared compares a prepared URL with one that is built at once.
func testPrepared(t *testing.T, name string, b *urlbuilder.Builder, o urlbuilder.Options, path string) {
	t.Helper()
	p := prepared(t, b, o)
	o.Path = path
	want, wantErr := b.URL(o)
	if got, err := p.URL(path); got != want || fmt.Sprint(err) != fmt.Sprint(wantErr) {
		t.Errorf("%s, path %q:\ngot  %s, %v\nwant %s, %v", name, path, got, err, want, wantErr)
	}
	if got, err := p.AppendURL([]byte("x"), path); string(got) != "x"+want || fmt.Sprint(err) != fmt.Sprint(wantErr) {
		t.Errorf("%s, path %q: AppendURL returns %s, %v, want x%s, %v", name, path, got, err, want, wantErr)
	}
}

func TestBuilder_Prepare_Errors(t *testing.T) {
	t.Parallel()
	unsigned, err := urlbuilder.New(urlbuilder.Config{URLEndpoint: "https://ik.imagekit.io/demo"})
	if err != nil {
		t.Fatal(err)
	}
	signing := builder(t, "https://ik.imagekit.io/demo")
	for _, test := range []struct {
		b     *urlbuilder.Builder
		o     urlbuilder.Options
		field string
	}{
		{signing, urlbuilder.Options{Path: "/a"}, "Path"},
		{signing, urlbuilder.Options{Src: "https://ik.imagekit.io/demo/a"}, "Src"},
		{signing, urlbuilder.Options{URLEndpoint: "nowhere"}, "URLEndpoint"},
		{signing, urlbuilder.Options{Transformation: urlbuilder.Chain{{urlbuilder.Quality(0)}}}, "Transformation"},
		{signing, urlbuilder.Options{TransformationPosition: 9}, "TransformationPosition"},
		{signing, urlbuilder.Options{QueryParameters: []urlbuilder.QueryParameter{{Name: "ik-s"}}}, "QueryParameters"},
		{signing, urlbuilder.Options{ExpiresIn: -1}, "ExpiresIn"},
		{signing, urlbuilder.Options{ExpiresIn: time.Hour, ExpiresAt: time.Unix(1800000000, 0)}, "ExpiresIn"},
		{unsigned, urlbuilder.Options{Signed: true}, "PrivateKey"},
	} {
		_, err := test.b.Prepare(test.o)
		if wrong, ok := errors.AsType[*urlbuilder.BuildError](err); !ok || wrong.Field != test.field {
			t.Errorf("%+v: got %v, want an error for %s", test.o, err, test.field)
		}
	}
}

func TestPrepared_URL_EmptyPath(t *testing.T) {
	t.Parallel()
	for name, o := range preparedOptions() {
		got, err := prepared(t, builder(t, "https://ik.imagekit.io/demo"), o).URL("")
		if wrong, ok := errors.AsType[*urlbuilder.BuildError](err); !ok || wrong.Field != "Path" || got != "" {
			t.Errorf("%s: got %q, %v, want an error for Path", name, got, err)
		}
	}
}

func TestPrepared_URL_Concurrent(t *testing.T) {
	t.Parallel()
	p := prepared(t, builder(t, "https://ik.imagekit.io/demo"), expiringOptions())
	want, err := p.URL("/a b.jpg")
	if err != nil {
		t.Fatal(err)
	}
	var done sync.WaitGroup
	for range 8 {
		done.Go(func() {
			for range 50 {
				if got, err := p.URL("/a b.jpg"); got != want || err != nil {
					t.Errorf("got %s, %v, want %s", got, err, want)
				}
			}
		})
	}
	done.Wait()
}

func TestBuilder_URL_ExpiryBucket(t *testing.T) {
	t.Parallel()
	now := time.Unix(1700000000, 0) // 800 seconds after an hour
	b, err := urlbuilder.New(urlbuilder.Config{
		URLEndpoint: "https://ik.imagekit.io/demo", PrivateKey: "private_demo_key",
		Now: func() time.Time { return now },
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		o    urlbuilder.Options
		want int64
	}{
		{urlbuilder.Options{ExpiresIn: time.Hour, ExpiryBucket: time.Hour}, 1700006400},
		{urlbuilder.Options{ExpiresIn: 1, ExpiryBucket: time.Hour}, 1700002800},
		{urlbuilder.Options{ExpiresIn: 2800 * time.Second, ExpiryBucket: time.Hour}, 1700002800},
		{urlbuilder.Options{ExpiresIn: 2800*time.Second + 1, ExpiryBucket: time.Hour}, 1700006400},
		{urlbuilder.Options{ExpiresAt: time.Unix(1700000001, 0), ExpiryBucket: 10 * time.Second}, 1700000010},
		{urlbuilder.Options{ExpiresAt: time.Unix(1700000010, 0), ExpiryBucket: 10 * time.Second}, 1700000010},
		{urlbuilder.Options{ExpiresIn: time.Minute, ExpiryBucket: time.Second}, 1700000060},
	} {
		test.o.Path = "/a.jpg"
		got, err := b.URL(test.o)
		if err != nil {
			t.Fatal(err)
		}
		parsed, err := b.Parse(got)
		if err != nil || parsed.ExpiresAt.Unix() != test.want {
			t.Errorf("%v, %v, bucket %v: expires at %d, %v, want %d", test.o.ExpiresIn, test.o.ExpiresAt,
				test.o.ExpiryBucket, parsed.ExpiresAt.Unix(), err, test.want)
		}
	}
	for _, o := range []urlbuilder.Options{
		{Path: "/a", ExpiryBucket: time.Hour},
		{Path: "/a", Signed: true, ExpiryBucket: time.Hour},
		{Path: "/a", ExpiresIn: time.Hour, ExpiryBucket: -time.Hour},
		{Path: "/a", ExpiresIn: time.Hour, ExpiryBucket: time.Millisecond},
	} {
		_, err := b.URL(o)
		if wrong, ok := errors.AsType[*urlbuilder.BuildError](err); !ok || wrong.Field != "ExpiryBucket" {
			t.Errorf("%+v: got %v, want an error for ExpiryBucket", o, err)
		}
	}
}
