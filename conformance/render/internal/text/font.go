package text

import (
	"bytes"
	"errors"
	"fmt"
	"sync"

	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/font/opentype"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/gobolditalic"
	"golang.org/x/image/font/gofont/goitalic"
	"golang.org/x/image/font/gofont/goregular"
)

// MaxFontSize is the size of the largest font file that is read, in bytes.
const MaxFontSize = 32 << 20

// Font is a font from a file. It is safe for concurrent use.
type Font struct {
	font             *font.Font
	isBold, isItalic bool
}

// ParseFont reads a font in the format TrueType, OpenType or WOFF. Of a collection, it takes the first font. The error
// is a [*FontError].
func ParseFont(data []byte) (f *Font, err error) {
	defer recoverFontError(&err)
	if len(data) > MaxFontSize {
		return nil, &FontError{fmt.Errorf("it has %d bytes; the limit is %d", len(data), MaxFontSize)}
	}
	if err := checkTables(data); err != nil {
		return nil, &FontError{err}
	}
	loaders, err := opentype.NewLoaders(bytes.NewReader(data))
	if err != nil {
		return nil, &FontError{err}
	}
	if err := checkPoints(loaders[0]); err != nil {
		return nil, &FontError{err}
	}
	parsed, err := font.NewFont(loaders[0])
	if err != nil {
		return nil, &FontError{err}
	}
	if parsed.Upem() == 0 {
		return nil, &FontError{errors.New("its em has no units")}
	}
	aspect := parsed.Describe().Aspect
	return &Font{
		font: parsed, isBold: aspect.Weight >= font.WeightSemibold, isItalic: aspect.Style == font.StyleItalic,
	}, nil
}

// recoverFontError turns a panic of the library that reads fonts into an error, because a damaged font can cause one at
// any use.
func recoverFontError(err *error) {
	if cause := recover(); cause != nil {
		*err = &FontError{fmt.Errorf("it is damaged: %v", cause)}
	}
}

// embedded has the four faces of the embedded family: regular, bold, italic, bold italic.
var embedded = [4]func() *Font{
	sync.OnceValue(func() *Font { return mustParse(goregular.TTF) }),
	sync.OnceValue(func() *Font { return mustParse(gobold.TTF) }),
	sync.OnceValue(func() *Font { return mustParse(goitalic.TTF) }),
	sync.OnceValue(func() *Font { return mustParse(gobolditalic.TTF) }),
}

func mustParse(data []byte) *Font {
	f, err := ParseFont(data)
	if err != nil {
		panic(err)
	}
	return f
}

// embeddedFont returns a face of the embedded family.
func embeddedFont(bold, italic bool) *Font {
	i := 0
	if bold {
		i++
	}
	if italic {
		i += 2
	}
	return embedded[i]()
}

// face is a font as one text uses it.
type face struct {
	*font.Face
	scale         float64 // subpixels for each unit of the font
	embolden      bool    // the font is not bold, and bold is asked for
	slant         bool    // the font is not italic, and italic is asked for
	size          float64 // of an em in pixels
	outlines      map[font.GID]*path
	pointsOfFaces *int // number of points in the outlines of all faces
}

// faces are the fonts of a text, the first one that has a character is used for it.
type faces []*face

// facesOf returns the faces of a style: those of its font, and of the embedded font.
func facesOf(s Style) faces {
	points := new(int)
	newFace := func(f *Font) *face {
		return &face{
			Face: font.NewFace(f.font), size: s.Size, scale: s.Size * subpixels / float64(f.font.Upem()),
			embolden: s.Bold && !f.isBold, slant: s.Italic && !f.isItalic,
			outlines: map[font.GID]*path{}, pointsOfFaces: points,
		}
	}
	list := faces{newFace(embeddedFont(s.Bold, s.Italic))}
	if s.Font != nil {
		list = faces{newFace(s.Font), list[0]}
	}
	return list
}

// ResolveFace returns the first face that has a character, or the first one if none has it.
func (f faces) ResolveFace(r rune) *font.Face {
	for _, candidate := range f {
		if _, ok := candidate.NominalGlyph(r); ok {
			return candidate.Face
		}
	}
	return f[0].Face
}

// of returns the face of a run.
func (f faces) of(used *font.Face) *face {
	for _, candidate := range f {
		if candidate.Face == used {
			return candidate
		}
	}
	return f[0]
}
