package video_test

import (
	"bytes"
	"encoding/binary"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/openimagekit/imagekit/conformance/render/internal/video"
	"github.com/openimagekit/imagekit/conformance/render/internal/videotest"
	"github.com/openimagekit/imagekit/internal/race"
)

// boxAt returns where the content of a box of an MP4 file begins, and the boxes around it.
func boxAt(t *testing.T, file []byte, path ...string) (at int, parents []int) {
	t.Helper()
	start, end := 0, len(file)
	for _, kind := range path {
		found := false
		for p := start; p+8 <= end; {
			length := int(binary.BigEndian.Uint32(file[p:]))
			if string(file[p+4:p+8]) == kind {
				parents, start, end, found = append(parents, p), p+8, p+length, true
				break
			}
			p += max(length, 8)
		}
		if !found {
			t.Fatalf("there is no box %s in %q", kind, path)
		}
	}
	return start, parents
}

// rotate returns an MP4 file that is to be shown turned by 90 degrees clockwise.
func rotate(t *testing.T, file []byte) []byte {
	t.Helper()
	at, _ := boxAt(t, file, "moov", "trak", "tkhd")
	file = bytes.Clone(file)
	for i, n := range []uint32{0, 0x1_0000, 0, 0xffff_0000, 0, 0, 90 << 16, 0, 0x4000_0000} {
		binary.BigEndian.PutUint32(file[at+40+4*i:], n)
	}
	return file
}

// withExternalTrack returns an MP4 file whose first track is in another file.
func withExternalTrack(t *testing.T, file []byte, other string) []byte {
	t.Helper()
	at, parents := boxAt(t, file, "moov", "trak", "mdia", "minf", "dinf", "dref")
	// An alias record of the Macintosh: a header, and the absolute path, whose tag is 2, as its only part.
	record := append(make([]byte, 150), 0, 2)
	record = binary.BigEndian.AppendUint16(record, uint16(len(other)))
	record = append(record, other...)
	if len(other)%2 == 1 {
		record = append(record, 0)
	}
	record = append(record, 0xff, 0xff, 0, 0)
	content := append([]byte{0, 0, 0, 0, 0, 0, 0, 1}, binary.BigEndian.AppendUint32(nil, uint32(12+len(record)))...)
	content = append(append(content, "alis\x00\x00\x00\x00"...), record...)
	last := parents[len(parents)-1]
	length := int(binary.BigEndian.Uint32(file[last:]))
	growth := uint32(8 + len(content) - length)
	changed := append(bytes.Clone(file[:at]), content...)
	changed = append(changed, file[last+length:]...)
	for _, p := range parents {
		binary.BigEndian.PutUint32(changed[p:], binary.BigEndian.Uint32(changed[p:])+growth)
	}
	return changed
}

// TestSource_Frame_ExternalTrack has a video whose frames are in another file, which ffmpeg would read if it were
// allowed to.
func TestSource_Frame_ExternalTrack(t *testing.T) {
	race.SkipSlow(t)
	t.Parallel()
	file := videotest.Make(t, "a.mov", append(videotest.MP4, "-an")...)
	folder := t.TempDir()
	secret := filepath.Join(folder, "secret.mov")
	hostile := withExternalTrack(t, file, secret)
	mdat, _ := boxAt(t, hostile, "mdat")
	moov, _ := boxAt(t, hostile, "moov")
	clear(hostile[mdat : moov-8]) // the frames are in the other file only
	path := filepath.Join(folder, "hostile.mov")
	for name, content := range map[string][]byte{secret: file, path: hostile} {
		if err := os.WriteFile(name, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	allowed := exec.CommandContext(t.Context(), "ffmpeg", "-v", "error", "-xerror", "-enable_drefs", "1",
		"-use_absolute_path", "1", "-i", path, "-f", "null", "-")
	if text, err := allowed.CombinedOutput(); err != nil {
		t.Fatalf("ffmpeg does not read the other file when it is allowed to: %v: %s", err, text)
	}
	source, err := newTool(t, video.Limits{}).Open(t.Context(), hostile)
	if err != nil {
		return // refused
	}
	defer source.Close()
	if _, err := source.Frame(t.Context(), 0); err == nil {
		t.Error("a frame of the other file was read")
	}
}
