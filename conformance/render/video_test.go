package render_test

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/openimagekit/imagekit/conformance/render"
	"github.com/openimagekit/imagekit/conformance/render/internal/videotest"
	"github.com/openimagekit/imagekit/internal/race"
	"github.com/openimagekit/imagekit/urlbuilder"
)

// withFFmpeg returns a renderer with the installed ffmpeg.
func withFFmpeg(t testing.TB) *render.Renderer {
	t.Helper()
	videotest.Need(t)
	return render.New(render.Options{FFmpeg: "ffmpeg"})
}

// sample is a video of 160 by 90 pixels and two seconds, with sound.
func sample(t testing.TB) []byte {
	t.Helper()
	return videotest.Make(t, "a.mp4", videotest.MP4...)
}

// applyTo applies a chain to a file with ffmpeg.
func applyTo(t testing.TB, file []byte, chain string) *render.Rendition {
	t.Helper()
	return applyRequest(t, render.Request{Source: file, Chain: parse(t, chain)})
}

func applyRequest(t testing.TB, request render.Request) *render.Rendition {
	t.Helper()
	got, err := withFFmpeg(t).Render(t.Context(), request)
	if err != nil {
		t.Fatalf("%s: %v", request.Chain, err)
	}
	return got
}

// checkColor compares the color of a pixel with that of the sample at a place and a frame.
func checkColor(t *testing.T, m image.Image, at, source image.Point, frame int) {
	t.Helper()
	want := videotest.Color(source.X, source.Y, frame)
	if got := color.NRGBAModel.Convert(m.At(at.X, at.Y)).(color.NRGBA); distance(got, want) > 15 {
		t.Errorf("pixel %v is %v, want %v as at %v in frame %d", at, got, want, source, frame)
	}
}

// TestRender_VideoSizes checks the size, and which part of the frames is kept.
func TestRender_VideoSizes(t *testing.T) {
	race.SkipSlow(t)
	t.Parallel()
	for _, test := range []struct {
		chain    string
		size     image.Point
		from, to image.Point // of the sample, at the top left and bottom right corner
	}{
		{"w-80", image.Pt(80, 44), image.Pt(0, 0), image.Pt(159, 87)}, // 45 rows
		{"w-60,h-60,fo-left", image.Pt(60, 60), image.Pt(0, 0), image.Pt(89, 89)},
		{"w-40,h-20,cm-extract,x-10,y-ih_div_2", image.Pt(40, 20), image.Pt(10, 45), image.Pt(49, 64)},
		{"h-180,ar-2", image.Pt(360, 180), image.Pt(0, 5), image.Pt(159, 84)},
		{"rt-180:w-80,h-90,fo-left", image.Pt(80, 90), image.Pt(159, 89), image.Pt(80, 0)},
		{"if-w_gt_100,w-100,h-50,c-force,if-else,w-50,if-end", image.Pt(100, 50), image.Pt(0, 0), image.Pt(159, 89)},
	} {
		t.Run(test.chain, func(t *testing.T) {
			t.Parallel()
			got := applyTo(t, sample(t), test.chain+":q-90")
			m := videotest.FirstFrame(t, got.Body)
			if size := image.Pt(got.Width, got.Height); size != test.size || m.Bounds().Size() != test.size {
				t.Fatalf("got %v, in the file %v, want %v", size, m.Bounds(), test.size)
			}
			checkColor(t, m, image.Point{}, test.from, 0)
			checkColor(t, m, test.size.Sub(image.Pt(1, 1)), test.to, 0)
			if got.ContentType != "video/mp4" {
				t.Errorf("got %s", got.ContentType)
			}
		})
	}
}

func TestRender_VideoPadding(t *testing.T) {
	race.SkipSlow(t)
	t.Parallel()
	got := applyTo(t, sample(t), "w-160,h-160,cm-pad_resize,bg-FF0000,fo-top,q-90:rt-90,b-10_FF0000")
	m := videotest.FirstFrame(t, got.Body)
	if m.Bounds() != image.Rect(0, 0, 180, 180) {
		t.Fatalf("got %v", m.Bounds())
	}
	checkColor(t, m, image.Pt(165, 14), image.Pt(4, 4), 0) // the padding is at the bottom, then at the left
	checkColor(t, m, image.Pt(82, 169), image.Pt(159, 87), 0)
	for _, at := range []image.Point{{20, 90}, {179, 90}, {90, 0}} {
		c := color.NRGBAModel.Convert(m.At(at.X, at.Y)).(color.NRGBA)
		if distance(c, color.NRGBA{R: 255, A: 255}) > 15 {
			t.Errorf("pixel %v is %v, want red", at, c)
		}
	}
	if worst := got.Report.Worst(); worst != render.Approximate { // q
		t.Errorf("the report is %s", got.Report)
	}
}

// probe returns properties of a video: the duration in tenths of a second and the codecs.
func probe(t *testing.T, file []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "video")
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}
	output, err := exec.CommandContext(t.Context(), "ffprobe", "-v", "error", "-of", "default=nw=1:nk=1",
		"-show_entries", "stream=codec_name:format=duration", path).Output()
	if err != nil {
		t.Fatal(err)
	}
	fields := strings.Fields(string(output))
	last := len(fields) - 1
	duration, err := strconv.ParseFloat(fields[last], 64)
	if err != nil {
		t.Fatal(err)
	}
	fields[last] = strconv.FormatFloat(duration, 'f', 1, 64)
	return strings.Join(fields, " ")
}

func TestRender_VideoTrim(t *testing.T) {
	race.SkipSlow(t)
	t.Parallel()
	for chain, want := range map[string]struct {
		frame    int // at the start
		duration string
	}{
		"so-0.5,du-1,eo-1.2": {5, "0.7"},
		"so-0.5:so-0.4":      {9, "1.1"},
	} {
		t.Run(chain, func(t *testing.T) {
			t.Parallel()
			got := applyTo(t, sample(t), chain+",ac-none")
			if properties := probe(t, got.Body); properties != "h264 "+want.duration {
				t.Errorf("got %s, want %s", properties, want.duration)
			}
			checkColor(t, videotest.FirstFrame(t, got.Body), image.Pt(80, 45), image.Pt(80, 45), want.frame)
			if got.Report.Worst() != render.Exact {
				t.Errorf("the report is %s", got.Report)
			}
		})
	}
}

func TestRender_VideoFormats(t *testing.T) {
	race.SkipSlow(t)
	t.Parallel()
	for _, test := range []struct {
		chain, accept, contentType, properties string
		varies                                 bool
	}{
		{"q-10", "", "video/mp4", "h264 aac 2.0", true},
		{"q-10", "video/webm, */*", "video/webm", "vp9 opus 2.0", true},
		{"vc-av1,ac-none", "", "video/webm", "av1 2.0", false},
		{"vc-none", "", "audio/mp4", "aac 2.0", true},
	} {
		t.Run(test.chain, func(t *testing.T) {
			t.Parallel()
			got := applyRequest(t, render.Request{Source: sample(t), Chain: parse(t, test.chain), Accept: test.accept})
			if properties := probe(t, got.Body); got.ContentType != test.contentType || properties != test.properties {
				t.Errorf("got %s, %s; want %s, %s", got.ContentType, properties, test.contentType, test.properties)
			}
			if got.Varies.Accept != test.varies {
				t.Errorf("varies is %+v", got.Varies)
			}
			if hasSize := strings.HasPrefix(test.contentType, "video"); hasSize != (got.Width == 160) {
				t.Errorf("the width is %d", got.Width)
			}
		})
	}
}

func TestRender_VideoThumbnail(t *testing.T) {
	race.SkipSlow(t)
	t.Parallel()
	for chain, frame := range map[string]int{
		"so-idu_div_4,eo-1,vc-h264":       5,
		"w-80,h-90,fo-right,so-0.3,f-png": 3,
	} {
		got := applyRequest(t, render.Request{Source: sample(t), Chain: parse(t, chain), Thumbnail: true})
		m := decode(t, got)
		size := m.Bounds().Size()
		checkColor(t, m, size.Sub(image.Pt(1, 1)), image.Pt(159, 89), frame)
		want := "image/jpeg"
		if strings.Contains(chain, "png") {
			want = "image/png"
		}
		if got.ContentType != want {
			t.Errorf("%s: got %s, want %s", chain, got.ContentType, want)
		}
	}
	got := applyRequest(t, render.Request{Source: sample(t), Chain: parse(t, "so-1,eo-2,w-80"), Thumbnail: true})
	if want := "exact: so-1, w-80; not rendered: eo-2"; got.Report.String() != want || got.Width != 80 {
		t.Errorf("got %q, width %d; want %q", got.Report, got.Width, want)
	}
}

// TestRender_VideoNamed has the start of a thumbnail in a named transformation.
func TestRender_VideoNamed(t *testing.T) {
	t.Parallel()
	race.SkipSlow(t)
	request := render.Request{Source: sample(t), Chain: parse(t, "n-late:f-png"), Thumbnail: true}
	request.Named = map[string]urlbuilder.Chain{"late": parse(t, "so-1.2,w-80")}
	m := decode(t, applyRequest(t, request))
	if m.Bounds().Dx() != 80 {
		t.Errorf("got %v", m.Bounds())
	}
	checkColor(t, m, image.Pt(0, 0), image.Pt(0, 0), 12)
}

func TestRender_VideoReport(t *testing.T) {
	race.SkipSlow(t)
	t.Parallel()
	const layer = "l-image,i-a.png,w-20,bg-red,l-end"
	got := applyTo(t, sample(t), "w-80,e-grayscale,r-10:"+layer+":rt-45,bg-blurred,fo-face,f-gif")
	const want = "exact: w-80; not rendered: e-grayscale, r-10, l-image, i-a.png, w-20, bg-red, rt-45, bg-blurred, " +
		"fo-face, f-gif"
	if got.Report.String() != want || got.Width != 80 {
		t.Errorf("got %q, width %d; want %q", got.Report, got.Width, want)
	}
}

// TestRender_VideoUnchanged has videos that are delivered as they are.
func TestRender_VideoUnchanged(t *testing.T) {
	race.SkipSlow(t)
	t.Parallel()
	for _, chain := range []string{"e-grayscale", "w-80,orig-true", "di-a.png"} {
		if got := applyTo(t, sample(t), chain); !bytes.Equal(got.Body, sample(t)) || got.ContentType != "video/mp4" {
			t.Errorf("%s: got %d bytes of %s", chain, len(got.Body), got.ContentType)
		}
	}
}

func TestRender_VideoErrors(t *testing.T) {
	race.SkipSlow(t)
	t.Parallel()
	silent := videotest.Make(t, "silent.mp4", append(videotest.MP4, "-an")...)
	for _, test := range []struct {
		file  []byte
		chain string
		want  error
	}{
		{sample(t), "so-2", render.ErrTransformation},
		{sample(t), "f-mp4,vc-vp9", render.ErrTransformation},
		{silent, "vc-none", render.ErrTransformation},
		{sample(t), "w-20,h-20,cm-extract,x-150", render.ErrTransformation},
		{sample(t), "w-10000", render.ErrLimit},
		{sample(t)[:3000], "w-100", render.ErrSource},
	} {
		_, err := withFFmpeg(t).Render(t.Context(), render.Request{Source: test.file, Chain: parse(t, test.chain)})
		if !errors.Is(err, test.want) {
			t.Errorf("%s: got %v, want %v", test.chain, err, test.want)
		}
	}
}

// TestRender_WithoutFFmpeg has a renderer that does not render videos.
func TestRender_WithoutFFmpeg(t *testing.T) {
	t.Parallel()
	file := []byte("\x00\x00\x00\x10ftypisom\x00\x00\x00\x00")
	for _, path := range []string{"", "/nowhere/ffmpeg"} {
		r := render.New(render.Options{FFmpeg: path})
		got, err := r.Render(t.Context(), render.Request{Source: file, Chain: parse(t, "so-1,w-80")})
		if err != nil {
			t.Fatal(err)
		}
		const want = "not rendered: so-1 (needs ffmpeg), w-80 (needs ffmpeg)"
		if got.Report.String() != want || !bytes.Equal(got.Body, file) || got.ContentType != "video/mp4" {
			t.Errorf("got %q, %s; want %q", got.Report, got.ContentType, want)
		}
		_, err = r.Render(t.Context(), render.Request{Source: file, Thumbnail: true})
		if !errors.Is(err, render.ErrSource) || !strings.Contains(err.Error(), "ffmpeg") {
			t.Errorf("a thumbnail: got %v, want an ErrSource", err)
		}
	}
}

// TestRender_VideoOfGIF has GIF files, which become videos if the request asks for one.
func TestRender_VideoOfGIF(t *testing.T) {
	race.SkipSlow(t)
	t.Parallel()
	file := gifOf(t, 40, 20, 3)
	got := applyRequest(t, render.Request{Source: file, Video: true})
	if got.ContentType != "video/mp4" || got.Width != 40 || got.Height != 20 {
		t.Errorf("got %s, %dx%d", got.ContentType, got.Width, got.Height)
	}
	if m := videotest.FirstFrame(t, got.Body); m.Bounds() != image.Rect(0, 0, 40, 20) {
		t.Errorf("got %v", m.Bounds())
	}
	got = applyRequest(t, render.Request{Source: file, Video: true, Chain: parse(t, "w-20,f-webm")})
	if got.ContentType != "video/webm" || got.Width != 20 || got.Report.Worst() != render.Exact {
		t.Errorf("got %s, width %d, %s", got.ContentType, got.Width, got.Report)
	}
	if got = applyTo(t, file, "w-20"); got.ContentType != "image/gif" {
		t.Errorf("a GIF file became %s", got.ContentType)
	}
	_, err := render.New(render.Options{}).Render(t.Context(), render.Request{Source: file, Video: true})
	if !errors.Is(err, render.ErrSource) {
		t.Errorf("without ffmpeg: got %v, want an ErrSource", err)
	}
}

func BenchmarkRender_Video(b *testing.B) {
	r, request := withFFmpeg(b), render.Request{Source: sample(b)}
	for name, chain := range map[string]string{"thumbnail": "w-80", "trim": "so-1,w-80"} {
		request.Thumbnail = name == "thumbnail"
		b.Run(name, func(b *testing.B) {
			request.Chain = parse(b, chain)
			for b.Loop() {
				if _, err := r.Render(b.Context(), request); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
