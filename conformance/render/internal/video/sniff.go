package video

import "strings"

// Format is a format of files that contain videos.
type Format string

// The formats that are read. Their values are names of demuxers of ffmpeg.
const (
	QuickTime Format = "mov" // also MP4 and 3GP
	Matroska  Format = "matroska"
	Ogg       Format = "ogg"
	AVI       Format = "avi"
	MPEG      Format = "mpeg"
	MPEGTS    Format = "mpegts"
	GIF       Format = "gif"
)

// packetSize is the size of a packet in an MPEG transport stream, which begins with syncByte.
const (
	packetSize = 188
	syncByte   = 'G'
)

// Sniff returns the format of a file from its first bytes, or an empty string for an unknown one. 512 bytes are enough.
func Sniff(head []byte) Format {
	beginning := string(head[:min(len(head), 2*packetSize+5)])
	begins := func(prefix string) bool { return strings.HasPrefix(beginning, prefix) }
	switch {
	case len(beginning) < 16:
		return ""
	case beginning[0] == 0 && isQuickTimeBox(beginning[4:8], beginning[8:12]):
		return QuickTime
	case begins("\x1a\x45\xdf\xa3"):
		return Matroska
	case begins("OggS\x00"):
		return Ogg
	case begins("RIFF") && beginning[8:12] == "AVI ":
		return AVI
	case begins("\x00\x00\x01\xba"):
		return MPEG
	case begins("GIF87a"), begins("GIF89a"):
		return GIF
	case isTransportStream(beginning, 0, packetSize), isTransportStream(beginning, 4, packetSize+4):
		return MPEGTS
	}
	return ""
}

// isQuickTimeBox reports whether a video can begin with a box of a type. The brand is that of a box of type ftyp. Those
// of pictures are HEIC and AVIF.
func isQuickTimeBox(kind, brand string) bool {
	switch kind {
	case "ftyp":
		return !strings.HasPrefix(brand, "he") && !strings.HasPrefix(brand, "avi") && brand != "mif1" && brand != "msf1"
	case "moov", "mdat", "wide", "free", "skip":
		return true
	}
	return false
}

// isTransportStream reports whether packets of a size begin at an offset. Packets of 192 bytes have a time before the
// sync byte.
func isTransportStream(beginning string, at, size int) bool {
	return len(beginning) > at+size && beginning[at] == syncByte && beginning[at+size] == syncByte
}

// mediaTypes are the media types of formats.
var mediaTypes = map[Format]string{
	QuickTime: "video/mp4", Matroska: "video/x-matroska", Ogg: "video/ogg", AVI: "video/x-msvideo", MPEG: "video/mpeg",
	MPEGTS: "video/mp2t", GIF: "image/gif",
}

// MediaType returns the media type of a file from its first bytes, such as video/mp4. It is empty for an unknown
// format.
func MediaType(head []byte) string {
	format := Sniff(head)
	beginning := string(head[:min(len(head), 64)])
	switch {
	case format == Matroska && strings.Contains(beginning, "webm"):
		return "video/webm"
	case format == QuickTime && (beginning[4:8] != "ftyp" || beginning[8:12] == "qt  "):
		return "video/quicktime"
	case format == QuickTime && beginning[8:12] == "M4A ":
		return "audio/mp4"
	}
	return mediaTypes[format]
}
