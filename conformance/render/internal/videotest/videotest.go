// Package videotest makes videos for tests, with ffmpeg.
package videotest

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// The properties of the video that Make makes.
const (
	Width     = 160
	Height    = 90
	FrameRate = 10 // frames in a second
	Frames    = 20
)

// Need skips a test on a machine without ffmpeg.
func Need(t testing.TB) {
	t.Helper()
	for _, name := range []string{"ffmpeg", "ffprobe"} {
		if _, err := exec.LookPath(name); err != nil {
			t.Skip("the program " + name + " is not installed (Debian: apt-get install ffmpeg); .ci/run needs it")
		}
	}
}

// Color is the color that a pixel has in a frame. The red part tells the column, the green one the row, and the blue
// one the frame.
func Color(x, y, frame int) color.NRGBA {
	return color.NRGBA{uint8(x * 255 / Width), uint8(y * 255 / Height), uint8(frame * 255 / Frames), 255}
}

// Make returns a video of two seconds with sound. The end of the name says the format of the file, and arguments of
// ffmpeg say the codecs, such as MP4.
//
// It makes each file once. The file must not be written to.
func Make(t testing.TB, name string, args ...string) []byte {
	t.Helper()
	Need(t)
	key := name + " " + strings.Join(args, " ")
	made.Lock()
	defer made.Unlock()
	if _, ok := made.files[key]; !ok {
		made.files[key] = makeFile(t, name, args)
	}
	return made.files[key]
}

// made are the files that were made already.
var made = struct {
	sync.Mutex
	files map[string][]byte
}{files: map[string][]byte{}}

func makeFile(t testing.TB, name string, args []string) []byte {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	command := []string{
		"-v", "error", "-f", "rawvideo", "-pix_fmt", "rgb24", "-s", "160x90", "-r", "10", "-i", "pipe:0",
		"-f", "lavfi", "-i", "sine=frequency=440:duration=2", "-pix_fmt", "yuv444p", "-g", "5",
	}
	command = append(append(command, args...), "-threads", "1", "-y", path)
	cmd := exec.CommandContext(t.Context(), "ffmpeg", command...)
	cmd.Stdin = bytes.NewReader(samples())
	if text, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("ffmpeg: %v: %s", err, text)
	}
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

// MP4 are arguments for Make, for a file named a.mp4 whose pixels are nearly as they were made.
var MP4 = []string{"-c:v", "libx264", "-qp", "0", "-c:a", "aac"}

// FirstFrame decodes the first frame of a video.
func FirstFrame(t testing.TB, file []byte) image.Image {
	t.Helper()
	path := filepath.Join(t.TempDir(), "video")
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}
	frame, err := exec.CommandContext(t.Context(), "ffmpeg", "-v", "error", "-i", path, "-frames:v", "1", "-c:v", "png",
		"-f", "image2pipe", "pipe:1").Output()
	if err != nil {
		t.Fatal(err)
	}
	m, err := png.Decode(bytes.NewReader(frame))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// samples returns the pixels of all frames.
func samples() []byte {
	var b []byte
	for frame := range Frames {
		for y := range Height {
			for x := range Width {
				c := Color(x, y, frame)
				b = append(b, c.R, c.G, c.B)
			}
		}
	}
	return b
}
