package sample

import "encoding/binary"

// Box returns a box of the ISO base media format.
func Box(kind string, content ...string) string {
	var b []byte
	for _, c := range content {
		b = append(b, c...)
	}
	return string(binary.BigEndian.AppendUint32(nil, uint32(8+len(b)))) + kind + string(b)
}

// Uint32s returns numbers of four bytes each, big-endian.
func Uint32s(numbers ...uint32) string {
	var b []byte
	for _, n := range numbers {
		b = binary.BigEndian.AppendUint32(b, n)
	}
	return string(b)
}

// Zeros returns n zero bytes.
func Zeros(n int) string { return string(make([]byte, n)) }

// HEIF returns an image file with a brand, compatible brands and a size. It has no pixels.
func HEIF(brand, compatible string, width, height uint32) []byte {
	return []byte(Box("ftyp", brand, Uint32s(0), compatible) + Box("meta", Uint32s(0),
		Box("pitm", Uint32s(0), "\x00\x01"),
		Box("iprp", Box("ipco", Box("ispe", Uint32s(0, width, height))),
			Box("ipma", Uint32s(0, 1), "\x00\x01\x01\x81")),
	))
}

// Track returns a track of a video: its handler (vide or soun), the kind of its samples, and the size of its pictures.
func Track(handler, samples string, width, height uint32) string {
	return Box("trak",
		Box("tkhd", Zeros(76), Uint32s(width<<16, height<<16)),
		Box("mdia",
			Box("hdlr", Uint32s(0, 0), handler, Zeros(12)),
			Box("minf", Box("stbl", Box("stsd", Uint32s(0, 1), Box(samples, Zeros(8))))),
		))
}

// Video returns a video with a duration. As in files from cameras, the headers come after the data.
func Video(brand string, milliseconds uint32, tracks ...string) []byte {
	content := append([]string{Box("mvhd", Uint32s(0, 0, 0, 1000, milliseconds), Zeros(80))}, tracks...)
	return []byte(Box("ftyp", brand, Uint32s(0), "isom") + Box("mdat", Zeros(5000)) + Box("moov", content...))
}

// LongVideo returns a video in the form for long videos: the length of its data and its duration have 64 bits.
func LongVideo(milliseconds uint32, tracks ...string) []byte {
	content := append([]string{Box("mvhd", Uint32s(1<<24, 0, 0, 0, 0, 1000, 0, milliseconds), Zeros(80))}, tracks...)
	return []byte(Box("ftyp", "isom", Uint32s(0)) + Uint32s(1) + "mdat" + Uint32s(0, 16+8) + Zeros(8) +
		Box("moov", content...))
}
