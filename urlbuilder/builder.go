package urlbuilder

import (
	"errors"
	"fmt"
	"math"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// Config is what a Builder needs to know.
type Config struct {
	URLEndpoint string           // e.g. https://ik.imagekit.io/demo, with or without a slash at its end
	PrivateKey  string           // signs; not needed for unsigned URLs
	Now         func() time.Time // clock for ExpiresIn; time.Now if nil

	TransformationPosition TransformationPosition
	Dialect                Dialect
}

// Builder builds delivery URLs under one URL endpoint. It is safe for concurrent use.
type Builder struct {
	endpoint string // ends in a slash; empty if there is none
	key      []byte
	now      func() time.Time

	transformationPosition TransformationPosition
	dialect                Dialect
}

// Options says which URL to build.
type Options struct {
	// Path of the file in the media library; with or without a leading slash. What a URL path cannot hold is percent-encoded;
	// a percent sign with two hexadecimal digits behind it stays as it is.
	Path string
	// URLEndpoint replaces the builder's.
	URLEndpoint string
	// Transformation is applied to the file on delivery.
	Transformation Chain
	// TransformationPosition replaces the builder's.
	TransformationPosition TransformationPosition
	// QueryParameters are appended in this order, before the transformation if that is in the query.
	QueryParameters []Parameter
	// Signed appends a signature.
	Signed bool
	// ExpiresIn makes a signed URL expire after this time, at least one second; it implies Signed.
	ExpiresIn time.Duration
}

// Parameter is one query parameter.
type Parameter struct{ Name, Value string }

// Errors of a builder. What it returns wraps one of them and says more.
var (
	ErrEndpointMissing = errors.New("no URL endpoint")
	ErrEndpointInvalid = errors.New("URL endpoint must be an absolute http or https URL without query and fragment")
	ErrPathMissing     = errors.New("no path")
	ErrPathInvalid     = errors.New("path cannot stand in a URL")
	ErrKeyMissing      = errors.New("signing needs a private key")
	ErrExpiryInvalid   = errors.New("expiry must be at least one second ahead")
	ErrParameter       = errors.New("query parameter cannot be set")
)

// New returns a builder. The URL endpoint may be empty if each URL names its own.
func New(c Config) (*Builder, error) {
	b := &Builder{
		key: []byte(c.PrivateKey), now: c.Now,
		transformationPosition: c.TransformationPosition, dialect: c.Dialect,
	}
	if b.now == nil {
		b.now = time.Now
	}
	if c.URLEndpoint == "" {
		return b, nil
	}
	var err error
	b.endpoint, err = cleanEndpoint(c.URLEndpoint)
	return b, err
}

func cleanEndpoint(endpoint string) (string, error) {
	u, err := url.Parse(endpoint)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil || strings.ContainsAny(endpoint, "?#") {
		return "", fmt.Errorf("%w: %q", ErrEndpointInvalid, endpoint)
	}
	return strings.TrimRight(endpoint, "/") + "/", nil
}

// URL builds a delivery URL.
func (b *Builder) URL(o Options) (string, error) {
	out, err := b.AppendURL(nil, o)
	return string(out), err
}

// AppendURL appends a delivery URL to dst and returns the extended slice; dst itself if there is an error.
func (b *Builder) AppendURL(dst []byte, o Options) ([]byte, error) {
	endpoint := b.endpoint
	if o.URLEndpoint != "" {
		var err error
		if endpoint, err = cleanEndpoint(o.URLEndpoint); err != nil {
			return dst, err
		}
	}
	if endpoint == "" {
		return dst, ErrEndpointMissing
	}
	out := append(dst, endpoint...)
	start := len(out)
	out, err := b.appendTail(out, o)
	if err != nil {
		return dst, err
	}
	if !o.Signed && o.ExpiresIn == 0 {
		return out, nil
	}
	if out, err = b.appendSignature(out, start, o.ExpiresIn); err != nil {
		return dst, err
	}
	return out, nil
}

// appendTail appends what comes behind the endpoint, without signature.
func (b *Builder) appendTail(out []byte, o Options) ([]byte, error) {
	transforms, inPath := !o.Transformation.isEmpty(), b.position(o) == PathPosition
	path := o.Path
	if transforms && inPath {
		out = append(appendChain(append(out, "tr:"...), o.Transformation), '/')
		path = collapseSlashes(path)
	}
	out, err := appendPath(out, path)
	if err != nil {
		return nil, err
	}
	if out, err = appendQuery(out, o.QueryParameters); err != nil {
		return nil, err
	}
	if transforms && !inPath {
		separator := byte('?')
		if len(o.QueryParameters) > 0 {
			separator = '&'
		}
		out = append(append(out, separator), "tr="...)
		if b.dialect == Classic {
			return appendQueryText(out, string(appendChain(nil, o.Transformation))), nil
		}
		out = appendChain(out, o.Transformation)
	}
	return out, nil
}

func (b *Builder) appendSignature(out []byte, start int, expiresIn time.Duration) ([]byte, error) {
	if len(b.key) == 0 {
		return nil, ErrKeyMissing
	}
	separator := byte('?')
	for _, c := range out[start:] {
		if c == '?' {
			separator = '&'
		}
	}
	expiry := noExpiry
	if expiresIn != 0 {
		if expiresIn < time.Second {
			return nil, fmt.Errorf("%w, not %v", ErrExpiryInvalid, expiresIn)
		}
		expiry = b.now().Add(expiresIn).Unix()
	}
	signature := sign(b.key, out[start:], expiry)
	if expiry != noExpiry {
		out = strconv.AppendInt(append(append(out, separator), "ik-t="...), expiry, 10)
		separator = '&'
	}
	return append(append(append(out, separator), "ik-s="...), signature...), nil
}

// noExpiry is what the service signs in place of an expiry for URLs that have none.
const noExpiry int64 = 9999999999

const maxExpiry = math.MaxInt64 / 2
