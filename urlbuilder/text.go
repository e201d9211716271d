package urlbuilder

// FontSize sets the size of the text in a text or subtitle layer: a number of pixels above 0 or, in text layers, an
// expression. The default in text layers is 45. In a URL: fs-32, fs-bh_div_20.
//
// See https://imagekit.io/docs/add-overlays-on-images#add-text-over-image
func FontSize[T Pixels](value T) Param { return scalarParam(codeOfFontSize, value) }

// FontFamily sets the font of the text in a text or subtitle layer: the name of a font of the service, such as
// "Open Sans", or the path of a font file in the media library. In a URL: ff-Open Sans, ff-fonts@@Roboto.ttf.
//
// See https://imagekit.io/docs/add-overlays-on-images#supported-text-font-list
func FontFamily(nameOrPath string) Param { return pathParam(codeOfFontFamily, nameOrPath) }

// FontColor sets the colour of the text in a text or subtitle layer. In a URL: co-FF0000.
//
// See https://imagekit.io/docs/add-overlays-on-images#add-text-over-image
func FontColor(color Color) Param { return colorParam(codeOfFontColor, color) }

// Alignment is the alignment of text, for [InnerAlignment].
type Alignment string

// Alignments.
const (
	AlignLeft   Alignment = "left"
	AlignCenter Alignment = "center"
	AlignRight  Alignment = "right"
)

// InnerAlignment sets how the lines of a text layer are aligned within its [Width]; [AlignCenter] by default. In a URL:
// ia-left.
//
// See https://imagekit.io/docs/add-overlays-on-images#add-text-over-image
func InnerAlignment(alignment Alignment) Param {
	return valueParam(codeOfInnerAlignment, string(alignment))
}

// Padding sets the space around the text of a text layer, in pixels from 0; 0 by default. One number or expression sets
// all sides. Two, three or four numbers have the order of CSS: top, right, bottom, left. In a URL: pa-10, pa-5_10,
// pa-bw_div_20.
//
// See https://imagekit.io/docs/add-overlays-on-images#add-text-over-image
func Padding[T Pixels](sides ...T) Param {
	var v parts
	for _, side := range sides {
		v.value("", pixels(side))
	}
	return v.param(codeOfPadding)
}

// Alpha makes a text layer or a solid colour layer transparent, from 1 (most transparent) to 9. The default is opaque.
// It applies to colours in hexadecimal digits without an opacity. In a URL: al-7.
//
// See https://imagekit.io/docs/add-overlays-on-images#add-text-over-image
func Alpha(level int) Param { return intParam(codeOfAlpha, level) }

// TypographyStyle is a style of text, for [Typography].
type TypographyStyle string

// Typography styles.
const (
	Bold          TypographyStyle = "b"
	Italic        TypographyStyle = "i"
	Strikethrough TypographyStyle = "strikethrough" // not in subtitles
)

// Typography sets the styles of the text in a text or subtitle layer; plain by default. Each style may be given once.
// In a URL: tg-b_i.
//
// See https://imagekit.io/docs/add-overlays-on-images#add-text-over-image
func Typography(styles ...TypographyStyle) Param {
	var v parts
	for _, style := range styles {
		v.value("", string(style))
	}
	return v.param(codeOfTypography)
}

// LineHeight sets the height of a line in a text layer with several lines: a number of pixels from 1, or an expression.
// By default, it depends on the font. In a URL: lh-20.
//
// See https://imagekit.io/docs/add-overlays-on-images#add-text-over-image
func LineHeight[T Pixels](value T) Param { return scalarParam(codeOfLineHeight, value) }

// FontOutline draws an outline around the letters of subtitles, with a width in pixels from 0. In a
// URL: fol-2_blue.
//
// See https://imagekit.io/docs/add-overlays-on-videos#styling-controls-for-subtitles-layer
func FontOutline(width int, color Color) Param {
	var v parts
	v.number("", float64(width))
	v.color("", color)
	return v.param(codeOfFontOutline)
}

// FontShadow adds a shadow to the letters of subtitles. indent is the distance of the shadow in pixels, from 0. In a
// URL: fsh-A1CCDD_3.
//
// See https://imagekit.io/docs/add-overlays-on-videos#styling-controls-for-subtitles-layer
func FontShadow(color Color, indent int) Param {
	var v parts
	v.color("", color)
	v.number("", float64(indent))
	return v.param(codeOfFontShadow)
}
