package svg

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"strings"
)

// Names of elements that are not drawn by themselves.
const (
	elementRoot  = "svg"
	elementStyle = "style"
)

// namespace is that of SVG. Elements without one are taken for SVG, too.
const namespace = "http://www.w3.org/2000/svg"

// element is an element of a document.
type element struct {
	name       string
	attributes []xml.Attr // of SVG, without those that cannot be seen
	classes    []string
	children   []*element
	text       string // of a style sheet
}

// attribute returns the value of an attribute, or an empty string.
func (e *element) attribute(name string) string {
	for _, a := range e.attributes {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// Errors of damaged documents.
var (
	errNoRoot = errors.New("the document has no element svg")
	errNoSize = errors.New("the document has no size")
)

const (
	maxClasses  = 20  // of an element
	maxEntities = 100 // of a document
)

// reader reads the elements of a document.
type reader struct {
	decoder  *xml.Decoder
	elements int
}

// readDocument reads a document into its root element.
func readDocument(data []byte) (*element, error) {
	if len(data) > MaxBytes {
		return nil, errTooComplex
	}
	r := reader{decoder: xml.NewDecoder(bytes.NewReader(data))}
	start, err := firstElement(r.decoder)
	if err != nil {
		return nil, err
	}
	if !isSVG(start.Name) || start.Name.Local != elementRoot {
		return nil, errNoRoot
	}
	return r.element(start, 0)
}

// firstElement reads up to the start of the first element.
func firstElement(decoder *xml.Decoder) (xml.StartElement, error) {
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			return xml.StartElement{}, errNoRoot
		}
		if err != nil {
			return xml.StartElement{}, err
		}
		switch token := token.(type) {
		case xml.Directive:
			decoder.Entity = entities(token)
		case xml.StartElement:
			return token, nil
		}
	}
}

// entity matches the declaration of an entity with a short text. Drawing programs write the namespaces of their own
// attributes like this.
var entity = regexp.MustCompile(`<!ENTITY\s+([\w.-]+)\s+(?:"([^"&%<]{0,100})"|'([^'&%<]{0,100})')\s*>`)

// entities returns the texts of the entities that a document type declares.
func entities(documentType xml.Directive) map[string]string {
	found := map[string]string{}
	for _, match := range entity.FindAllSubmatch(documentType, maxEntities) {
		found[string(match[1])] = string(match[2]) + string(match[3])
	}
	return found
}

func isSVG(name xml.Name) bool { return name.Space == "" || name.Space == namespace }

// element reads an element after its start, and the elements in it.
func (r *reader) element(start xml.StartElement, depth int) (*element, error) {
	if r.elements++; r.elements > maxElements || depth > maxDepth {
		return nil, errTooComplex
	}
	e := &element{name: start.Name.Local, attributes: visible(start.Attr)}
	if e.classes = strings.Fields(e.attribute("class")); len(e.classes) > maxClasses {
		return nil, errTooComplex
	}
	var text strings.Builder
	for {
		token, err := r.decoder.Token()
		if err != nil {
			return nil, err
		}
		switch token := token.(type) {
		case xml.EndElement:
			e.text = text.String()
			return e, nil
		case xml.CharData:
			if e.name == elementStyle {
				text.Write(token)
			}
		case xml.StartElement:
			if err := r.child(e, token, depth); err != nil {
				return nil, err
			}
		}
	}
}

// child reads an element in another one.
func (r *reader) child(parent *element, start xml.StartElement, depth int) error {
	if !isSVG(start.Name) || invisibleElements[start.Name.Local] {
		return r.decoder.Skip()
	}
	child, err := r.element(start, depth+1)
	if err == nil {
		parent.children = append(parent.children, child)
	}
	return err
}

// invisibleElements have no effect on what a still picture shows.
var invisibleElements = map[string]bool{"title": true, "desc": true, "metadata": true, "script": true, "view": true}

// visible returns the attributes that can have an effect on what is seen.
func visible(all []xml.Attr) []xml.Attr {
	var kept []xml.Attr
	for _, a := range all {
		isLink := a.Name.Local == "href" && strings.HasSuffix(a.Name.Space, "xlink")
		if (a.Name.Space == "" || isLink) && !isInvisible(a.Name.Local) {
			kept = append(kept, a)
		}
	}
	return kept
}

// isInvisible reports whether an attribute or a property is about text, events, other programs, or the quality.
func isInvisible(name string) bool {
	for _, prefix := range []string{"data-", "aria-", "on", "font", "text-", "-", "xmlns"} {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return invisibleNames[name]
}

var invisibleNames = map[string]bool{
	"version": true, "baseProfile": true, "role": true, "lang": true, "tabindex": true, "focusable": true, "name": true,
	"type": true, "media": true, "title": true, "contentScriptType": true, "contentStyleType": true, "zoomAndPan": true,
	"shape-rendering": true, "image-rendering": true, "color-rendering": true, "color-interpolation": true,
	"color-interpolation-filters": true, "enable-background": true, "pointer-events": true, "cursor": true,
	"isolation": true, "overflow": true, "line-height": true, "letter-spacing": true, "word-spacing": true,
	"white-space": true, "writing-mode": true, "direction": true, "unicode-bidi": true, "dominant-baseline": true,
	"baseline-shift": true, "alignment-baseline": true, "solid-color": true, "solid-opacity": true, "kerning": true,
	"requiredFeatures": true, "pathLength": true, "will-change": true, "user-select": true, "flood-color": true,
	"flood-opacity": true, "lighting-color": true, "inline-size": true, "shape-inside": true, "shape-padding": true,
	"shape-margin": true, "shape-subtract": true, "block-progression": true, "glyph-orientation-vertical": true,
}

// size returns the width and height of a document in pixels, and the part of its coordinates that is shown.
//
// Assumed: without absolute lengths in the attributes width and height, the size is that of the view box. The
// documentation of the service speaks only of the view box.
func (e *element) size() (width, height float64, view [4]float64, err error) {
	numbers, err := parseNumbers(e.attribute("viewBox"))
	if err != nil {
		return 0, 0, view, err
	}
	hasView := len(numbers) == len(view) && numbers[2] > 0 && numbers[3] > 0
	if hasView {
		view = [4]float64(numbers)
	}
	width, height = absoluteLength(e.attribute("width")), absoluteLength(e.attribute("height"))
	switch {
	case width > 0 && height > 0:
	case !hasView:
		return 0, 0, view, errNoSize
	case width > 0:
		height = width * view[3] / view[2]
	case height > 0:
		width = height * view[2] / view[3]
	default:
		width, height = view[2], view[3]
	}
	if !hasView {
		view = [4]float64{0, 0, width, height}
	}
	return width, height, view, nil
}

// absoluteLength returns a length in pixels. It is 0 for a percentage and for what is no length.
func absoluteLength(text string) float64 {
	n, err := parseLength(text, 0)
	if err != nil {
		return 0
	}
	return n
}
