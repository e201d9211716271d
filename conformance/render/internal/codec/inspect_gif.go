package codec

import (
	"encoding/binary"
	"errors"
)

const (
	gifTrailer   = 0x3b
	gifExtension = 0x21
	gifImage     = 0x2c
	gifControl   = 0xf9 // the extension that says which color is transparent
	// gifApplication is the extension that says how often an animation is repeated.
	gifApplication = 0xff
	gifHeaderSize  = 13
	// lzwRatio is how many pixels one compressed byte of a GIF file can stand for, at most: a code has 12 bits, and no
	// string is longer than the 4,096 codes of a table.
	lzwRatio = 4096 * 8 / 12
)

// inspectGIF walks through all blocks without decompressing them. It keeps the frames before a damaged block, which the
// decoder then refuses.
func inspectGIF(data []byte) (*header, error) {
	g := &gifWalk{data: data}
	head := g.next(gifHeaderSize)
	if head == nil {
		return nil, errors.New("the header is missing")
	}
	h := &header{Config: Config{
		Width: int(binary.LittleEndian.Uint16(head[6:])), Height: int(binary.LittleEndian.Uint16(head[8:])),
	}}
	g.skipPalette(head[10])
	h.loopCount = -1
	for g.block(h) {
	}
	h.Frames = len(h.frameEnds)
	if h.Frames == 0 {
		return nil, errNoPixels
	}
	h.animated = true
	h.perPixel = 1 + 4 // the stored frame and the canvas
	return h, nil
}

// gifWalk is a position in a GIF file.
type gifWalk struct {
	data        []byte
	at          int
	transparent bool // whether the frame that follows has a transparent color
}

// next returns n bytes, or nil if there are fewer.
func (g *gifWalk) next(n int) []byte {
	if len(g.data)-g.at < n {
		return nil
	}
	g.at += n
	return g.data[g.at-n : g.at]
}

// block reads one block and reports whether others can follow.
func (g *gifWalk) block(h *header) bool {
	kind := g.next(1)
	switch {
	case kind == nil:
		return false
	case kind[0] == gifExtension:
		return g.extension(h)
	case kind[0] == gifImage:
		return g.frame(h)
	}
	return false
}

func (g *gifWalk) extension(h *header) bool {
	label := g.next(1)
	if label == nil {
		return false
	}
	if label[0] == gifControl && g.at+2 <= len(g.data) {
		g.transparent = g.data[g.at+1]&1 != 0
	}
	if label[0] == gifApplication && g.at+16 <= len(g.data) {
		h.addLoopCount(g.data[g.at : g.at+16])
	}
	_, ok := g.skipData()
	return ok
}

// addLoopCount reads the extension of an application that says how often an animation is repeated.
func (h *header) addLoopCount(b []byte) {
	if string(b[:12]) == "\x0bNETSCAPE2.0" && b[12] == 3 && b[13] == 1 {
		h.loopCount = int(binary.LittleEndian.Uint16(b[14:]))
	}
}

// frame reads the descriptor of a frame, which has the position and the size, and skips the pixels.
func (g *gifWalk) frame(h *header) bool {
	d := g.next(9)
	if d == nil {
		return false
	}
	g.skipPalette(d[8])
	if g.next(1) == nil { // the size of the first codes
		return false
	}
	size, ok := g.skipData()
	if !ok {
		return false
	}
	width, height := int(binary.LittleEndian.Uint16(d[4:])), int(binary.LittleEndian.Uint16(d[6:]))
	isFirst, fills := len(h.frameEnds) == 0, width >= h.Width && height >= h.Height
	h.HasAlpha = h.HasAlpha || g.transparent || isFirst && !fills
	if width*height > lzwRatio*size {
		h.minSize = int64(len(g.data)) + 1
	}
	h.frameEnds = append(h.frameEnds, g.at)
	g.transparent = false
	return true
}

// skipPalette skips the colors that flags tell of.
func (g *gifWalk) skipPalette(flags byte) {
	if flags&0x80 != 0 {
		g.next(3 << (flags&7 + 1))
	}
}

// skipData skips blocks of at most 255 bytes up to an empty one, and returns the sum of their sizes.
func (g *gifWalk) skipData() (size int, ok bool) {
	for {
		n := g.next(1)
		if n == nil {
			return size, false
		}
		if n[0] == 0 {
			return size, true
		}
		if g.next(int(n[0])) == nil {
			return size, false
		}
		size += int(n[0])
	}
}
