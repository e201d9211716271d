package htmlurl_test

import (
	"fmt"
	"html/template"
	"strings"

	"github.com/openimagekit/imagekit/urlbuilder"
	"github.com/openimagekit/imagekit/urlbuilder/htmlurl"
)

func ExampleFuncMap() {
	b, err := urlbuilder.New(urlbuilder.Config{URLEndpoint: "https://ik.imagekit.io/demo"})
	if err != nil {
		fmt.Println(err)
		return
	}
	page := template.Must(template.New("page").Funcs(htmlurl.FuncMap(b)).Parse(
		`<img {{imgAttrs .Path "width" 200 "alt" .Caption}}>`))
	var out strings.Builder
	err = page.Execute(&out, map[string]string{"Path": "/a b.jpg", "Caption": `"><script>alert(1)</script>`})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(strings.NewReplacer(`" `, "\"\n", ", ", ",\n").Replace(out.String()))
	// Output:
	// <img src="https://ik.imagekit.io/demo/tr:w-640,c-at_max/a%20b.jpg"
	// srcset="https://ik.imagekit.io/demo/tr:w-256,c-at_max/a%20b.jpg 1x,
	// https://ik.imagekit.io/demo/tr:w-640,c-at_max/a%20b.jpg 2x"
	// width="200"
	// alt="&#34;&gt;&lt;script&gt;alert(1)&lt;/script&gt;">
}
