package sample

import "encoding/binary"

// order is one of the two byte orders of EXIF data.
type order interface {
	binary.ByteOrder
	binary.AppendByteOrder
}

// Field is an entry of an EXIF directory: its tag, its kind, and numbers or text.
type Field struct {
	Tag, Kind uint16
	Numbers   []uint32 // two for each rational number
	Text      string   // for kinds 2 and 7, including a final zero byte
}

// ASCII returns a field with text, which ends with a zero byte.
func ASCII(tag uint16, s string) Field { return Field{Tag: tag, Kind: 2, Text: s + "\x00"} }

// Undefined returns a field with bytes whose meaning depends on the tag.
func Undefined(tag uint16, s string) Field { return Field{Tag: tag, Kind: 7, Text: s} }

// Octets returns a field with unsigned 8-bit numbers.
func Octets(tag uint16, n ...uint32) Field { return Field{Tag: tag, Kind: 1, Numbers: n} }

// Short returns a field with unsigned 16-bit numbers.
func Short(tag uint16, n ...uint32) Field { return Field{Tag: tag, Kind: 3, Numbers: n} }

// Long returns a field with unsigned 32-bit numbers.
func Long(tag uint16, n ...uint32) Field { return Field{Tag: tag, Kind: 4, Numbers: n} }

// Ratio returns a field with rational numbers: a numerator and a denominator for each.
func Ratio(tag uint16, n ...uint32) Field { return Field{Tag: tag, Kind: 5, Numbers: n} }

// SignedRatio returns a field with signed rational numbers: a numerator and a denominator for each.
func SignedRatio(tag uint16, n ...int32) Field {
	return Field{Tag: tag, Kind: 10, Numbers: unsigned(n)}
}

func unsigned(numbers []int32) []uint32 {
	var out []uint32
	for _, n := range numbers {
		out = append(out, uint32(n))
	}
	return out
}

// data returns the encoded value.
func (f Field) data(o order) []byte {
	b := []byte(f.Text)
	for _, n := range f.Numbers {
		switch f.Kind {
		case 1:
			b = append(b, byte(n))
		case 3:
			b = o.AppendUint16(b, uint16(n))
		default:
			b = o.AppendUint32(b, n)
		}
	}
	return b
}

// count returns the number of values.
func (f Field) count() int {
	if f.Kind == 5 || f.Kind == 10 {
		return len(f.Numbers) / 2
	}
	return max(len(f.Numbers), len(f.Text))
}

// Directories are the directories of EXIF data.
type Directories struct{ Image, Thumbnail, Details, GPS, Interoperability []Field }

// size returns the size of a directory in bytes, including its values.
func size(fields []Field) uint32 {
	n := 2 + 12*len(fields) + 4
	for _, f := range fields {
		if long := len(f.data(binary.BigEndian)); long > 4 {
			n += long
		}
	}
	return uint32(n)
}

// Encode returns the EXIF data in a byte order: the directories one after the other, and the tags that have their
// offsets.
func (d Directories) Encode(o order) string {
	const pointer = 12
	thumbnail := 8 + size(d.Image) + 2*pointer
	details := thumbnail + size(d.Thumbnail)
	gps := details + size(d.Details) + pointer
	interoperability := gps + size(d.GPS)
	b := []byte("II*\x00\x08\x00\x00\x00")
	if o == order(binary.BigEndian) {
		b = []byte("MM\x00*\x00\x00\x00\x08")
	}
	image := append(d.Image[:len(d.Image):len(d.Image)], Long(0x8769, details), Long(0x8825, gps))
	b = appendDirectory(b, o, image, thumbnail)
	b = appendDirectory(b, o, d.Thumbnail, 0)
	b = appendDirectory(b, o, append(d.Details[:len(d.Details):len(d.Details)], Long(0xa005, interoperability)), 0)
	b = appendDirectory(b, o, d.GPS, 0)
	return string(appendDirectory(b, o, d.Interoperability, 0))
}

func appendDirectory(b []byte, o order, fields []Field, next uint32) []byte {
	at := uint32(len(b) + 2 + 12*len(fields) + 4)
	var values []byte
	b = o.AppendUint16(b, uint16(len(fields)))
	for _, f := range fields {
		b = o.AppendUint16(b, f.Tag)
		b = o.AppendUint16(b, f.Kind)
		b = o.AppendUint32(b, uint32(f.count()))
		if data := f.data(o); len(data) <= 4 {
			b = append(b, append(data, 0, 0, 0, 0)[:4]...)
		} else {
			b = o.AppendUint32(b, at+uint32(len(values)))
			values = append(values, data...)
		}
	}
	return append(o.AppendUint32(b, next), values...)
}
