package urlbuilder

import (
	"slices"
	"strings"
)

// FileFormat is a file format for [Format].
type FileFormat string

// File formats.
const (
	FormatAuto     FileFormat = "auto" // the best format for the browser
	FormatWebP     FileFormat = "webp"
	FormatJPG      FileFormat = "jpg"
	FormatJPEG     FileFormat = "jpeg"
	FormatPNG      FileFormat = "png"
	FormatGIF      FileFormat = "gif"
	FormatSVG      FileFormat = "svg"
	FormatAVIF     FileFormat = "avif"
	FormatMP4      FileFormat = "mp4"  // videos
	FormatWebM     FileFormat = "webm" // videos
	FormatOriginal FileFormat = "orig" // the format of the original; images
)

// Format sets the file format of an image or a video. The default is [FormatAuto], unless the dashboard sets another
// one. In a URL: f-webp.
//
// See https://imagekit.io/docs/image-optimization#format---f and https://imagekit.io/docs/video-optimization#format---f
func Format(format FileFormat) Param {
	return valueParam(codeOfFormat, string(format))
}

// Quality sets the quality of a lossy format, from 1 to 100. A higher quality makes larger files. The default is 80 for
// images and 50 for videos, unless the dashboard sets another one. In a URL: q-75.
//
// See https://imagekit.io/docs/image-optimization#quality---q
func Quality(level int) Param { return intParam(codeOfQuality, level) }

// Progressive sets whether a JPEG image appears blurred at first and becomes sharp while it loads; false by default. In
// a URL: pr-true.
//
// See https://imagekit.io/docs/image-optimization#progressive-image---pr
func Progressive(on bool) Param { return boolParam(codeOfProgressive, on) }

// Lossless sets whether a WebP or PNG image is compressed without loss, which makes photos large; false by default. In
// a URL: lo-true.
//
// See https://imagekit.io/docs/image-optimization#lossless-webp-and-png---lo
func Lossless(on bool) Param { return boolParam(codeOfLossless, on) }

// Metadata sets whether an image keeps its metadata, such as EXIF data. The default is false, unless the dashboard sets
// another one. In a URL: md-true.
//
// See https://imagekit.io/docs/image-optimization#image-metadata---md
func Metadata(keep bool) Param { return boolParam(codeOfMetadata, keep) }

// ColorProfile sets whether an image keeps its colour profile. The default is false, unless the dashboard sets another
// one. In a URL: cp-true.
//
// See https://imagekit.io/docs/image-optimization#color-profile---cp
func ColorProfile(keep bool) Param { return boolParam(codeOfColorProfile, keep) }

// Density sets the density of an image in dots per inch: 1 to 1200, or an expression, in which idn is the density of
// the original. It changes the metadata of a raster image, and the size at which a vector graphic is drawn. It cannot
// be used in layers. In a URL: dn-300, dn-idn_mul_2.
//
// See https://imagekit.io/docs/image-optimization#density---dn
func Density[T Pixels](dotsPerInch T) Param { return scalarParam(codeOfDensity, dotsPerInch) }

// ContentCredentials sets whether an image keeps or gets C2PA content credentials; false by default. The account must
// have the add-on for content credentials. In a URL: c2pa-true.
//
// See https://imagekit.io/docs/content-credentials#sign-images---c2pa
func ContentCredentials(on bool) Param { return boolParam(codeOfC2PA, on) }

// Original sets whether an image or a video is delivered unchanged, regardless of the other parameters of the chain;
// false by default. In a URL: orig-true.
//
// See https://imagekit.io/docs/core-delivery-features#deliver-original-file-as-is---orig-true
func Original(on bool) Param { return boolParam(codeOfOriginal, on) }

// Page selects a page, layer or frame of a PDF, PSD, EPS, AI, GIF, animated WebP or animated PNG file, from 1; 1 by
// default. Except in layers, it requires the rendition [Thumbnail]. It cannot be used in [If]. In a URL: pg-2.
//
// See https://imagekit.io/docs/vector-and-animated-images#get-thumbnail-from-psd-pdf-ai-eps-and-animated-files
func Page(number int) Param { return intParam(codeOfPage, number) }

// pagesParam returns a parameter with the numbers of several pages or of a range.
func pagesParam(v *parts, numbers ...int) Param {
	p := v.param(codeOfPage)
	if slices.ContainsFunc(numbers, func(n int) bool { return n < 1 }) {
		p.fail("must have page numbers of at least 1")
	}
	return p
}

// Pages selects several layers of a PSD file by their numbers, from 1. Otherwise it is like [Page]. In a URL: pg-1_3_5.
//
// See https://imagekit.io/docs/vector-and-animated-images#get-thumbnail-from-psd-pdf-ai-eps-and-animated-files
func Pages(numbers ...int) Param {
	var v parts
	for _, n := range numbers {
		v.number("", float64(n))
	}
	return pagesParam(&v, numbers...)
}

// PageRange selects the layers of a PSD file from first to last, both included and counted from 1. Otherwise it is like
// [Page]. In a URL: pg-2-4.
//
// See https://imagekit.io/docs/vector-and-animated-images#get-thumbnail-from-psd-pdf-ai-eps-and-animated-files
func PageRange(first, last int) Param {
	v := parts{separator: '-'}
	v.number("", float64(first))
	v.number("", float64(last))
	p := pagesParam(&v, first, last)
	if p.ok() && first > last {
		p.fail("must have a first page that is not after the last page")
	}
	return p
}

// PagesFrom selects all layers of a PSD file from first on, counted from 1. Otherwise it is like [Page]. In a URL:
// pg-4-.
//
// See https://imagekit.io/docs/vector-and-animated-images#get-thumbnail-from-psd-pdf-ai-eps-and-animated-files
func PagesFrom(first int) Param {
	v := parts{separator: '-'}
	v.number("", float64(first))
	v.startPart("")
	return pagesParam(&v, first)
}

// PageNames selects layers of a PSD file by their names, which must not be empty and must not contain quotation marks.
// Otherwise it is like [Page]. In a URL: pg-name-"Logo"_"Text", with %22 for the quotation marks.
//
// See https://imagekit.io/docs/vector-and-animated-images#get-thumbnail-from-psd-pdf-ai-eps-and-animated-files
func PageNames(names ...string) Param {
	p := valueParam(codeOfPage, `name-"`+strings.Join(names, `"_"`)+`"`)
	for _, name := range names {
		if name == "" || strings.Contains(name, `"`) {
			p.fail("must not have names that are empty or contain quotation marks")
		}
	}
	if len(names) == 0 {
		p.fail("must have at least one name")
	}
	return p
}

// DefaultImage sets the image that is delivered if the requested one does not exist; by default, the service responds
// with status 404. path is the path of an image under the same URL endpoint, with or without a leading slash. In a URL:
// di-fallbacks@@image.jpg.
//
// See https://imagekit.io/docs/image-transformation#default-image---di
func DefaultImage(path string) Param { return pathParam(codeOfDefaultImage, path) }

// NamedTransformation applies the named transformation of the account with this name, which consists of letters, digits
// and underscores. It works with images and videos. In a URL: n-thumbnail.
//
// See https://imagekit.io/docs/transformations#named-transformations
func NamedTransformation(name string) Param { return valueParam(codeOfNamed, name) }
