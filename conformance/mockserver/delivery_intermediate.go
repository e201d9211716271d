package mockserver

import (
	"io"
	"net/http"
	"sync"
	"time"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/library"
)

// operation is how the service makes what a URL asks for.
type operation int

const (
	instant     operation = iota // while the request waits
	aiOperation                  // with an AI model
	videoOperation
	streamOperation // an adaptive stream
)

// operationOf returns how the service makes what a URL asks for.
//
// Assumed: everything that is made of a video takes time, also a thumbnail, and so does the video of a GIF. The
// documentation says this of video transformations, and lists thumbnails and videos of GIFs among them.
// https://imagekit.io/docs/video-webhook-events
func (a *api) operationOf(f library.Asset, t library.Target) operation {
	kind := f.Kind()
	switch {
	case a.intermediate == 0 || !t.Transformed():
		return instant
	case t.Suffix == library.HLS || t.Suffix == library.DASH:
		return streamOperation
	case kind == "video" || t.Suffix == library.GIFVideo:
		return videoOperation
	case kind == "image" && a.lib.UsesAI(t):
		return aiOperation
	}
	return instant
}

// serveIntermediate writes the response to a request for a result that is not ready.
//
// Assumed: the redirect to the original of a private file has a signature only if the request has one. The page about
// an AI transformation has no other text.
//
// https://imagekit.io/docs/ai-transformations, https://imagekit.io/docs/video-transformation,
// https://imagekit.io/docs/adaptive-bitrate-streaming
func (a *api) serveIntermediate(
	w http.ResponseWriter, r *http.Request, f library.Asset, t library.Target, kind operation,
) error {
	h := w.Header()
	h.Set("Cache-Control", "no-cache")
	switch kind {
	case streamOperation:
		w.WriteHeader(http.StatusAccepted)
	case videoOperation:
		original, err := a.lib.OriginalURL(f, t)
		if err != nil {
			return err
		}
		http.Redirect(w, r, original, http.StatusFound)
	default:
		h.Set("is-intermediate-response", "true")
		h.Set("Content-Type", "text/html; charset=utf-8")
		_, _ = io.WriteString(w, "The asset is currently being prepared")
	}
	return nil
}

// maxPreparations is how many results a server remembers the first request for. The oldest are forgotten, so that
// their next request begins anew.
const maxPreparations = 10_000

// preparations remembers when results were first requested. It is safe for concurrent use.
type preparations struct {
	now      func() time.Time
	duration time.Duration // of the preparation of each result

	mu    sync.Mutex
	since map[string]time.Time
	keys  []string // in the order of their first request
}

// isRunning reports whether a result is not ready. The first call for a key begins its preparation.
func (p *preparations) isRunning(key string) bool {
	now := p.now()
	p.mu.Lock()
	defer p.mu.Unlock()
	since, ok := p.since[key]
	if !ok {
		p.begin(key, now)
		return true
	}
	return now.Sub(since) < p.duration
}

// begin adds a key. Its callers hold the lock.
func (p *preparations) begin(key string, now time.Time) {
	if p.since == nil {
		p.since = map[string]time.Time{}
	}
	if len(p.keys) >= maxPreparations {
		delete(p.since, p.keys[0])
		p.keys = p.keys[1:]
	}
	p.since[key] = now
	p.keys = append(p.keys, key)
}
