package urlbuilder

import (
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/openimagekit/imagekit/internal/keys"
)

// Options describes the URL to build. Either Path or Src is required.
type Options struct {
	// Path is the path of the file in the media library, with or without a leading slash. Characters that a URL path
	// cannot contain are percent-encoded; a percent sign followed by two hexadecimal digits is kept. Dot segments are
	// resolved; a path that leads out of the URL endpoint is an error. A path that begins with tr: contains another
	// transformation. A path that begins with http:// or https:// is the source of a web proxy; if the URL is signed,
	// the whole path is percent-encoded, as the service requires. The source must not have a user name; a question mark
	// in it is encoded, so its query is sent to the other server: https://imagekit.io/docs/integration/web-proxy
	Path string
	// Src is a complete URL. The transformation goes into the query, regardless of TransformationPosition, and the
	// query of Src is kept. The URL can be signed if Src is under the URL endpoint. A signature in Src is removed,
	// because it would be invalid for the new URL. Characters that browsers rewrite are written as browsers write them.
	Src string
	// URLEndpoint replaces the URL endpoint of the builder, unless it is empty.
	URLEndpoint string
	// Transformation is applied to the file on delivery.
	Transformation Chain
	// TransformationPosition replaces the builder's position, unless it is DefaultPosition.
	TransformationPosition TransformationPosition
	// Rendition selects a file that the service makes of the file at the path, such as a [Thumbnail] of a video or an
	// [HLS] manifest. If it is empty, the file itself is delivered.
	Rendition Rendition
	// SEOName is a name that the URL has in place of the file's own name, so that search engines see a name that
	// describes the picture. Write it without an extension and without percent-encoding: with the path
	// /menu/DSC1234.jpg and the SEOName espresso, the URL ends in /ik-seo/menu/DSC1234/espresso.jpg. It must not
	// contain a slash or begin with ik- or tr:. It cannot be combined with Src:
	// https://imagekit.io/docs/dynamic-seo-suffix
	SEOName string
	// Prompt describes a picture that an AI model of the service generates. Path is the path of the new picture, with
	// the extension of its format. Write the prompt without percent-encoding; it must not be blank or contain control
	// characters. It cannot be combined with Src, SEOName and Rendition. Sign such URLs, and restrict unsigned URLs in
	// the account: otherwise everybody can change the prompt. See https://imagekit.io/docs/ai-transformations
	Prompt string
	// Version is the id of a version of the file, FileVersion.VersionInfo.ID in package imagekit. Empty means the
	// current version. In the URL, it is the query parameter ik-obj-version.
	Version string
	// AttachmentName is the name under which a browser saves the file. It implies Attachment. Write it without
	// percent-encoding; it must not contain slashes or control characters. In the URL, it is the query parameter
	// ik-attachment-filename.
	AttachmentName string
	// QueryParameters are appended in this order, before the transformation if it is in the query, and after those of
	// Version, Attachment and AttachmentName.
	QueryParameters []QueryParameter
	// Attachment makes browsers save the file instead of showing it: the service responds with the header
	// Content-Disposition: attachment. In the URL, it is the query parameter ik-attachment=true.
	Attachment bool
	// Signed appends a signature.
	Signed bool
	// ExpiresIn makes the URL expire after this time, rounded up to seconds. It implies Signed.
	ExpiresIn time.Duration
	// ExpiresAt makes the URL expire at this time, rounded up to seconds. It implies Signed.
	ExpiresAt time.Time
	// ExpiryBucket rounds the expiry up to a multiple of this duration since 1970, so that URLs which are built within
	// a bucket are equal and browsers and CDNs can cache what they deliver. For example, with ExpiresIn and
	// ExpiryBucket of an hour, a URL is valid for one to two hours, and a new one is built every hour. It must be a
	// whole number of seconds, and requires ExpiresIn or ExpiresAt. 0 means no rounding.
	ExpiryBucket time.Duration
}

// signed reports whether the URL is signed.
func (o *Options) signed() bool {
	return o.Signed || o.ExpiresIn != 0 || !o.ExpiresAt.IsZero() || o.ExpiryBucket != 0
}

func (o *Options) expiry() expiry {
	return expiry{in: o.ExpiresIn, at: o.ExpiresAt, bucket: o.ExpiryBucket}
}

// QueryParameter is one query parameter.
type QueryParameter struct{ Name, Value string }

// Builder builds delivery URLs under one URL endpoint. It is safe for concurrent use.
type Builder struct {
	endpoint    string // ends in a slash; empty if not configured
	position    TransformationPosition
	dialect     Dialect
	signs       bool       // whether a private key is configured
	scratchPool *sync.Pool // of *scratch
	now         func() time.Time
}

// New returns a builder. The URL endpoint may be empty if every call sets Options.URLEndpoint. The error, if any, is a
// [BuildError].
func New(c Config) (*Builder, error) {
	if c.PrivateKey != "" {
		if err := keys.Check(c.PrivateKey); err != nil {
			return nil, &BuildError{Field: "PrivateKey", Reason: err.Error()}
		}
	}
	if c.Dialect != Classic && c.Dialect != Current {
		value := strconv.Itoa(int(c.Dialect))
		return nil, &BuildError{Field: "Dialect", Value: value, Reason: "must be Classic or Current"}
	}
	if err := c.TransformationPosition.check(); err != nil {
		return nil, err
	}
	b := &Builder{position: c.TransformationPosition, dialect: c.Dialect, now: c.Now}
	b.signs, b.scratchPool = c.PrivateKey != "", newScratchPool(c.PrivateKey)
	if b.now == nil {
		b.now = time.Now
	}
	if b.position == DefaultPosition {
		b.position = PathPosition
		if c.Dialect == Current {
			b.position = QueryPosition
		}
	}
	if c.URLEndpoint == "" {
		return b, nil
	}
	var err error
	if b.endpoint, err = cleanEndpoint(c.URLEndpoint); err != nil {
		return nil, err
	}
	return b, nil
}

// URL builds a delivery URL. The error, if any, is a [BuildError].
func (b *Builder) URL(o Options) (string, error) {
	if !o.signed() { // the buffer of a signed URL cannot be on the stack
		var buffer [quickSize]byte
		if out, _, ok := b.appendQuick(buffer[:0], &o); ok {
			return string(out), nil
		}
	}
	w := b.scratchPool.Get().(*scratch)
	defer b.release(w)
	out, err := b.append(w.buffer[:0], &o, w)
	if err != nil {
		return "", err
	}
	w.buffer = out
	return string(out), nil
}

// AppendURL appends a delivery URL to dst and returns the extended slice, or dst itself and a [BuildError].
func (b *Builder) AppendURL(dst []byte, o Options) ([]byte, error) {
	w := b.scratchPool.Get().(*scratch)
	defer b.release(w)
	return b.append(dst, &o, w)
}

func (b *Builder) append(dst []byte, o *Options, w *scratch) ([]byte, error) {
	signed := o.signed()
	if signed && !b.signs {
		return dst, errNoKey()
	}
	u := unsigned{tail: len(b.endpoint)}
	var ok bool
	if u.out, u.separator, ok = b.appendQuick(dst, o); !ok {
		var err error
		if u, err = b.appendUnsigned(dst, o, signed); err != nil {
			return dst, err
		}
	}
	if !signed {
		return u.out, nil
	}
	expiry, err := b.expiry(o.expiry())
	if err != nil {
		return dst, err
	}
	return w.appendSignature(u.out, len(dst)+u.tail, u.separator, expiry), nil
}

// appendUnsigned appends a URL without its signature.
func (b *Builder) appendUnsigned(dst []byte, o *Options, signed bool) (unsigned, error) {
	switch {
	case o.Path != "" && o.Src != "":
		return unsigned{}, &BuildError{Field: "Src", Reason: "must be empty if there is a Path"}
	case o.Src != "":
		return b.fromSrc(dst, o, signed)
	}
	return b.fromPath(dst, o, signed)
}

func errNoKey() error { return &BuildError{Field: "PrivateKey", Reason: "is required for signed URLs"} }

// unsigned is a URL before it is signed.
type unsigned struct {
	out       []byte
	tail      int  // index in the URL at which the signed part begins
	separator byte // before the next query parameter
}

// fromPath appends the URL of a path.
func (b *Builder) fromPath(dst []byte, o *Options, signed bool) (unsigned, error) {
	if o.Path == "" {
		return unsigned{}, &BuildError{Field: "Path", Reason: "is required if there is no Src"}
	}
	if o.isVariant() {
		if err := o.checkVariant(); err != nil {
			return unsigned{}, err
		}
	}
	u, transformed, err := b.beforePath(dst, o)
	if err != nil {
		return u, err
	}
	if u.out, err = o.appendFile(u.out, transformed || b.dialect == Current, signed); err != nil {
		return u, err
	}
	return u, b.afterPath(&u, o)
}

// beforePath appends what a URL has before the path of the file. It reports whether that includes a transformation.
func (b *Builder) beforePath(dst []byte, o *Options) (u unsigned, transformed bool, err error) {
	endpoint, err := b.endpointOf(o)
	if err != nil {
		return u, false, err
	}
	if endpoint == "" {
		return u, false, &BuildError{Field: "URLEndpoint", Reason: "is required"}
	}
	u = unsigned{out: append(dst, endpoint...), separator: '?'}
	u.tail = len(u.out) - len(dst)
	if o.SEOName != "" { // before the transformation, as in the documentation of the service
		u.out = append(u.out, seoPrefix...)
	}
	position, err := b.positionOf(o)
	if err == nil && position == PathPosition && len(o.Transformation) > 0 {
		transformed, err = u.transformPath(o.Transformation, b.dialect)
	}
	return u, transformed, err
}

// afterPath appends what a URL has after the path of the file.
func (b *Builder) afterPath(u *unsigned, o *Options) error {
	chain := o.Transformation
	if position, err := b.positionOf(o); err != nil || position == PathPosition {
		chain = nil
	}
	if o.hasOwnParameters() {
		return b.appendOwnQuery(u, "", o, chain)
	}
	if len(o.QueryParameters) == 0 && len(chain) == 0 {
		return nil
	}
	return b.appendQuery(u, "", o.QueryParameters, chain)
}

// endpointOf returns the URL endpoint of a URL.
func (b *Builder) endpointOf(o *Options) (string, error) {
	if o.URLEndpoint == "" {
		return b.endpoint, nil
	}
	return cleanEndpoint(strings.Clone(o.URLEndpoint)) // the copy keeps the caller's Options out of the heap
}

// positionOf returns the position of the transformation of a URL.
func (b *Builder) positionOf(o *Options) (TransformationPosition, error) {
	if o.TransformationPosition == DefaultPosition {
		return b.position, nil
	}
	return o.TransformationPosition, o.TransformationPosition.check()
}

// transformPath appends tr:CHAIN/ unless the chain is empty. It reports whether it has appended something.
func (u *unsigned) transformPath(chain Chain, dialect Dialect) (bool, error) {
	out := append(u.out, "tr:"...)
	start := len(out)
	out, err := appendChain(out, chain, inPath, dialect)
	if err != nil {
		return false, err
	}
	if len(out) == start {
		return false, nil
	}
	if hasDots(out[start:]) {
		return false, &BuildError{
			Field: transformationField, Value: string(out[start:]),
			Reason: "has a dot segment, which would change the path of the URL; use QueryPosition",
		}
	}
	u.out = append(out, '/')
	return true, nil
}

// fromSrc appends a complete URL.
func (b *Builder) fromSrc(dst []byte, o *Options, signed bool) (unsigned, error) {
	s := splitURL(o.Src)
	host, ok := cleanHost(s.scheme, s.host)
	if s.scheme == "" || !ok || hasControl(o.Src) {
		return unsigned{}, &BuildError{Field: "Src", Reason: "must be an absolute http or https URL without user name"}
	}
	if strings.Contains(o.Src, "#") {
		return unsigned{}, &BuildError{Field: "Src", Reason: "must not have a fragment, which is never sent"}
	}
	endpoint, err := b.endpointOf(o)
	if err != nil {
		return unsigned{}, err
	}
	u := unsigned{out: append(append(append(dst, s.scheme...), host...), '/'), separator: '?'}
	u.tail = len(u.out) - len(dst)
	start := len(u.out)
	if u.out, err = appendPath(u.out, s.path, false); err != nil {
		return u, inField(err, "Src")
	}
	if o.isVariant() {
		if u.out, err = o.appendSrcRendition(u.out, start); err != nil {
			return u, err
		}
	}
	if signed {
		if endpoint == "" {
			return u, &BuildError{Field: "URLEndpoint", Reason: "is required for a signature"}
		}
		if !strings.HasPrefix(string(u.out[len(dst):]), endpoint) {
			return u, &BuildError{Field: "Src", Reason: "cannot be signed", Err: ErrEndpointMismatch}
		}
		u.tail = len(endpoint)
	}
	if o.hasOwnParameters() {
		return u, b.appendOwnQuery(&u, s.query, o, o.Transformation)
	}
	return u, b.appendQuery(&u, s.query, o.QueryParameters, o.Transformation)
}
