package media_test

import (
	"math"
	"testing"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/media/sample"
)

func TestReadVideo(t *testing.T) {
	t.Parallel()
	pictures, sound := sample.Track("vide", "avc1", 1280, 720), sample.Track("soun", "mp4a", 0, 0)
	for name, test := range map[string]struct {
		content []byte
		mime    string
		want    map[string]any
	}{
		"pictures and sound": {sample.Video("isom", 7583, sound, pictures), "video/mp4", map[string]any{
			"width": 1280, "height": 720, "duration": 7, "bitRate": 6, "audioCodec": "aac", "videoCodec": "h264",
		}},
		"the first of two tracks": {
			sample.Video("mp42", 1000, pictures, sample.Track("vide", "hvc1", 2, 2)),
			"video/mp4",
			map[string]any{
				"width": 1280, "height": 720, "videoCodec": "h264",
			},
		},
		"an unknown codec": {
			sample.Video("qt  ", 1000, sample.Track("vide", "apcn", 2, 2)),
			"video/quicktime",
			map[string]any{
				"videoCodec": "apcn",
			},
		},
		"boxes and times of 64 bits": {
			sample.LongVideo(90_000, pictures), "video/mp4",
			map[string]any{"duration": 90, "videoCodec": "h264"},
		},
		"sound alone": {
			sample.Video("M4A ", 61000, sound), "audio/mp4",
			map[string]any{"duration": 61, "audioCodec": "aac"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if info := inspect(t, name, test.content); info.MediaType != test.mime || info.Image != nil {
				t.Errorf("the file is %+v, want the type %s", info, test.mime)
			}
			wantFields(t, metadataOf(t, name, test.content), test.want)
		})
	}
}

func TestReadVideo_Damaged(t *testing.T) {
	t.Parallel()
	whole := sample.Video("isom", 7583, sample.Track("vide", "avc1", 1280, 720))
	ftyp, mdat := sample.Box("ftyp", "isom", sample.Uint32s(0)), "\x00\x00\x00\x01mdat"
	for name, content := range map[string][]byte{
		"without headers":           whole[:5000],
		"a box without a length":    []byte(ftyp + sample.Uint32s(0) + "mdat"),
		"a box that is its own end": []byte(ftyp + sample.Uint32s(1) + "mdat" + sample.Uint32s(0, 0)),
		"a box beyond all ends":     []byte(ftyp + mdat + sample.Uint32s(math.MaxInt32, math.MaxUint32) + "more"),
		"a box that overflows":      []byte(ftyp + mdat + sample.Uint32s(math.MaxUint32, math.MaxUint32) + "more"),
		"no ticks per second": []byte(ftyp +
			sample.Box("moov", sample.Box("mvhd", sample.Uint32s(0, 0, 0, 0, 1), sample.Zeros(80)))),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := metadataOf(t, name, content)
			wantFields(t, m, map[string]any{"format": "mp4", "size": len(content)})
			if m["duration"] != nil || m["width"] != nil {
				t.Errorf("the metadata are %v", m)
			}
		})
	}
}
