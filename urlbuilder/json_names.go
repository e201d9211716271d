package urlbuilder

import "strings"

// names maps what the Node SDKs call parameters to what URLs call them. A name that is in no table is emitted as it is.
//
// classicKeys are those of versions 3.x to 6.x. For border the table of 3.x says bo; the service documents b, and so
// do we. The overlay names belong to 3.x alone; the service has announced their end, and layers replace them.
var classicKeys = map[string]string{
	"height": "h", "width": "w", "aspectRatio": "ar", "quality": "q", "crop": "c", "cropMode": "cm", "x": "x", "y": "y",
	"focus": "fo", "format": "f", "radius": "r", "background": "bg", "border": "b", "rotation": "rt", "rotate": "rt",
	"blur":  "bl",
	"named": "n", "progressive": "pr", "lossless": "lo", "trim": "t", "metadata": "md", "colorProfile": "cp",
	"defaultImage": "di",
	"dpr":          "dpr", "effectSharpen": "e-sharpen", "effectUSM": "e-usm", "effectContrast": "e-contrast",
	"effectGray":   "e-grayscale",
	"effectShadow": "e-shadow", "effectGradient": "e-gradient", "original": "orig",

	"overlayImage": "oi", "overlayX": "ox", "overlayY": "oy", "overlayFocus": "ofo", "overlayHeight": "oh",
	"overlayWidth": "ow",
	"overlayText":  "ot", "overlayTextFontSize": "ots", "overlayTextFontFamily": "otf", "overlayTextColor": "otc",
	"overlayAlpha":          "oa",
	"overlayTextTypography": "ott", "overlayBackground": "obg", "overlayImageTrim": "oit",
}

// currentKeys are those of version 7.x. In the classic dialect they work as well, where the older versions have no
// other meaning for them.
var currentKeys = map[string]string{
	"width": "w", "height": "h", "aspectRatio": "ar", "background": "bg", "border": "b", "crop": "c", "cropMode": "cm",
	"dpr":   "dpr",
	"focus": "fo", "quality": "q", "x": "x", "xCenter": "xc", "y": "y", "yCenter": "yc", "format": "f",
	"videoCodec": "vc",
	"audioCodec": "ac", "radius": "r", "rotation": "rt", "blur": "bl", "named": "n", "defaultImage": "di", "flip": "fl",
	"original": "orig", "startOffset": "so", "endOffset": "eo", "duration": "du", "streamingResolutions": "sr",

	"grayscale": "e-grayscale", "aiUpscale": "e-upscale", "aiRetouch": "e-retouch", "aiVariation": "e-genvar",
	"aiDropShadow": "e-dropshadow", "aiChangeBackground": "e-changebg", "aiRemoveBackground": "e-bgremove",
	"aiRemoveBackgroundExternal": "e-removedotbg", "aiEdit": "e-edit", "contrastStretch": "e-contrast",
	"shadow":  "e-shadow",
	"sharpen": "e-sharpen", "unsharpMask": "e-usm", "gradient": "e-gradient", "colorReplace": "cr",
	"colorize": "e-colorize",
	"distort":  "e-distort",

	"progressive": "pr", "lossless": "lo", "colorProfile": "cp", "metadata": "md", "opacity": "o", "trim": "t",
	"zoom": "z", "page": "pg",

	"fontSize": "fs", "fontFamily": "ff", "fontColor": "co", "innerAlignment": "ia", "padding": "pa", "alpha": "al",
	"typography": "tg",
	"lineHeight": "lh", "fontOutline": "fol", "fontShadow": "fsh", "color": "co",
}

// resolve returns the name in URLs, and whether version 7.x's rules for values hold.
func resolve(name string, dialect Dialect) (key string, current bool) {
	if dialect == Classic {
		if key, ok := lookUp(classicKeys, name); ok {
			return key, false
		}
		if key, ok := lookUp(currentKeys, name); ok {
			return key, true
		}
		return name, false
	}
	if key, ok := lookUp(currentKeys, name); ok {
		return key, true
	}
	return name, true
}

// lookUp also finds a name in lower case, as the SDKs do.
func lookUp(table map[string]string, name string) (string, bool) {
	if key, ok := table[name]; ok {
		return key, true
	}
	key, ok := table[strings.ToLower(name)]
	return key, ok
}

// isSwitch reports that version 7.x writes a parameter by its name alone if it is on, and not at all otherwise.
func isSwitch(key string) bool {
	switch key {
	case "e-grayscale", "e-contrast", "e-removedotbg", "e-bgremove", "e-upscale", "e-retouch", "e-genvar":
		return true
	}
	return false
}

// hasDefault reports that version 7.x writes a parameter by its name alone if its value is true or empty.
func hasDefault(key string) bool {
	switch key {
	case "e-sharpen", "e-shadow", "e-gradient", "e-usm", "e-dropshadow":
		return true
	}
	return false
}
