package mockserver_test

import (
	"math"
	"testing"
)

func TestMetadataOfVideos(t *testing.T) {
	t.Parallel()
	s := start(t)
	pictures, sound := track("vide", "avc1", 1280, 720), track("soun", "mp4a", 0, 0)
	for name, test := range map[string]struct {
		content []byte
		mime    string
		want    map[string]any
	}{
		"pictures and sound": {videoFile("isom", 7583, sound, pictures), "video/mp4", map[string]any{
			"width": 1280, "height": 720, "duration": 7, "bitRate": 6, "audioCodec": "aac", "videoCodec": "h264",
		}},
		"the first of two tracks": {videoFile("mp42", 1000, pictures, track("vide", "hvc1", 2, 2)), "video/mp4", map[string]any{
			"width": 1280, "height": 720, "videoCodec": "h264",
		}},
		"a codec without another name": {videoFile("qt  ", 1000, track("vide", "apcn", 2, 2)), "video/quicktime", map[string]any{
			"videoCodec": "apcn",
		}},
		"boxes and times of 64 bits": {longVideo(90_000, pictures), "video/mp4", map[string]any{"duration": 90, "videoCodec": "h264"}},
		"sound alone":                {videoFile("M4A ", 61000, sound), "audio/mp4", map[string]any{"duration": 61, "audioCodec": "aac"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file := put(t, s, name, test.content)
			wantFields(t, file, test.want)
			about := details(t, s, file["fileId"])
			wantFields(t, about, test.want)
			wantFields(t, about, map[string]any{"mime": test.mime, "fileType": "non-image"})
			wantFields(t, metadataOf(t, s, name, test.content), test.want)
		})
	}
}

func TestMetadataOfDamagedVideos(t *testing.T) {
	t.Parallel()
	s := start(t)
	whole := videoFile("isom", 7583, track("vide", "avc1", 1280, 720))
	ftyp, mdat := mediaBox("ftyp", "isom", be(0)), "\x00\x00\x00\x01mdat"
	for name, content := range map[string][]byte{
		"without headers":           whole[:5000],
		"a box without a length":    []byte(ftyp + be(0) + "mdat"),
		"a box that is its own end": []byte(ftyp + be(1) + "mdat" + be(0, 0)),
		"a box beyond all ends":     []byte(ftyp + mdat + be(math.MaxInt32, math.MaxUint32) + "more"),
		"a box that overflows":      []byte(ftyp + mdat + be(math.MaxUint32, math.MaxUint32) + "more"),
		"an hour without end":       []byte(ftyp + mediaBox("moov", mediaBox("mvhd", be(0, 0, 0, 0, 1), zeroBytes(80)))),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := metadataOf(t, s, name, content)
			wantFields(t, m, map[string]any{"format": "mp4", "size": len(content)})
			if m["duration"] != nil || m["width"] != nil {
				t.Errorf("the metadata are %v", m)
			}
		})
	}
}
