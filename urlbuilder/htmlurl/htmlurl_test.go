package htmlurl_test

import (
	"encoding/xml"
	"errors"
	"html/template"
	"io"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/openimagekit/imagekit/internal/race"
	"github.com/openimagekit/imagekit/urlbuilder"
	"github.com/openimagekit/imagekit/urlbuilder/htmlurl"
)

var clock = time.Unix(1700000000, 0)

func builder(t testing.TB, dialect urlbuilder.Dialect) *urlbuilder.Builder {
	t.Helper()
	b, err := urlbuilder.New(urlbuilder.Config{
		URLEndpoint: "https://ik.imagekit.io/demo", PrivateKey: "private_demo_key", Dialect: dialect,
		Now: func() time.Time { return clock },
	})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func render(t testing.TB, b *urlbuilder.Builder, text string, data any) (string, error) {
	t.Helper()
	parsed, err := template.New("page").Funcs(htmlurl.FuncMap(b)).Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	err = parsed.Execute(&out, data)
	return out.String(), err
}

func TestFuncMap(t *testing.T) {
	const demo = "https://ik.imagekit.io/demo/"
	const set = demo + "tr:w-128,c-at_max/a.jpg 1x, " + demo + "tr:w-256,c-at_max/a.jpg 2x"
	data := map[string]any{
		"Path":       "/a.jpg",
		"Photo":      urlbuilder.Options{Path: "/a.jpg", Transformation: urlbuilder.Chain{{urlbuilder.Height(9)}}},
		"Chain":      urlbuilder.Chain{{urlbuilder.Height(7)}},
		"Responsive": urlbuilder.ResponsiveOptions{DeviceBreakpoints: []int{100, 200}, Sizes: "10vw"},
		"Width":      int64(100),
		"Caption":    new("Tom & \"Jerry\""),
		"Nothing":    nil,
	}
	for text, want := range map[string]string{
		`{{imgURL .Path}}`:                  demo + "a.jpg",
		`{{imgURL .Photo}}`:                 demo + "tr:h-9/a.jpg",
		`{{imgURL .Photo .Chain}}`:          demo + "tr:h-7/a.jpg",
		`<a href="{{imgURL .Path}}">`:       `<a href="` + demo + `a.jpg">`,
		`<img src={{imgURL "/a b=c.jpg"}}>`: `<img src=` + demo + `a%20b&#61;c.jpg>`,
		`<source srcset="{{imgSrcset .Path "width" 100}}" media="(orientation: portrait)">`: `<source srcset="` + set +
			`" media="(orientation: portrait)">`,
		`<img {{imgAttrs .Path "width" 100}} alt="{{.Caption}}">`: `<img src="` + demo +
			`tr:w-256,c-at_max/a.jpg" srcset="` + set + `" width="100" alt="Tom &amp; &#34;Jerry&#34;">`,
		`<img {{imgAttrs .Path "width" .Width "alt" .Caption "loading" "lazy" "data-a-1" 5 ` +
			`"aria-hidden" true "title" .Nothing}}>`: `<img src="` + demo + `tr:w-256,c-at_max/a.jpg" srcset="` + set +
			`" width="100" alt="Tom &amp; &#34;Jerry&#34;" loading="lazy" data-a-1="5" aria-hidden="true" title="">`,
		`<img {{imgAttrs .Photo "responsive" .Responsive "sizes" "199vw" "transformation" .Chain}}>`: `<img src="` +
			demo + `tr:h-7:w-384,c-at_max/a.jpg" srcset="` +
			demo + `tr:h-7:w-200,c-at_max/a.jpg 200w, ` + demo + `tr:h-7:w-256,c-at_max/a.jpg 256w, ` + demo +
			`tr:h-7:w-384,c-at_max/a.jpg 384w" sizes="199vw">`,
		`{{picture .Path "width" "100" "alt" ""}}`: `<picture><source type="image/avif" srcset="` +
			strings.ReplaceAll(set, "at_max", "at_max,f-avif") + `">` +
			`<source type="image/webp" srcset="` + strings.ReplaceAll(set, "at_max", "at_max,f-webp") + `">` +
			`<img src="` + demo + `tr:w-256,c-at_max/a.jpg" srcset="` + set + `" width="100" alt=""></picture>`,
		`{{picture .Path "formats" "png" "sizes" "(a<b) 1vw" "responsive" .Responsive "alt" "x"}}`: `<picture>` +
			`<source type="image/png" srcset="` + demo + `tr:w-16,c-at_max,f-png/a.jpg 16w`,
	} {
		if got, err := render(t, builder(t, urlbuilder.Classic), text, data); err != nil ||
			!strings.HasPrefix(got, want) || len(got) != len(want) && want[len(want)-1] != 'w' {
			t.Errorf("%s\ngot  %s, %v\nwant %s", text, got, err, want)
		}
	}
}

func TestFuncMap_Errors(t *testing.T) {
	data := map[string]any{
		"Nothing": nil, "Chain": urlbuilder.Chain{},
		"URL": urlbuilder.Options{Src: "javascript:alert(1)"},
	}
	for text, want := range map[string]string{
		`{{imgURL .Nothing}}`:                             "image is <nil>, must be a path or urlbuilder.Options",
		`{{imgAttrs 5}}`:                                  "image is int",
		`{{imgURL "/a" .Chain .Chain}}`:                   "got 2 transformations, want at most one",
		`{{imgURL .URL}}`:                                 "Src must be an absolute http or https URL",
		`{{imgAttrs .URL}}`:                               "Src must be an absolute http or https URL",
		`{{imgURL "/../other/a.jpg"}}`:                    `Path "/../other/a.jpg"`,
		`{{imgSrcset ""}}`:                                "Path is required",
		`{{imgSrcset "/a" "alt" "x"}}`:                    "no attributes",
		`{{imgSrcset "/a" "formats" "avif"}}`:             "no formats",
		`{{imgAttrs "/a" "formats" "avif"}}`:              "imgAttrs takes no formats; use picture",
		`{{picture "/a"}}`:                                "needs alt",
		`{{picture "/a" "alt" "" "formats" "svg"}}`:       `"svg"`,
		`{{picture "/a" "alt" "" "formats" ""}}`:          "formats is not an image format",
		`{{imgAttrs "/a" "sizes"}}`:                       "must be pairs",
		`{{imgAttrs "/a" 5 "x"}}`:                         "key is int, must be a string",
		`{{imgAttrs "/a" "sizes" 5}}`:                     "is int, must be string",
		`{{imgAttrs "/a" "width" "1 onload"}}`:            `"width"`,
		`{{imgAttrs "/a" "width" -5}}`:                    "must not be negative",
		`{{imgAttrs "/a" "transformation" "w-300"}}`:      "must be urlbuilder.Chain",
		`{{imgAttrs "/a" "alt" "x" "alt" "y"}}`:           "twice",
		`{{imgAttrs "/a" "onerror" "alert(1)"}}`:          "is not an allowed attribute",
		`{{imgAttrs "/a" "OnError" "alert(1)"}}`:          "is not an allowed attribute",
		`{{imgAttrs "/a" "src" "javascript:alert(1)"}}`:   "is not an allowed attribute",
		`{{imgAttrs "/a" "srcset" "x"}}`:                  "is not an allowed attribute",
		`{{imgAttrs "/a" "style" "x"}}`:                   "is not an allowed attribute",
		`{{imgAttrs "/a" "" "x"}}`:                        "is not an allowed attribute",
		`{{imgAttrs "/a" "data-" "x"}}`:                   "is not an allowed attribute",
		`{{imgAttrs "/a" "data-x onload=alert(1) y" ""}}`: "is not an allowed attribute",
		`{{imgAttrs "/a" "data-x\"><script>" ""}}`:        "is not an allowed attribute",
		`{{imgAttrs "/a" "data-X" ""}}`:                   "is not an allowed attribute",
		`{{imgAttrs "/a" "onclick-x" ""}}`:                "is not an allowed attribute",
	} {
		got, err := render(t, builder(t, urlbuilder.Classic), "<img "+text+">", data)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %s, %v; want %q", text, got, err, want)
		}
	}
}

// hostile contains texts that could end an attribute, an element or a URL, or run a script.
var hostile = []string{
	`"><script>alert(1)</script>`, `' onerror='alert(1)`, `" onerror="alert(1)`, "javascript:alert(1)",
	"data:text/html,<script>alert(1)</script>",
	"</picture><script>", "<!--", "]]>", "&quot;&gt;&#60;script>", "`onload=alert(1)`", `\"`, `{{.}}`,
	"a, b 2x, https://evil.example/ 3x", "a,", "//evil.example/x",
	`/\evil.example`, "it's (1)", "é 漢字 \u2028", "\xff\xfe", "a=b c=d", "1vw, \"><b>",
}

// page uses every function in every context in which it is allowed.
const page = `<html><a href="{{imgURL .Photo}}"></a><a href='{{imgURL .Photo}}'></a>` +
	`<img src="{{imgURL .Photo}}" ></img>` +
	`<img {{imgAttrs .Photo "alt" .Text "sizes" .Text "class" .Text "data-text" .Text}}></img>` +
	`<img srcset="{{imgSrcset .Photo}}"></img><img srcset='{{imgSrcset .Photo}}'></img>` +
	`{{picture .Photo "alt" .Text "sizes" .Text "title" .Text}}</html>`

func TestFuncMap_HostileTexts(t *testing.T) {
	race.SkipSlow(t)
	for _, dialect := range []urlbuilder.Dialect{urlbuilder.Classic, urlbuilder.Current} {
		for _, position := range []urlbuilder.TransformationPosition{
			urlbuilder.PathPosition,
			urlbuilder.QueryPosition,
		} {
			for _, signed := range []bool{false, true} {
				for _, text := range hostile {
					checkPage(t, builder(t, dialect), urlbuilder.Options{
						Path: text, TransformationPosition: position, Signed: signed,
						Transformation: urlbuilder.Chain{{
							urlbuilder.TextLayer(text, urlbuilder.LayerOptions{}),
							urlbuilder.AIEdit(text),
						}},
						QueryParameters: []urlbuilder.QueryParameter{{Name: text, Value: text}},
					}, text)
				}
			}
		}
	}
}

// Hosts come from the program, not from users, but must not end an attribute either.
func TestFuncMap_HostileHosts(t *testing.T) {
	for _, host := range []string{`a"><script>x`, "a'b", "[fe80::1%25%22]", "[fe80::1%25%20x]", "a,b", "é"} {
		html, err := render(t, builder(t, urlbuilder.Classic), page,
			map[string]any{"Photo": urlbuilder.Options{Src: "https://" + host + "/a.jpg"}, "Text": "x"})
		if err != nil {
			continue
		}
		for _, e := range parseHTML(t, html) {
			if e.Name.Local == "script" || len(e.Attr) > 6 {
				t.Errorf("%s: %+v in %s", host, e, html)
			}
		}
	}
}

// checkPage renders the page and parses the HTML. It must have exactly the elements and attributes of the template, and
// its URLs must pass checkURL.
func checkPage(t *testing.T, b *urlbuilder.Builder, photo urlbuilder.Options, text string) {
	t.Helper()
	html, err := render(t, b, page, map[string]any{"Photo": photo, "Text": text})
	if err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	var elements []string
	for _, e := range parseHTML(t, html) {
		names := make([]string, 0, len(e.Attr))
		for _, a := range e.Attr {
			names = append(names, a.Name.Local)
			checkAttribute(t, b, a, photo.Signed, text)
		}
		elements = append(elements, strings.TrimSpace(e.Name.Local+" "+strings.Join(names, " ")))
	}
	want := []string{
		"html", "a href", "a href", "img src", "img src srcset sizes alt class data-text", "img srcset", "img srcset",
		"picture", "source type srcset sizes", "source type srcset sizes", "img src srcset sizes alt title",
	}
	if !slices.Equal(elements, want) {
		t.Errorf("%q: elements %q\nwant %q\nin %s", text, elements, want, html)
	}
}

// checkAttribute checks the URLs in an attribute, or that its value is the text.
func checkAttribute(t *testing.T, b *urlbuilder.Builder, a xml.Attr, signed bool, text string) {
	t.Helper()
	switch a.Name.Local {
	case "href", "src":
		checkURL(t, b, a.Value, signed)
	case "srcset":
		for candidate := range strings.SplitSeq(a.Value, "w, ") {
			u, width, _ := strings.Cut(candidate, " ")
			checkURL(t, b, u, signed)
			if strings.Trim(width, "0123456789w") != "" || width == "" || strings.HasSuffix(u, ",") {
				t.Errorf("candidate %q in %s", candidate, a.Value)
			}
		}
	case "alt", "sizes", "class", "title", "data-text":
		if want := replaceInvalid(text); a.Value != want {
			t.Errorf("%s is %q, want %q", a.Name.Local, a.Value, want)
		}
	}
}

// checkURL checks that a URL is under the endpoint, and signed if signed is set.
func checkURL(t *testing.T, b *urlbuilder.Builder, u string, signed bool) {
	t.Helper()
	parsed, err := url.Parse(u)
	if err != nil || parsed.Scheme != "https" || parsed.Host != "ik.imagekit.io" ||
		!strings.HasPrefix(parsed.Path, "/demo/") {
		t.Errorf("URL %s, %v", u, err)
	}
	if err := b.Verify(u, urlbuilder.VerifyOptions{Time: clock}); signed && err != nil {
		t.Errorf("%s: %v", u, err)
	}
}

// parseHTML returns the elements of a page. Package encoding/xml can parse the HTML of these tests, which has quoted
// attributes and known void elements.
func parseHTML(t *testing.T, html string) []xml.StartElement {
	t.Helper()
	decoder := xml.NewDecoder(strings.NewReader(replaceInvalid(html)))
	decoder.Strict, decoder.AutoClose, decoder.Entity = false, xml.HTMLAutoClose, xml.HTMLEntity
	var elements []xml.StartElement
	for {
		token, err := decoder.Token()
		switch element := token.(type) {
		case xml.StartElement:
			elements = append(elements, element.Copy())
		case xml.CharData:
			if strings.TrimSpace(string(element)) != "" {
				t.Errorf("text %q in %s", element, html)
			}
		case xml.Comment, xml.Directive, xml.ProcInst:
			t.Errorf("%T in %s", element, html)
		}
		if errors.Is(err, io.EOF) {
			return elements
		} else if err != nil {
			t.Fatalf("%v in %s", err, html)
		}
	}
}

// replaceInvalid replaces the characters that package encoding/xml refuses.
func replaceInvalid(text string) string {
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text)
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\t' && r != '\n' || r == 0xFFFE || r == 0xFFFF {
			return '\uFFFD'
		}
		return r
	}, strings.ToValidUTF8(text, "\uFFFD"))
}

// FuzzFuncMap writes arbitrary texts into every context of the page. Paths for which no URL can be built are skipped.
func FuzzFuncMap(f *testing.F) {
	for i, text := range hostile {
		f.Add(text, text, i%2 == 0, i%3 == 0, i%5 == 0)
	}
	f.Fuzz(func(t *testing.T, path, text string, signed, current, inQuery bool) {
		photo := urlbuilder.Options{
			Path: path, Signed: signed,
			Transformation:  urlbuilder.Chain{{urlbuilder.TextLayer(text, urlbuilder.LayerOptions{})}},
			QueryParameters: []urlbuilder.QueryParameter{{Name: "v", Value: text}},
		}
		if inQuery {
			photo.TransformationPosition = urlbuilder.QueryPosition
		}
		b := builder(t, urlbuilder.Classic)
		if current {
			b = builder(t, urlbuilder.Current)
		}
		if _, err := b.URL(photo); err != nil || text == "" {
			t.Skip()
		}
		checkPage(t, b, photo, text)
	})
}

// html/template percent-encodes apostrophes and parentheses in URLs. The URLs must be signed in that form.
func TestFuncMap_Signature(t *testing.T) {
	for _, dialect := range []urlbuilder.Dialect{urlbuilder.Classic, urlbuilder.Current} {
		for _, position := range []urlbuilder.TransformationPosition{
			urlbuilder.PathPosition,
			urlbuilder.QueryPosition,
		} {
			checkSignature(t, builder(t, dialect), position)
		}
	}
}

func checkSignature(t *testing.T, b *urlbuilder.Builder, position urlbuilder.TransformationPosition) {
	t.Helper()
	plain := urlbuilder.LayerOptions{Encoding: urlbuilder.PlainEncoding}
	photo := urlbuilder.Options{
		Path: "/it's (1), a%20b.jpg", TransformationPosition: position, ExpiresIn: time.Minute,
		Transformation: urlbuilder.Chain{
			{urlbuilder.TextLayer("It's (here) 50% off", plain), urlbuilder.Custom("zz", "a(b)")},
		},
		QueryParameters: []urlbuilder.QueryParameter{{Name: "v", Value: "(2)"}},
	}
	want, err := b.URL(photo)
	if err != nil || !strings.ContainsAny(want, "'()") {
		t.Fatalf("%s has no characters that html/template encodes, %v", want, err)
	}
	html, err := render(t, b, `<a href="{{imgURL .}}"></a>`, photo)
	if err != nil {
		t.Fatal(err)
	}
	got := parseHTML(t, html)[0].Attr[0].Value
	if err := b.Verify(got, urlbuilder.VerifyOptions{Time: clock}); err != nil {
		t.Errorf("%s: %v", got, err)
	}
	if b.Verify(got, urlbuilder.VerifyOptions{Time: clock.Add(61 * time.Second)}) == nil {
		t.Errorf("%s does not expire", got)
	}
	if g, w := decodedURL(t, got), decodedURL(t, want); g != w {
		t.Errorf("got  %s\nwant %s", g, w)
	}
	naive, err := render(t, b, `<a href="{{.}}"></a>`, template.URL(want))
	if err != nil || b.Verify(parseHTML(t, naive)[0].Attr[0].Value, urlbuilder.VerifyOptions{Time: clock}) == nil {
		t.Errorf("html/template no longer changes %s: signAsWritten is not needed any more (%v)", want, err)
	}
}

// decodedURL returns the decoded URL without its signature, to compare URLs that are encoded differently.
func decodedURL(t *testing.T, rawURL string) string {
	t.Helper()
	u, err := url.Parse(rawURL)
	if err != nil {
		t.Fatal(err)
	}
	query := u.Query()
	query.Del("ik-s")
	return u.Host + u.Path + "?" + query.Encode()
}

func BenchmarkPicture(b *testing.B) {
	functions := htmlurl.FuncMap(builder(b, urlbuilder.Classic))
	parsed := template.Must(template.New("page").Funcs(functions).Parse(`{{picture . "alt" "a cup of coffee"}}`))
	b.ReportAllocs()
	for b.Loop() {
		if err := parsed.Execute(io.Discard, "/menu/coffee.jpg"); err != nil {
			b.Fatal(err)
		}
	}
}
