package media_test

import (
	"bytes"
	"io"
	"runtime"
	"runtime/metrics"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/media"
	"github.com/openimagekit/imagekit/conformance/mockserver/internal/media/sample"
)

// allocated returns how many bytes the process has allocated so far.
func allocated() uint64 {
	read := []metrics.Sample{{Name: "/gc/heap/allocs:bytes"}}
	metrics.Read(read)
	return read[0].Value.Uint64()
}

// TestReadMetadata_BeyondBounds reads files whose pixels would take up to gigabytes. It is not parallel, because it
// would count the allocations of other tests.
func TestReadMetadata_BeyondBounds(t *testing.T) {
	const most = 48 << 20
	for name, test := range map[string]struct {
		content       []byte
		width, height int
	}{
		"a.png":  {sample.TallPNG(t), 1, 1 << 24},
		"b.png":  {sample.WidePNG(t, 65536), 65536, 1},
		"c.png":  {sample.PNGOfSize(t, 10_001, 10_000), 10_001, 10_000},
		"d.png":  {sample.TransparentGrayPNG(8_000, 8_000), 8_000, 8_000},
		"a.gif":  {sample.GIFOfSize(10_001, 10_000), 10_001, 10_000},
		"a.bmp":  {sample.BMPOfSize(t, 10_000, 9_000), 10_000, 9_000},
		"a.jpg":  {sample.ProgressiveJPEG(8_000, 8_000), 8_000, 8_000},
		"a.webp": {sample.WebPOfSize(16_000, 6_000), 16_000, 6_000},
		"a.tiff": {sample.TIFFOfSize(t, 6_000, 6_000), 6_000, 6_000},
	} {
		before := allocated()
		m := metadataOf(t, name, test.content)
		if n := allocated() - before; n > most {
			t.Errorf("%s: %d bytes were allocated, want at most %d", name, n, most)
		}
		wantFields(t, m, map[string]any{"width": test.width, "height": test.height, "size": len(test.content)})
		if m["pHash"] != nil {
			t.Errorf("%s: the perceptual hash is %v", name, m["pHash"])
		}
	}
}

func TestReadMetadata_WithinBounds(t *testing.T) {
	t.Parallel()
	for name, content := range map[string][]byte{
		"65,535 pixels": sample.WidePNG(t, 65535), "100 scans": sample.JPEGOfScans(t, 100),
	} {
		if m := metadataOf(t, name, content); m["pHash"] == nil {
			t.Errorf("%s: there is no perceptual hash", name)
		}
	}
	if m := metadataOf(t, "a.jpg", sample.JPEGOfScans(t, 101)); m["pHash"] != nil {
		t.Errorf("a picture of 101 scans has the perceptual hash %v", m["pHash"])
	}
}

// TestReadMetadata_LargeFile reads a picture followed by zeros, in a file of 40 MB and in one that is a byte longer.
func TestReadMetadata_LargeFile(t *testing.T) {
	t.Parallel()
	content := append(sample.PNG(t, 40, 30, false), make([]byte, 40<<20)...)
	if m := metadataOf(t, "a.png", content[:40<<20]); m["pHash"] == nil {
		t.Error("40 MB: there is no perceptual hash")
	}
	if m := metadataOf(t, "a.png", content[:40<<20+1]); m["pHash"] != nil {
		t.Errorf("more than 40 MB: the perceptual hash is %v", m["pHash"])
	}
}

// crowd counts the goroutines that read at once.
type crowd struct {
	io.ReaderAt
	now, most *atomic.Int32
}

func (c crowd) ReadAt(p []byte, at int64) (int, error) {
	n := c.now.Add(1)
	defer c.now.Add(-1)
	for old := c.most.Load(); n > old && !c.most.CompareAndSwap(old, n); old = c.most.Load() {
	}
	for range 100 {
		runtime.Gosched()
	}
	return c.ReaderAt.ReadAt(p, at)
}

// TestReadMetadata_Concurrent checks that at most two pictures are decoded at once. It uses GIF files, of which nothing
// but pixels is read after the inspection.
func TestReadMetadata_Concurrent(t *testing.T) {
	t.Parallel()
	content := sample.GIF(t, 64, 64)
	info := inspect(t, "a.gif", content)
	var now, most atomic.Int32
	var wg sync.WaitGroup
	for range 16 {
		wg.Go(func() {
			r := io.NewSectionReader(crowd{bytes.NewReader(content), &now, &most}, 0, int64(len(content)))
			if media.ReadMetadata(r, info).PHash == nil {
				t.Error("there is no perceptual hash")
			}
		})
	}
	wg.Wait()
	if most.Load() > 2 {
		t.Errorf("%d pictures are decoded at once, want at most 2", most.Load())
	}
}
