package main

// classicNames are the names of versions 3 to 6 of the Node SDK, with their codes.
var classicNames = map[string]string{
	"height": "h", "width": "w", "aspectRatio": "ar", "quality": "q", "crop": "c", "cropMode": "cm", "x": "x",
	"y": "y", "focus": "fo", "format": "f", "radius": "r", "background": "bg", "border": "b", "rotation": "rt",
	"rotate": "rt", "blur": "bl", "named": "n", "progressive": "pr", "lossless": "lo", "trim": "t",
	"metadata": "md", "colorProfile": "cp", "defaultImage": "di", "dpr": "dpr", "effectSharpen": "e-sharpen",
	"effectUSM": "e-usm", "effectContrast": "e-contrast", "effectGray": "e-grayscale",
	"effectShadow": "e-shadow", "effectGradient": "e-gradient", "original": "orig", "overlayImage": "oi",
	"overlayX": "ox", "overlayY": "oy", "overlayFocus": "ofo", "overlayHeight": "oh", "overlayWidth": "ow",
	"overlayText": "ot", "overlayTextFontSize": "ots", "overlayTextFontFamily": "otf", "overlayTextColor": "otc",
	"overlayAlpha": "oa", "overlayTextTypography": "ott", "overlayBackground": "obg", "overlayImageTrim": "oit",
}

// currentNames are the names of version 7, with their codes.
var currentNames = map[string]string{
	"width": "w", "height": "h", "aspectRatio": "ar", "background": "bg", "border": "b", "crop": "c",
	"cropMode": "cm", "dpr": "dpr", "focus": "fo", "quality": "q", "x": "x", "xCenter": "xc", "y": "y",
	"yCenter": "yc", "format": "f", "videoCodec": "vc", "audioCodec": "ac", "radius": "r", "rotation": "rt",
	"blur": "bl", "named": "n", "defaultImage": "di", "flip": "fl", "original": "orig", "startOffset": "so",
	"endOffset": "eo", "duration": "du", "streamingResolutions": "sr", "grayscale": "e-grayscale",
	"aiUpscale": "e-upscale", "aiRetouch": "e-retouch", "aiVariation": "e-genvar",
	"aiDropShadow": "e-dropshadow", "aiChangeBackground": "e-changebg", "aiRemoveBackground": "e-bgremove",
	"aiRemoveBackgroundExternal": "e-removedotbg", "aiEdit": "e-edit", "contrastStretch": "e-contrast",
	"shadow": "e-shadow", "sharpen": "e-sharpen", "unsharpMask": "e-usm", "gradient": "e-gradient",
	"colorReplace": "cr", "colorize": "e-colorize", "distort": "e-distort", "progressive": "pr",
	"lossless": "lo", "colorProfile": "cp", "metadata": "md", "opacity": "o", "trim": "t", "zoom": "z",
	"page": "pg", "fontSize": "fs", "fontFamily": "ff", "fontColor": "co", "innerAlignment": "ia",
	"padding": "pa", "alpha": "al", "typography": "tg", "lineHeight": "lh", "fontOutline": "fol",
	"fontShadow": "fsh", "color": "co",
}
