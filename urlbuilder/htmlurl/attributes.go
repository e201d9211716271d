package htmlurl

import (
	"errors"
	"fmt"
	"html/template"
	"strconv"
	"strings"

	"github.com/openimagekit/imagekit/urlbuilder"
)

// arguments are the arguments of a template function.
type arguments struct {
	options    urlbuilder.Options
	responsive urlbuilder.ResponsiveOptions
	formats    []urlbuilder.FileFormat
	attributes []attribute
}

type attribute struct {
	name  string
	value any
}

func options(image any) (urlbuilder.Options, error) {
	switch image := image.(type) {
	case string:
		return urlbuilder.Options{Path: image}, nil
	case urlbuilder.Options:
		return image, nil
	}
	return urlbuilder.Options{}, fmt.Errorf("image is %T, must be a path or urlbuilder.Options", image)
}

func parse(image any, pairs []any) (arguments, error) {
	o, err := options(image)
	a := arguments{options: o}
	if err != nil {
		return a, err
	}
	if len(pairs)%2 != 0 {
		return a, fmt.Errorf("%d arguments after the image, must be pairs of key and value", len(pairs))
	}
	for i := 0; i < len(pairs); i += 2 {
		key, ok := pairs[i].(string)
		if !ok {
			return a, fmt.Errorf("key is %T, must be a string", pairs[i])
		}
		if err := a.set(key, pairs[i+1]); err != nil {
			return a, fmt.Errorf("%q: %w", key, err)
		}
	}
	return a, nil
}

func (a *arguments) set(key string, value any) error {
	switch key {
	case "sizes":
		return assign(&a.responsive.Sizes, value)
	case "width":
		var err error
		a.responsive.Width, err = strconv.Atoi(fmt.Sprint(value))
		return err
	case "responsive":
		return assign(&a.responsive, value)
	case "transformation":
		return assign(&a.options.Transformation, value)
	case "formats":
		var list string
		err := assign(&list, value)
		for format := range strings.SplitSeq(list, ",") {
			a.formats = append(a.formats, urlbuilder.FileFormat(format))
		}
		return err
	}
	return a.setAttribute(key, value)
}

func assign[T any](to *T, value any) error {
	v, ok := value.(T)
	if !ok {
		return fmt.Errorf("is %T, must be %T", value, *to)
	}
	*to = v
	return nil
}

func (a *arguments) setAttribute(name string, value any) error {
	if !isAllowed(name) {
		return errors.New("is not an allowed attribute")
	}
	if a.has(name) {
		return errors.New("is given twice")
	}
	a.attributes = append(a.attributes, attribute{name, value})
	return nil
}

func (a *arguments) has(name string) bool {
	for _, attribute := range a.attributes {
		if attribute.name == name {
			return true
		}
	}
	return false
}

// isAllowed reports whether an attribute is safe with any text as its value.
func isAllowed(name string) bool {
	switch name {
	case "alt", "class", "crossorigin", "decoding", "dir", "fetchpriority", "height", "id", "lang", "loading",
		"referrerpolicy", "title":
		return true
	}
	prefix, rest, _ := strings.Cut(name, "-")
	return (prefix == "aria" || prefix == "data") && rest != "" &&
		strings.Trim(rest, "abcdefghijklmnopqrstuvwxyz0123456789-") == ""
}

// writeImage writes the attributes of an <img>, each with a space before it.
func writeImage(out *strings.Builder, image urlbuilder.ImageAttributes, further []attribute) {
	writeAttribute(out, "src", image.Src)
	writeAttribute(out, "srcset", image.SrcSet)
	if image.Sizes != "" {
		writeAttribute(out, "sizes", image.Sizes)
	}
	if image.Width > 0 {
		writeAttribute(out, "width", image.Width)
	}
	for _, attribute := range further {
		writeAttribute(out, attribute.name, attribute.value)
	}
}

// writeAttribute writes an attribute with a value of any type, as html/template would. It writes nothing if the value
// is missing.
func writeAttribute(out *strings.Builder, name string, value any) {
	if value == nil {
		value = ""
	}
	out.WriteString(" " + name + `="` + template.HTMLEscaper(value) + `"`)
}
