package urlbuilder

import (
	"slices"
	"strings"
)

// FileFormat is what [Format] delivers.
type FileFormat string

// File formats.
const (
	FormatAuto     FileFormat = "auto" // what suits the browser best
	FormatWebP     FileFormat = "webp"
	FormatJPG      FileFormat = "jpg"
	FormatJPEG     FileFormat = "jpeg"
	FormatPNG      FileFormat = "png"
	FormatGIF      FileFormat = "gif"
	FormatSVG      FileFormat = "svg"
	FormatAVIF     FileFormat = "avif"
	FormatMP4      FileFormat = "mp4"  // videos
	FormatWebM     FileFormat = "webm" // videos
	FormatOriginal FileFormat = "orig" // that of the original; images
)

// Format is the file format of an image or a video; [FormatAuto] by default, unless the dashboard says otherwise. In a
// URL: f-webp.
//
// See https://imagekit.io/docs/image-optimization#format---f and https://imagekit.io/docs/video-optimization#format---f
func Format(format FileFormat) Param {
	return valueParam(codeOfFormat, string(format))
}

// Quality is the quality of a lossy format, from 1 to 100, the higher the better and the larger; for images 80 by
// default, for videos 50, unless the dashboard says otherwise. In a URL: q-75.
//
// See https://imagekit.io/docs/image-optimization#quality---q
func Quality(level int) Param { return intParam(codeOfQuality, level) }

// Progressive says whether a JPEG image appears blurred at first and becomes sharp while it loads; no by default. In a
// URL: pr-true.
//
// See https://imagekit.io/docs/image-optimization#progressive-image---pr
func Progressive(on bool) Param { return boolParam(codeOfProgressive, on) }

// Lossless says whether a WebP or PNG image is compressed without loss, which makes photos large; no by default. In a
// URL: lo-true.
//
// See https://imagekit.io/docs/image-optimization#lossless-webp-and-png---lo
func Lossless(on bool) Param { return boolParam(codeOfLossless, on) }

// Metadata says whether an image keeps its metadata, such as what the camera wrote; no by default, unless the dashboard
// says otherwise. In a URL: md-true.
//
// See https://imagekit.io/docs/image-optimization#image-metadata---md
func Metadata(keep bool) Param { return boolParam(codeOfMetadata, keep) }

// ColorProfile says whether an image keeps its colour profile; no by default, unless the dashboard says otherwise. In a
// URL: cp-true.
//
// See https://imagekit.io/docs/image-optimization#color-profile---cp
func ColorProfile(keep bool) Param { return boolParam(codeOfColorProfile, keep) }

// Density is the density of an image in dots per inch: 1 to 1200, or an expression with idn, that of the original. It
// changes the metadata of a picture made of pixels, and the size at which a vector graphic is drawn. Not in layers. In
// a URL: dn-300, dn-idn_mul_2.
//
// See https://imagekit.io/docs/image-optimization#density---dn
func Density[T Pixels](dotsPerInch T) Param { return scalarParam(codeOfDensity, dotsPerInch) }

// ContentCredentials says whether an image keeps or gets content credentials of the C2PA, which the account must have
// as an add-on; no by default. In a URL: c2pa-true.
//
// See https://imagekit.io/docs/content-credentials#sign-images---c2pa
func ContentCredentials(on bool) Param { return boolParam(codeOfC2PA, on) }

// Original says whether the file is delivered as it is, whatever else the chain says; no by default. For images and
// videos. In a URL: orig-true.
//
// See https://imagekit.io/docs/core-delivery-features#deliver-original-file-as-is---orig-true
func Original(on bool) Param { return boolParam(codeOfOriginal, on) }

// Page is a page, layer or frame of a PDF, PSD, EPS, AI, GIF, animated WebP or animated PNG file, from 1, which is also
// the default. But in layers, the file's path must end in /ik-thumbnail.jpg. Not in [If]. In a URL: pg-2.
//
// See https://imagekit.io/docs/vector-and-animated-images#get-thumbnail-from-psd-pdf-ai-eps-and-animated-files
func Page(number int) Param { return intParam(codeOfPage, number) }

// pagesParam makes a parameter of several pages or a range of them.
func pagesParam(v *parts, numbers ...int) Param {
	p := v.param(codeOfPage)
	if slices.ContainsFunc(numbers, func(n int) bool { return n < 1 }) {
		p.problem = "must have page numbers of at least 1"
	}
	return p
}

// Pages are some layers of a PSD file, from 1, like [Page]. In a URL: pg-1_3_5.
//
// See https://imagekit.io/docs/vector-and-animated-images#get-thumbnail-from-psd-pdf-ai-eps-and-animated-files
func Pages(numbers ...int) Param {
	var v parts
	for _, n := range numbers {
		v.number("", float64(n))
	}
	return pagesParam(&v, numbers...)
}

// PageRange are the layers of a PSD file from first to last, both from 1 and included, like [Page]. In a URL: pg-2-4.
//
// See https://imagekit.io/docs/vector-and-animated-images#get-thumbnail-from-psd-pdf-ai-eps-and-animated-files
func PageRange(first, last int) Param {
	v := parts{separator: '-'}
	v.number("", float64(first))
	v.number("", float64(last))
	p := pagesParam(&v, first, last)
	if p.problem == "" && first > last {
		p.problem = "must have a first page that is not behind the last one"
	}
	return p
}

// PagesFrom are all layers of a PSD file from this one, like [Page]. In a URL: pg-4-.
//
// See https://imagekit.io/docs/vector-and-animated-images#get-thumbnail-from-psd-pdf-ai-eps-and-animated-files
func PagesFrom(first int) Param {
	v := parts{separator: '-'}
	v.number("", float64(first))
	v.startPart("")
	return pagesParam(&v, first)
}

// PageNames are layers of a PSD file by their names, which must not be empty and must not contain quotation marks, like
// [Page]. In a URL: pg-name-"Logo"_"Text", the quotation marks as %22.
//
// See https://imagekit.io/docs/vector-and-animated-images#get-thumbnail-from-psd-pdf-ai-eps-and-animated-files
func PageNames(names ...string) Param {
	p := valueParam(codeOfPage, `name-"`+strings.Join(names, `"_"`)+`"`)
	for _, name := range names {
		if name == "" || strings.Contains(name, `"`) {
			p.problem = "must be names that are not empty and have no quotation marks"
		}
	}
	if len(names) == 0 {
		p.problem = "must have at least one name"
	}
	return p
}

// DefaultImage is the path of an image under the same URL endpoint, with or without a leading slash, that is delivered
// if the one asked for does not exist; by default that is a 404 error. In a URL: di-fallbacks@@image.jpg.
//
// See https://imagekit.io/docs/image-transformation#default-image---di
func DefaultImage(path string) Param { return pathParam(codeOfDefaultImage, path) }

// NamedTransformation is a transformation that the account has under this name, which consists of letters, digits and
// underscores. For images and videos. In a URL: n-thumbnail.
//
// See https://imagekit.io/docs/transformations#named-transformations
func NamedTransformation(name string) Param { return valueParam(codeOfNamed, name) }
