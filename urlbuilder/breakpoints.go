package urlbuilder

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

var (
	deviceBreakpoints = []int{640, 750, 828, 1080, 1200, 1920, 2048, 3840}
	imageBreakpoints  = []int{16, 32, 48, 64, 96, 128, 256, 384}
	allBreakpoints    = slices.Concat(imageBreakpoints, deviceBreakpoints)
)

// DefaultDeviceBreakpoints returns a copy of the widths of windows, in device pixels, that the browser SDK uses: 640,
// 750, 828, 1080, 1200, 1920, 2048 and 3840.
func DefaultDeviceBreakpoints() []int { return slices.Clone(deviceBreakpoints) }

// DefaultImageBreakpoints returns a copy of the widths of smaller images, in device pixels, that the browser SDK uses:
// 16, 32, 48, 64, 96, 128, 256 and 384.
func DefaultImageBreakpoints() []int { return slices.Clone(imageBreakpoints) }

// candidateSet describes the images that a browser can choose from.
type candidateSet struct {
	widths  []int // in device pixels, ascending
	density bool  // the descriptors are densities (1x, 2x, ...), not widths
	sizes   string
}

func (s *candidateSet) appendDescriptor(out []byte, i int) []byte {
	if s.density {
		return append(strconv.AppendInt(out, int64(i+1), 10), 'x')
	}
	return append(strconv.AppendInt(out, int64(s.widths[i]), 10), 'w')
}

// candidates returns the breakpoints that apply to the options.
func (r *ResponsiveOptions) candidates() (candidateSet, error) {
	devices, err := breakpoints("DeviceBreakpoints", r.DeviceBreakpoints, deviceBreakpoints)
	if err != nil {
		return candidateSet{}, err
	}
	images, err := breakpoints("ImageBreakpoints", r.ImageBreakpoints, imageBreakpoints)
	if err != nil {
		return candidateSet{}, err
	}
	all := allBreakpoints
	if r.DeviceBreakpoints != nil || r.ImageBreakpoints != nil {
		all = ascending(slices.Concat(images, devices))
	}
	switch {
	case len(all) == 0:
		return candidateSet{}, &BuildError{
			Field: "DeviceBreakpoints", Reason: "and ImageBreakpoints must not both be empty",
		}
	case r.Width < 0:
		return candidateSet{}, &BuildError{Field: "Width", Value: strconv.Itoa(r.Width), Reason: "must not be negative"}
	case r.Sizes != "":
		return candidateSet{widths: wideEnough(all, devices, r.Sizes), sizes: r.Sizes}, nil
	case r.Width > 0:
		return candidateSet{widths: forDensities(all, r.Width), density: true}, nil
	case len(devices) == 0:
		return candidateSet{}, &BuildError{
			Field: "DeviceBreakpoints", Reason: "must not be empty if there are neither Sizes nor a Width",
		}
	}
	return candidateSet{widths: devices, sizes: "100vw"}, nil
}

// breakpoints returns list in ascending order, or byDefault if list is nil. It fails if a width is not above 0. The
// error contains field, the name of the list.
func breakpoints(field string, list, byDefault []int) ([]int, error) {
	if list == nil {
		return byDefault, nil
	}
	for _, width := range list {
		if width <= 0 {
			return nil, &BuildError{Field: field, Value: strconv.Itoa(width), Reason: "must be greater than 0"}
		}
	}
	return ascending(slices.Clone(list)), nil
}

// ascending sorts the list and removes duplicates.
func ascending(list []int) []int {
	slices.Sort(list)
	return slices.Compact(list)
}

// wideEnough returns the breakpoints that are at least as wide as the smallest size on the narrowest device, or the
// widest breakpoint if all are narrower.
func wideEnough(all, devices []int, sizes string) []int {
	smallest, found := smallestVW(sizes)
	if !found || len(devices) == 0 {
		return all
	}
	// Same floating-point arithmetic as in the SDK: 7vw of 100 pixels is slightly more than 7.
	needed := float64(devices[0]) * (float64(smallest) / 100)
	first := slices.IndexFunc(all, func(width int) bool { return float64(width) >= needed })
	if first < 0 {
		first = len(all) - 1
	}
	return all[first:]
}

// smallestVW returns the smallest vw length in sizes. It considers only whole numbers from 0 to 199 at the beginning of
// the text or after a space.
func smallestVW(sizes string) (smallest int, found bool) {
	smallest = math.MaxInt
	for at := 0; ; at += len("vw") {
		i := strings.Index(sizes[at:], "vw")
		if i < 0 {
			return smallest, found
		}
		at += i
		if vw, ok := percentage(sizes[:at]); ok {
			smallest, found = min(smallest, vw), true
		}
	}
}

// percentage returns the number at the end of s. ok is false unless it is from 0 to 199 and is at the beginning of s or
// after a space.
func percentage(s string) (number int, ok bool) {
	start := len(s)
	for start > 0 && len(s)-start < 4 && '0' <= s[start-1] && s[start-1] <= '9' {
		start--
	}
	digits := s[start:]
	if digits == "" || len(digits) > 3 || len(digits) == 3 && digits[0] != '1' {
		return 0, false
	}
	if before, _ := utf8.DecodeLastRuneInString(s[:start]); start > 0 && !isScriptSpace(before) {
		return 0, false
	}
	number, err := strconv.Atoi(digits)
	return number, err == nil
}

// isScriptSpace reports whether \s in a JavaScript regular expression matches r.
func isScriptSpace(r rune) bool {
	return r == '\uFEFF' || r != '\u0085' && unicode.IsSpace(r)
}

// forDensities returns the breakpoints for the densities 1x and 2x: the smallest ones that are at least as wide as the
// width, in CSS pixels, and as twice the width. It returns one breakpoint if both are the same.
func forDensities(all []int, width int) []int {
	nearest := func(pixels float64) int {
		for _, breakpoint := range all {
			if float64(breakpoint) >= pixels {
				return breakpoint
			}
		}
		return all[len(all)-1]
	}
	return slices.Compact([]int{nearest(float64(width)), nearest(2 * float64(width))})
}
