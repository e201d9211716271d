package render

import "math"

// ClientHints are what a browser says about its screen, from the headers of a request.
//
// See https://imagekit.io/docs/client-hints
type ClientHints struct {
	Width float64 // Sec-CH-Width: the width of the picture in physical pixels; 0 if it is unknown
	DPR   float64 // Sec-CH-DPR: physical pixels for each pixel of CSS; 0 if it is unknown
}

// hintStep is what a width is rounded up to a multiple of, in pixels.
const hintStep = 100

// widthOf returns the width for w-auto: the next multiple of 100 pixels.
//
// Assumed: without the hint the width is left open.
func (h ClientHints) widthOf(p params) float64 {
	if p.width != valueAuto || !(h.Width > 0) {
		return 0
	}
	return math.Ceil(h.Width/hintStep) * hintStep
}

// dprOf returns the device pixel ratio for dpr-auto. The width for w-auto has physical pixels already, so the ratio is
// 1 beside it.
//
// Assumed: without the hint the ratio is 1.
func (h ClientHints) dprOf(p params) float64 {
	if p.width == valueAuto && h.Width > 0 || !(h.DPR > 0) {
		return 1
	}
	return h.DPR
}

// contentDPR returns the value of the header Content-DPR, which a response to w-auto with both hints has: the physical
// pixels of the picture for each pixel of CSS. It is 0 if the header is absent.
func (j *job) contentDPR(width int) float64 {
	h := j.ClientHints
	if !j.isAutoWidth || !(h.Width > 0) || !(h.DPR > 0) {
		return 0
	}
	return float64(width) / (h.Width / h.DPR)
}
