// Package render applies ImageKit's transformations to images and videos, without a network and without an account. The
// mock server delivers what it makes.
//
//	chain, err := urlbuilder.ParseChain("w-300,h-200,fo-left:f-jpg")
//	...
//	rendition, err := render.New(render.Options{}).Render(ctx, render.Request{Source: file, Chain: chain})
//	...
//	fmt.Println(rendition.ContentType, rendition.Width, rendition.Height, rendition.Report)
//
// It renders sizes, crops, focus, effects such as borders, shadows and blur, layers with images, text and solid
// colours, conditions, named transformations and formats. It has no AI models: it does not render generated or removed
// backgrounds, and the focus on faces and objects is where edges and colours are. The file RENDERING.md in the folder
// above lists all parameters, and what is assumed where the documentation is silent. [Rendition.Report] says how each
// parameter of a transformation was rendered.
//
// The pictures and fonts of layers are files of the media library, which [Request.Files] contains. This renders
// library/photo.jpg with a text in the font library/fonts/Lato.ttf:
//
//	chain, err := urlbuilder.ParseChain("w-400:l-text,i-Hello,ff-fonts@@Lato.ttf,l-end")
//	...
//	request := render.Request{Path: "photo.jpg", Files: os.DirFS("library"), Chain: chain}
//
// Text in a font of the service, such as ff-Lato, is drawn in the Go fonts. [Analyze] says which files a transformation
// needs.
//
// Sources are JPEG, PNG, GIF (all frames), WebP (still images), TIFF, BMP and SVG files. The orientation in their EXIF
// data is applied first. An SVG file is rendered only if a step has f-png or another format of pixels: then it is drawn
// at the size that the first step with one asks for. One with something that is not drawn, such as text, stays as it
// is, and the report says why. Results are JPEG, PNG and GIF files. Programs that import the packages render/webp and
// render/avif for their effect, and are built with the tag nodynamic, write WebP and AVIF files, too.
//
// With ffmpeg, see [Options], it makes thumbnails of videos, and trims, scales and crops videos and writes them as MP4
// or WebM files. One version of ffmpeg gives the same bytes for the same request.
//
// The same request gives the same pixels on every machine: they are computed with integers. Sizes, files and memory are
// bounded, see [Options].
//
// See https://imagekit.io/docs/image-transformation
package render
