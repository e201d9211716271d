package media

import (
	"encoding/binary"
	"io"
	"math"
	"strings"
)

// Video has the properties of a video or audio file. A field is nil if the file does not have it.
type Video struct {
	Width, Height          *int64   // in pixels
	BitRate                *int64   // in kbit/s
	Duration               *float64 // in whole seconds
	AudioCodec, VideoCodec *string  // such as aac and h264
}

// codecs has the names of codecs by the kinds of samples.
//
// Assumed: the names of audio and video codecs are those of ffmpeg. Only aac and h264 are documented.
var codecs = map[string]string{
	"avc1": "h264", "avc3": "h264", "hvc1": "hevc", "hev1": "hevc", "av01": "av1", "vp08": "vp8", "vp09": "vp9",
	"mp4v": "mpeg4",
	"mp4a": "aac", "Opus": "opus", "ac-3": "ac3", "ec-3": "eac3", "fLaC": "flac", "alac": "alac", ".mp3": "mp3",
}

// ReadVideo reads the headers of an MP4 or QuickTime file. It returns nil if info has another media type, such as that
// of WebM, and if the headers are missing.
func ReadVideo(content *io.SectionReader, info Info) *Video {
	switch info.MediaType {
	case "video/mp4", "video/quicktime", "audio/mp4":
	default:
		return nil
	}
	movie := findBox(content, "moov")
	if movie == nil {
		return nil
	}
	v := &Video{}
	v.setDuration(seconds(findBox(movie, "mvhd")), content.Size())
	tracks := 0
	for kind, track := range fileParts(movie, 0, mediaBox) {
		if kind != "trak" {
			continue
		}
		if tracks++; tracks > maxTracks {
			break
		}
		v.addTrack(track)
	}
	return v
}

// maxTracks limits the work for a malicious file.
const maxTracks = 32

// findBox returns the content of the box at a path of boxes, or nil if one of them is missing.
func findBox(r *io.SectionReader, path ...string) *io.SectionReader {
	for _, name := range path {
		var found *io.SectionReader
		for kind, body := range fileParts(r, 0, mediaBox) {
			if kind == name {
				found = body
				break
			}
		}
		if r = found; r == nil {
			return nil
		}
	}
	return r
}

// seconds returns the duration in the movie header, which has ticks per second and the number of ticks. It returns 0 if
// the duration is not known.
func seconds(header *io.SectionReader) float64 {
	if header == nil {
		return 0
	}
	var scale, ticks float64
	if b := readAt(header, 0, 32); b != nil && b[0] == 1 { // the version with times of 64 bits
		scale, ticks = float64(binary.BigEndian.Uint32(b[20:])), float64(binary.BigEndian.Uint64(b[24:]))
	} else if b := readAt(header, 0, 20); b != nil {
		scale, ticks = float64(binary.BigEndian.Uint32(b[12:])), float64(binary.BigEndian.Uint32(b[16:]))
	}
	if scale == 0 || ticks/scale > math.MaxInt32 {
		return 0
	}
	return ticks / scale
}

// setDuration sets the duration, and the bit rate that results from it and from the size in bytes. The duration is in
// whole seconds, because it is an integer in the vendor's OpenAPI document.
//
// Contradiction: the bit rate of a video is in kbit/s according to its description in the vendor's OpenAPI document,
// but in bit/s in the examples of this document and of the documentation of 2024. The mock server follows the
// description.
func (v *Video) setDuration(length float64, size int64) {
	if length > 0 {
		v.Duration = new(math.Trunc(length))
		v.BitRate = new(int64(math.Round(min(float64(size)*8/length/1000, math.MaxInt32))))
	}
}

// addTrack adds the codec of the first track with pictures or with sound.
func (v *Video) addTrack(track *io.SectionReader) {
	handler := findBox(track, "mdia", "hdlr")
	samples := findBox(track, "mdia", "minf", "stbl", "stsd")
	if handler == nil || samples == nil {
		return
	}
	codec := codecOf(readAt(samples, 12, 4))
	switch string(readAt(handler, 8, 4)) {
	case "vide":
		if v.VideoCodec == nil {
			v.VideoCodec = codec
			v.setSize(findBox(track, "tkhd"))
		}
	case "soun":
		if v.AudioCodec == nil {
			v.AudioCodec = codec
		}
	}
}

// codecOf returns the name of a codec, or the kind of samples if the name is not known.
func codecOf(kind []byte) *string {
	if kind == nil {
		return nil
	}
	if known := codecs[string(kind)]; known != "" {
		return &known
	}
	return new(strings.ToValidUTF8(string(kind), "?"))
}

// setSize reads width and height at the end of the track header, which are 16.16 fixed-point numbers.
func (v *Video) setSize(header *io.SectionReader) {
	if header == nil {
		return
	}
	if b := readAt(header, header.Size()-8, 8); b != nil {
		v.Width, v.Height = new(int64(binary.BigEndian.Uint16(b))), new(int64(binary.BigEndian.Uint16(b[4:])))
	}
}
