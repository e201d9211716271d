// Package chunk walks through the parts of image and video files: segments of JPEG, chunks of PNG and RIFF (WebP),
// boxes of the ISO base media format (AVIF, MP4). It decodes none of them, and accepts damaged and hostile files.
package chunk

import (
	"encoding/binary"
	"io"
	"iter"
)

// maxParts bounds the walk through a file that was made to waste time.
const maxParts = 1 << 16

// ReadAt returns n bytes, or nil if there are fewer.
func ReadAt(r io.ReaderAt, at int64, n int) []byte {
	b := make([]byte, n)
	if got, _ := r.ReadAt(b, at); got < n {
		return nil
	}
	return b
}

// Part is the position of a part of a file: its content, and the part after it. Its values are not trusted.
type Part struct {
	kind             string
	start, end, next int64
}

// Walk yields the kinds and contents of parts that follow one another from an offset, until a header is damaged or
// missing. The content of a damaged file can be shorter than its part says.
func Walk(
	r *io.SectionReader, at int64, header func(r io.ReaderAt, at int64) Part,
) iter.Seq2[string, *io.SectionReader] {
	return func(yield func(string, *io.SectionReader) bool) {
		for range maxParts {
			f := header(r, at)
			if f.end < f.start || f.next <= at {
				return
			}
			end := min(f.end, r.Size())
			if end < f.start || !yield(f.kind, io.NewSectionReader(r, f.start, end-f.start)) {
				return
			}
			at = f.next
		}
	}
}

// JPEG reads two bytes of marker and two of length, which includes itself. A marker without a length ends
// the walk: a valid file has none before the start of a scan, and pixels after it.
func JPEG(r io.ReaderAt, at int64) Part {
	h := ReadAt(r, at, 4)
	if h == nil || h[0] != 0xff || h[1] <= 0x01 || 0xd0 <= h[1] && h[1] <= 0xda {
		return Part{}
	}
	if h[1] == 0xff { // a fill byte
		return Part{start: at, end: at, next: at + 1}
	}
	end := at + 2 + int64(binary.BigEndian.Uint16(h[2:]))
	return Part{kind: string(h[:2]), start: at + 4, end: end, next: end}
}

// PNG reads four bytes of length and four of kind; four bytes of checksum follow the content.
func PNG(r io.ReaderAt, at int64) Part {
	h := ReadAt(r, at, 8)
	if h == nil {
		return Part{}
	}
	end := at + 8 + int64(binary.BigEndian.Uint32(h))
	return Part{kind: string(h[4:]), start: at + 8, end: end, next: end + 4}
}

// RIFF reads four bytes of kind and four of length. Chunks begin at even offsets.
func RIFF(r io.ReaderAt, at int64) Part {
	h := ReadAt(r, at, 8)
	if h == nil {
		return Part{}
	}
	end := at + 8 + int64(binary.LittleEndian.Uint32(h[4:]))
	return Part{kind: string(h[:4]), start: at + 8, end: end, next: end + end%2}
}

// Box reads four bytes of length, which includes the header, and four of kind. A length of 1 says that eight more
// bytes have the length. A length of 0, which only the last box can have, ends the walk: no box that is read here is
// the last one.
func Box(r io.ReaderAt, at int64) Part {
	h := ReadAt(r, at, 8)
	if h == nil {
		return Part{}
	}
	start, length := at+8, int64(binary.BigEndian.Uint32(h))
	if length == 1 {
		long := ReadAt(r, start, 8)
		if long == nil {
			return Part{}
		}
		start, length = start+8, int64(binary.BigEndian.Uint64(long))
	}
	return Part{kind: string(h[4:]), start: start, end: at + length, next: at + length}
}
