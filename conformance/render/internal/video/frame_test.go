package video_test

import (
	"errors"
	"image"
	"testing"
	"time"

	"github.com/openimagekit/imagekit/conformance/render/internal/video"
	"github.com/openimagekit/imagekit/conformance/render/internal/videotest"
	"github.com/openimagekit/imagekit/internal/race"
)

func TestSource_Frame(t *testing.T) {
	race.SkipSlow(t)
	t.Parallel()
	source := open(t, newTool(t, video.Limits{}), mp4(t))
	for at, frame := range map[time.Duration]int{
		0:                       0,
		500 * time.Millisecond:  5,
		1999 * time.Millisecond: 19, // no frame begins after this time
		time.Hour:               19,
	} {
		m, err := source.Frame(t.Context(), at)
		if err != nil {
			t.Fatalf("%v: %v", at, err)
		}
		if m.Bounds() != image.Rect(0, 0, 160, 90) {
			t.Fatalf("%v: the frame has %v pixels", at, m.Bounds())
		}
		for _, p := range []image.Point{{0, 0}, {80, 45}, {159, 89}, {159, 0}} {
			checkPixel(t, m, p, videotest.Color(p.X, p.Y, frame))
		}
	}
}

func TestSource_Frame_Rotated(t *testing.T) {
	race.SkipSlow(t)
	t.Parallel()
	m, err := open(t, newTool(t, video.Limits{}), rotate(t, mp4(t))).Frame(t.Context(), 0)
	if err != nil {
		t.Fatal(err)
	}
	if m.Bounds() != image.Rect(0, 0, 90, 160) {
		t.Fatalf("the frame has %v pixels", m.Bounds())
	}
	checkPixel(t, m, image.Pt(89, 0), videotest.Color(0, 0, 0))
	checkPixel(t, m, image.Pt(0, 159), videotest.Color(159, 89, 0))
}

func TestSource_Frame_Sound(t *testing.T) {
	race.SkipSlow(t)
	t.Parallel()
	source := open(t, newTool(t, video.Limits{}), videotest.Make(t, "a.m4a", "-vn", "-c:a", "aac"))
	if _, err := source.Frame(t.Context(), 0); !errors.Is(err, video.ErrFormat) {
		t.Errorf("got %v, want ErrFormat", err)
	}
}

func BenchmarkSource_Frame(b *testing.B) {
	source := open(b, newTool(b, video.Limits{}), mp4(b))
	for b.Loop() {
		if _, err := source.Frame(b.Context(), time.Second); err != nil {
			b.Fatal(err)
		}
	}
}
