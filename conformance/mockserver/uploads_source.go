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

// Limits of a download from a URL.
const (
	// fetchTimeout is how long the server waits for the header of a response. The service waits for the same time.
	fetchTimeout = 8 * time.Second
	// defaultFetchTime is the maximum duration of a download, including redirects.
	defaultFetchTime = 10 * time.Minute
	// maxFetched is the maximum size of a file in bytes if [WithMaxFileSize] sets no other limit. For a compressed
	// response, it limits the decompressed size.
	maxFetched = 300 << 20
	// maxRedirects is the maximum number of redirects.
	maxRedirects = 5
)

// Responses to uploads whose URL cannot be fetched. The service also responds with status 400.
var (
	errFetch       = invalid(filePart, "The URL could not be fetched")
	errNotLoopback = invalid(filePart, "The mock server fetches URLs on the loopback interface only")
)

// content returns the bytes of an uploaded file, whether they were sent as bytes, as text or as a URL. The caller is
// the owner of the blob.
//
// Text is decoded from one blob into another, so that it is never in memory as a whole.
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

// decodeBase64 decodes base64 text from an offset on. It skips line breaks and requires padding.
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
		return nil, invalid(filePart, "It is not a file, URL, data URI or base64")
	}
	return b, err
}

// decodeDataURI decodes a data URI: data:image/png;base64,... or percent-encoded text without the word base64. It
// rejects percent-encoded text of more than maxURL bytes, because it would have to be decoded in memory; no known
// client sends it.
func (a *api) decodeDataURI(text *store.Blob, head string) (*store.Blob, error) {
	header, start, ok := strings.Cut(head, ",")
	if !ok {
		return nil, invalid(filePart, "The data URI has no comma")
	}
	if strings.HasSuffix(header, ";base64") {
		return a.decodeBase64(text, int64(len(header)+1))
	}
	if text.Size > int64(len(head)) {
		return nil, invalid(filePart, "A data URI of more than 8 KB must be in base64")
	}
	plain, err := url.PathUnescape(start)
	if err != nil {
		return nil, invalid(filePart, "The data URI is malformed")
	}
	return a.readFileBytes(strings.NewReader(plain))
}

// fetch downloads a file. Without [WithRemoteFetch], it only downloads from loopback addresses.
func (a *api) fetch(ctx context.Context, rawURL string) (*store.Blob, error) {
	ctx, cancel := context.WithTimeout(ctx, a.fetchTime)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, strings.TrimSpace(rawURL), nil)
	if err != nil {
		return nil, invalid(filePart, "The URL is malformed")
	}
	req.Header.Set("User-Agent", access.UserAgent) // is also sent after redirects
	if err := a.checkFetch(req, nil); err != nil {
		return nil, err
	}
	// Connections are not reused, so that none is open after the server is closed.
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
	if err != nil && errors.Is(bodyError(err), errIncomplete) { // an error of the response's body
		return nil, errFetch
	}
	return b, err
}

// checkFetch returns an error if the URL of req must not be fetched. It has the signature of http.Client.CheckRedirect,
// so that it also checks redirects.
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
