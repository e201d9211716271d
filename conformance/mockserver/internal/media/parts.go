package media

import (
	"encoding/binary"
	"io"
	"iter"
)

// maxParts limits the number of parts that are read of a malicious file.
const maxParts = 1 << 16

// readAt returns n bytes from an offset, or nil if there are fewer.
func readAt(r io.ReaderAt, at int64, n int) []byte {
	b := make([]byte, n)
	if got, _ := r.ReadAt(b, at); got < n {
		return nil
	}
	return b
}

// frame has the kind of a part of a file, the offsets of its content, and that of the next part. In a damaged file, the
// offsets can be wrong.
type frame struct {
	kind             string
	start, end, next int64
}

// fileParts yields the kinds and contents of consecutive parts from an offset on, until a header is damaged or missing.
// In a damaged file, the content can be shorter than the header says.
func fileParts(
	r *io.SectionReader, at int64, header func(r io.ReaderAt, at int64) frame,
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

// jpegSegment reads a segment: two bytes of marker, and two of length, which includes these two. It stops at a marker
// without a length: the first one in a valid file is the start of a scan, after which there are pixels.
func jpegSegment(r io.ReaderAt, at int64) frame {
	h := readAt(r, at, 4)
	if h == nil || h[0] != 0xff || h[1] <= 0x01 || 0xd0 <= h[1] && h[1] <= 0xda {
		return frame{}
	}
	if h[1] == 0xff { // a fill byte
		return frame{start: at, end: at, next: at + 1}
	}
	end := at + 2 + int64(binary.BigEndian.Uint16(h[2:]))
	return frame{kind: string(h[:2]), start: at + 4, end: end, next: end}
}

// pngChunk reads a chunk: four bytes of length, four of kind, the content, and four bytes of checksum.
func pngChunk(r io.ReaderAt, at int64) frame {
	h := readAt(r, at, 8)
	if h == nil {
		return frame{}
	}
	end := at + 8 + int64(binary.BigEndian.Uint32(h))
	return frame{kind: string(h[4:]), start: at + 8, end: end, next: end + 4}
}

// riffChunk reads a chunk: four bytes of kind, and four of length. Chunks begin at even offsets.
func riffChunk(r io.ReaderAt, at int64) frame {
	h := readAt(r, at, 8)
	if h == nil {
		return frame{}
	}
	end := at + 8 + int64(binary.LittleEndian.Uint32(h[4:]))
	return frame{kind: string(h[:4]), start: at + 8, end: end, next: end + end%2}
}

// mediaBox reads a box: four bytes of length, which includes the header, and four of kind. If the length is 1, it is in
// the next eight bytes. mediaBox stops at a length of 0, which only the last box can have: no box that is needed here
// is the last one.
func mediaBox(r io.ReaderAt, at int64) frame {
	h := readAt(r, at, 8)
	if h == nil {
		return frame{}
	}
	start, length := at+8, int64(binary.BigEndian.Uint32(h))
	if length == 1 {
		long := readAt(r, start, 8)
		if long == nil {
			return frame{}
		}
		start, length = start+8, int64(binary.BigEndian.Uint64(long))
	}
	return frame{kind: string(h[4:]), start: start, end: at + length, next: at + length}
}
