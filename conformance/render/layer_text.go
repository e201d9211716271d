package render

import (
	"context"
	"fmt"
	"path"
	"strings"
	"unicode/utf8"

	"github.com/openimagekit/imagekit/conformance/render/internal/codec"
	"github.com/openimagekit/imagekit/conformance/render/internal/text"
	"github.com/openimagekit/imagekit/urlbuilder"
)

// Lengths at which texts are cut off.
//
// Assumed: the length of a text in base64 is that of the base64.
//
// See https://imagekit.io/docs/add-overlays-on-images#add-text-over-image
const (
	maxPlainText  = 2000         // characters
	maxBase64Text = 2500 / 4 * 3 // bytes that 2,500 characters of base64 have
)

// textCodes are the parameters of a text layer that say how the text is typeset. The others change its picture.
var textCodes = []string{"w", "fs", "ff", "co", "ia", "pa", codeAlpha, "tg", "lh", "bg"}

// workPerByte is how many pixels a byte of a text counts as, however small the text is.
const workPerByte = 500

// textLayer returns the picture of a text layer, to which all steps of the layer have been applied. base is the picture
// below.
//
// Assumed: the parameters of all steps that say how the text is typeset are put together. The others, such as rt, are
// applied to its picture afterwards. A radius rounds the corners of the picture.
//
// See https://imagekit.io/docs/add-overlays-on-images#add-text-over-image
func (j *job) textLayer(ctx context.Context, base *subject, layer urlbuilder.Layer) (*subject, error) {
	typesetting, rest := splitTextSteps(layer.Transformation)
	j.report.addStep(typesetting)
	p := textParams{params: paramsOf(typesetting), base: base.size()}
	style, err := p.style()
	if err != nil {
		return nil, err
	}
	if style.Font, err = j.textFont(p); err != nil {
		return nil, err
	}
	content := cutText(layer)
	if err := j.spendPixels(int64(len(content)) * workPerByte); err != nil {
		return nil, err
	}
	layout, err := text.Typeset(ctx, content, style)
	if err != nil {
		return nil, p.typesettingError(err)
	}
	j.reportText(layout)
	s := newTextSubject(layout, base)
	if err := j.spend(s.original, s); err != nil {
		return nil, err
	}
	if s.Frames[0].Image, err = layout.Draw(ctx); err != nil {
		return nil, err
	}
	return s, j.applyChain(ctx, s, rest)
}

// newTextSubject returns the subject for the picture of a text, which is not drawn yet.
func newTextSubject(layout *text.Layout, base *subject) *subject {
	return newLayerSubject(base, &codec.Picture{
		Config: codec.Config{Width: layout.Size().X, Height: layout.Size().Y}, Frames: make([]codec.Frame, 1),
	})
}

// splitTextSteps returns the parameters that say how a text is typeset, and the steps without them.
func splitTextSteps(chain urlbuilder.Chain) (typesetting urlbuilder.Step, rest urlbuilder.Chain) {
	for _, step := range chain {
		chosen, others := splitStep(step, textCodes)
		typesetting = append(typesetting, chosen...)
		if len(others) > 0 {
			rest = append(rest, others)
		}
	}
	return typesetting, rest
}

// cutText returns the text of a layer up to the longest that the service draws.
func cutText(layer urlbuilder.Layer) string {
	if layer.Encoding != urlbuilder.Base64Encoding {
		if runes := []rune(layer.Input); len(runes) > maxPlainText {
			return string(runes[:maxPlainText])
		}
		return layer.Input
	}
	if len(layer.Input) <= maxBase64Text {
		return layer.Input
	}
	end := maxBase64Text
	for end > 0 && !utf8.RuneStart(layer.Input[end]) {
		end--
	}
	return layer.Input[:end]
}

// reportText says in the report what is not drawn as the parameters ask.
func (j *job) reportText(layout *text.Layout) {
	const layer = "l-text"
	own, made := j.report.sinceLast(layer), layout.Synthesized()
	if made.Bold || made.Italic {
		own.downgrade("tg", Approximate, "the font has no such face: the letters are made bold or oblique")
	}
	if missing := layout.Missing(); len(missing) > 0 {
		const most = 10
		own.addNote(layer, fmt.Sprintf("no font has %q", string(missing[:min(most, len(missing))])))
	}
}

// textFont returns the font of a text layer, nil for the embedded one.
//
// Assumed: a font whose file does not exist, or cannot be read, is an error.
func (j *job) textFont(p textParams) (*text.Font, error) {
	value, ok := p.value("ff")
	if !ok || !isFontPath(value) {
		return nil, nil
	}
	if known, ok := j.fonts.parsed[value]; ok {
		return known, nil
	}
	data, err := readFile(j.Files, fontPath(value), text.MaxFontSize)
	if err != nil {
		return nil, &ParameterError{"ff", value, err}
	}
	f, err := text.ParseFont(data)
	if err != nil {
		return nil, &ParameterError{"ff", value, err}
	}
	return f, j.fonts.add(value, f, len(data))
}

// maxFontBytes is how many bytes all fonts of a chain can have together.
const maxFontBytes = 2 * text.MaxFontSize

// fontCache has the fonts of text layers by the value of ff, so that each one is read once.
type fontCache struct {
	parsed map[string]*text.Font
	bytes  int // of their files
}

// add keeps a font. The error is an [ErrLimit].
func (c *fontCache) add(value string, f *text.Font, bytes int) error {
	if c.bytes += bytes; c.bytes > maxFontBytes {
		return fmt.Errorf("%w: the fonts have more than %d bytes", ErrLimit, maxFontBytes)
	}
	if c.parsed == nil {
		c.parsed = map[string]*text.Font{}
	}
	c.parsed[value] = f
	return nil
}

// fontPath returns the path of a font, without a slash at its beginning.
func fontPath(value string) string { return strings.Trim(strings.ReplaceAll(value, "@@", "/"), "/") }

// isFontPath reports whether the value of ff is the path of a file, and not the name of a font of the service.
func isFontPath(value string) bool {
	switch strings.ToLower(path.Ext(value)) {
	case ".ttf", ".otf", ".ttc", ".woff", ".woff2":
		return true
	}
	return false
}
