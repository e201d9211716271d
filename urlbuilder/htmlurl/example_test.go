package htmlurl_test

import (
	"fmt"
	"html/template"
	"os"

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
	err = page.Execute(os.Stdout, map[string]string{"Path": "/a b.jpg", "Caption": `"><script>alert(1)</script>`})
	if err != nil {
		fmt.Println(err)
	}
	// Output:
	// <img src="https://ik.imagekit.io/demo/tr:w-640,c-at_max/a%20b.jpg"
	// srcset="https://ik.imagekit.io/demo/tr:w-256,c-at_max/a%20b.jpg 1x,
	// https://ik.imagekit.io/demo/tr:w-640,c-at_max/a%20b.jpg 2x" width="200"
	// alt="&#34;&gt;&lt;script&gt;alert(1)&lt;/script&gt;">
}
