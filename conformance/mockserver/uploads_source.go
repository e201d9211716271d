package mockserver

import (
	"cmp"
	"context"
	"encoding/base64"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/access"
	"github.com/openimagekit/imagekit/conformance/mockserver/internal/store"
)

// Bounds of a download from a URL.
const (
	// fetchTimeout is how long the server waits for the header of a response, as the service does.
	fetchTimeout = 8 * time.Second
	// defaultFetchTime is how long a download can take, redirects included.
	defaultFetchTime = 10 * time.Minute
	// maxFetched is how many bytes a file can have if [WithMaxFileSize] does not set another limit. Of a compressed
	// response, the decompressed bytes count.
	maxFetched = 300 << 20
	// maxRedirects is how many redirects are followed.
	maxRedirects = 5
)

// Errors of a URL. The service also answers 400 if it cannot fetch one.
var (
	errFetch       = invalid(filePart, "The URL could not be fetched")
	errNotLoopback = invalid(filePart, "The mock server fetches URLs on the loopback interface only")
)

// content returns the bytes of an upload, however they were sent. The caller owns them.
//
// Text of any length is decoded from one blob into another and never held in memory as a whole.
func (a *api) content(ctx context.Context, f *form) (*store.Blob, error) {
	if !f.isText {
		b, err := a.lib.Blobs().Adopt(f.file)
		if err == nil {
			f.file = nil
		}
		return b, err
	}
	head, err := f.file.Head(maxURL)
	if err != nil {
		return nil, err
	}
	switch text := strings.ToLower(string(head[:min(len(head), 8)])); {
	case len(head) == 0:
		return nil, missing(filePart)
	case strings.HasPrefix(text, "http://"), strings.HasPrefix(text, "https://"):
		return a.fetch(ctx, string(head))
	case strings.HasPrefix(text, "data:"):
		return a.decodeDataURI(f.file, string(head))
	}
	return a.decodeBase64(f.file, 0)
}

// decodeBase64 decodes the text behind an offset. Line breaks are skipped; padding is required.
func (a *api) decodeBase64(text *store.Blob, offset int64) (*store.Blob, error) {
	r, err := text.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	if _, err := r.Seek(offset, io.SeekStart); err != nil {
		return nil, err
	}
	b, err := a.readFileBytes(base64.NewDecoder(base64.StdEncoding, r))
	if _, corrupt := errors.AsType[base64.CorruptInputError](err); corrupt || errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, invalid(filePart, "It is no file, URL, data URI or base64")
	}
	return b, err
}

// decodeDataURI reads data:image/png;base64,... or percent-encoded text without the word base64. A long one without
// base64 is refused: it would have to be decoded in memory, and no client sends one.
func (a *api) decodeDataURI(text *store.Blob, head string) (*store.Blob, error) {
	header, start, ok := strings.Cut(head, ",")
	if !ok {
		return nil, invalid(filePart, "The data URI has no comma")
	}
	if strings.HasSuffix(header, ";base64") {
		return a.decodeBase64(text, int64(len(header)+1))
	}
	if text.Size > int64(len(head)) {
		return nil, invalid(filePart, "A long data URI has to be in base64")
	}
	plain, err := url.PathUnescape(start)
	if err != nil {
		return nil, invalid(filePart, "The data URI is malformed")
	}
	return a.readFileBytes(strings.NewReader(plain))
}

// fetch downloads a file, from this machine only unless [WithRemoteFetch] allows others.
func (a *api) fetch(ctx context.Context, rawURL string) (*store.Blob, error) {
	ctx, cancel := context.WithTimeout(ctx, a.fetchTime)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, strings.TrimSpace(rawURL), nil)
	if err != nil {
		return nil, invalid(filePart, "The URL is malformed")
	}
	req.Header.Set("User-Agent", access.UserAgent) // redirects keep it
	if err := a.checkFetch(req, nil); err != nil {
		return nil, err
	}
	// Connections are not kept open, so that none is left when the server closes.
	transport := &http.Transport{
		DisableKeepAlives: true, ResponseHeaderTimeout: fetchTimeout, MaxResponseHeaderBytes: 64 << 10,
	}
	res, err := (&http.Client{Transport: transport, CheckRedirect: a.checkFetch}).Do(req)
	if errors.Is(err, errNotLoopback) {
		return nil, errNotLoopback
	}
	if err != nil {
		return nil, errFetch
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return nil, errFetch
	}
	return a.readFetched(res)
}

// readFetched stores the body of a response.
func (a *api) readFetched(res *http.Response) (*store.Blob, error) {
	limit := cmp.Or(a.maxFileSize, maxFetched)
	if res.ContentLength > limit {
		return nil, errTooLarge
	}
	b, err := a.lib.Blobs().Read(limitSize(res.Body, limit))
	if err != nil && errors.Is(bodyError(err), errIncomplete) { // an error of the response
		return nil, errFetch
	}
	return b, err
}

// mayFetch refuses hosts other than this machine, unless they are allowed. It has the signature of
// http.Client.CheckRedirect, so that it checks redirects too.
func (a *api) checkFetch(req *http.Request, via []*http.Request) error {
	if !a.remoteFetch && isUntrusted(req.Context()) {
		return errUntrustedFetch
	}
	host := req.URL.Hostname()
	if ip := net.ParseIP(host); !a.remoteFetch && host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return errNotLoopback
	}
	if len(via) > maxRedirects {
		return errFetch
	}
	return nil
}
