package codec

import (
	"bytes"
	"encoding/binary"
)

// Tags of the first directory of EXIF data, which is a TIFF structure.
const (
	tagOrientation  = 0x112
	tagXResolution  = 0x11a
	tagYResolution  = 0x11b
	tagUnit         = 0x128
	tagExtraSamples = 0x152
	tagXMP          = 0x2bc
	tagProfile      = 0x8773
)

// kindSizes has the sizes of one value by its kind, from kind 1 on.
var kindSizes = [...]int64{0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8}

const (
	kindShort    = 3
	kindRational = 5
	unitInch     = 2
)

// directory is the first directory of a TIFF structure. Its values are not trusted.
type directory struct {
	data    []byte
	order   binary.ByteOrder
	entries []byte // 12 bytes each
}

// openDirectory returns nil for data that is no TIFF structure.
func openDirectory(data []byte) *directory {
	if Sniff(data) != TIFF || len(data) < 8 {
		return nil
	}
	d := &directory{data: data, order: binary.LittleEndian}
	if data[0] == 'M' {
		d.order = binary.BigEndian
	}
	at := int64(d.order.Uint32(data[4:]))
	if at+2 > int64(len(data)) {
		return nil
	}
	n := int64(d.order.Uint16(data[at:]))
	d.entries = data[at+2 : min(int64(len(data)), at+2+12*n)]
	return d
}

// entry returns the 12 bytes of an entry, or nil if there is none with the tag.
func (d *directory) entry(tag uint16) []byte {
	if d == nil {
		return nil
	}
	for e := d.entries; len(e) >= 12; e = e[12:] {
		if d.order.Uint16(e) == tag {
			return e[:12]
		}
	}
	return nil
}

// value returns the bytes of a value, which are a part of the data, or nil.
func (d *directory) value(tag uint16) []byte {
	e := d.entry(tag)
	if e == nil {
		return nil
	}
	kind := d.order.Uint16(e[2:])
	if int(kind) >= len(kindSizes) {
		return nil
	}
	size := kindSizes[kind] * int64(d.order.Uint32(e[4:]))
	if size <= 4 {
		return e[8 : 8+size]
	}
	at := int64(d.order.Uint32(e[8:]))
	if at+size > int64(len(d.data)) {
		return nil
	}
	return d.data[at : at+size]
}

// valueOf returns the bytes of a single value of a kind, or nil.
func (d *directory) valueOf(tag, kind uint16) []byte {
	e := d.entry(tag)
	if e == nil || d.order.Uint16(e[2:]) != kind || d.order.Uint32(e[4:]) != 1 {
		return nil
	}
	return d.value(tag)
}

// orientationOf returns 1 if EXIF data has no valid orientation.
func orientationOf(exif []byte) int {
	d := openDirectory(exif)
	if v := d.valueOf(tagOrientation, kindShort); v != nil {
		if o := int(d.order.Uint16(v)); 1 <= o && o <= 8 {
			return o
		}
	}
	return 1
}

// uprightEXIF returns a copy of EXIF data for a picture whose pixels have been turned: the orientation becomes 1. Its
// density becomes dpi, if that is not 0 and the data has one.
func uprightEXIF(exif []byte, dpi int) []byte {
	exif = bytes.Clone(exif)
	d := openDirectory(exif)
	if v := d.valueOf(tagOrientation, kindShort); v != nil {
		d.order.PutUint16(v, 1)
	}
	if dpi == 0 {
		return exif
	}
	for _, tag := range []uint16{tagXResolution, tagYResolution} {
		if v := d.valueOf(tag, kindRational); v != nil {
			d.order.PutUint32(v, uint32(dpi))
			d.order.PutUint32(v[4:], 1)
		}
	}
	if v := d.valueOf(tagUnit, kindShort); v != nil {
		d.order.PutUint16(v, unitInch)
	}
	return exif
}
