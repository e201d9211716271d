package main

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/openimagekit/imagekit/urlbuilder"
)

func TestRender(t *testing.T) {
	clock := time.Unix(1700000000, 0)
	b, err := urlbuilder.New(urlbuilder.Config{
		URLEndpoint: "https://ik.imagekit.io/demo", PrivateKey: "private_demo_key",
		Now: func() time.Time { return clock },
	})
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	if err := render(&out, b, menu); err != nil {
		t.Fatal(err)
	}
	html := out.String()
	for _, want := range []string{
		`/tr:w-384,c-at_max/default-image.jpg 384w, `,
		` sizes="(min-width: 768px) 50vw, 100vw" alt="Our &#34;house&#34; &amp; garden" fetchpriority="high">`,
		`/tr:w-1200,ar-1-1,fo-auto:w-1200,c-at_max/default-image.jpg 1200w" sizes="100vw">`,
		`<source type="image/avif" srcset="https://ik.imagekit.io/demo/tr:w-256,c-at_max,f-avif/menu/coffee.jpg` +
			`?ik-t=1700003600&amp;ik-s=`,
		` width="200" alt="Coffee" loading="lazy"></picture></a>`,
		` alt="&#34;&gt;&lt;script&gt;alert(&#34;tea&#34;)&lt;/script&gt;"`,
	} {
		if !strings.Contains(html, want) {
			t.Errorf("no %s in\n%s", want, html)
		}
	}
	count := map[string]int{}
	for _, e := range elements(t, html) {
		count[e.Name.Local]++
		for _, a := range e.Attr {
			checkURLs(t, b, a, clock.Add(time.Hour))
		}
	}
	if count["picture"] != 3 || count["source"] != 5 || count["img"] != 4 || count["script"] != 0 {
		t.Errorf("elements: %v", count)
	}
}

// checkURLs checks that all URLs of an attribute are under the endpoint, and that those of the menu are signed.
func checkURLs(t *testing.T, b *urlbuilder.Builder, a xml.Attr, now time.Time) {
	t.Helper()
	for _, u := range urls(a) {
		if !strings.HasPrefix(u, "https://ik.imagekit.io/demo/") {
			t.Errorf("%s in %s", u, a.Name.Local)
		}
		err := b.Verify(u, urlbuilder.VerifyOptions{Time: now})
		if strings.Contains(u, "/menu/") && err != nil {
			t.Errorf("%s: %v", u, err)
		}
	}
}

func TestRender_InvalidPath(t *testing.T) {
	b, err := urlbuilder.New(urlbuilder.Config{
		URLEndpoint: "https://ik.imagekit.io/demo",
		PrivateKey:  "private_demo_key",
	})
	if err != nil {
		t.Fatal(err)
	}
	invalid := menu
	invalid.Drinks = []photo{{private("/../other-account/a.jpg"), "a file of another account"}}
	var out strings.Builder
	var buildErr *urlbuilder.BuildError
	if err := render(&out, b, invalid); !errors.As(err, &buildErr) || buildErr.Field != "Path" || out.Len() > 0 {
		t.Errorf("%q, %v", out.String(), err)
	}
}

// elements returns the elements of a page.
func elements(t *testing.T, html string) []xml.StartElement {
	t.Helper()
	decoder := xml.NewDecoder(strings.NewReader(html))
	decoder.Strict, decoder.AutoClose, decoder.Entity = false, xml.HTMLAutoClose, xml.HTMLEntity
	var list []xml.StartElement
	for {
		token, err := decoder.Token()
		if e, ok := token.(xml.StartElement); ok {
			list = append(list, e.Copy())
		}
		if errors.Is(err, io.EOF) {
			return list
		} else if err != nil {
			t.Fatalf("%v in\n%s", err, html)
		}
	}
}

// urls returns the URLs in an attribute. It assumes that no URL contains a comma followed by a space.
func urls(a xml.Attr) []string {
	var list []string
	switch a.Name.Local {
	case "src", "href":
		list = append(list, a.Value)
	case "srcset":
		for candidate := range strings.SplitSeq(a.Value, ", ") {
			u, _, _ := strings.Cut(candidate, " ")
			list = append(list, u)
		}
	}
	return list
}
