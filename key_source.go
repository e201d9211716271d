package imagekit

import (
	"context"
	"errors"
	"net/http"

	"github.com/openimagekit/imagekit/internal/keys"
	"github.com/openimagekit/imagekit/internal/transport"
)

// WithPrivateKeySource makes each call get the private key from source. It is for keys that rotate: for example, a
// program can read its key from a secret manager, and use the next key without a restart.
//
//	imagekit.WithPrivateKeySource(func(ctx context.Context) (string, error) {
//		return secrets.Get(ctx, "imagekit-private-key") // from a cache
//	})
//
// source is called once for each call, after the wait for the rate limit and before the first attempt; the other
// attempts use the same key. There is one exception: when the service answers 401, source is called again, and if
// source returns another key and attempts are left, the call is repeated with that key. The search for an upload after
// a failure is a separate call. Uploads with their own credentials do not use source.
//
// source must be safe for concurrent use, and should cache the key. It gets the context of the call; if the context
// ends, the call does not wait for source. If source returns an error, or a key that [WithPrivateKey] would refuse, the
// call fails before anything is sent: the [Error] wraps a [ConfigError] and the error of source. Errors and log lines
// contain no keys, as long as the errors of source contain none.
//
// The keys of source only authenticate calls, and take precedence over [WithPrivateKey] for that. Signatures (URLs,
// [Client.VerifyURL], [Client.AuthParams], [Client.UploadToken], [Client.AuthHandler]) use the key of WithPrivateKey,
// because the methods that sign have no context and do not wait. A client can have both options. To sign with a key
// that rotates, pass it to the functions of packages urlbuilder and helpers.
func WithPrivateKeySource(source func(ctx context.Context) (string, error)) Option {
	return func(c *config) error {
		if source == nil {
			return &ConfigError{Option: "WithPrivateKeySource", Err: errors.New("the function is nil")}
		}
		c.keySource = source
		return nil
	}
}

// hasCredentials reports whether calls can be authenticated.
func (c *config) hasCredentials() bool { return c.privateKey != "" || c.keySource != nil }

// authenticate gets the credentials of a call that has none yet.
func (r *run) authenticate(ctx context.Context) error {
	switch {
	case r.call.SelfAuthorized || r.credentials != nil:
		return nil
	case r.config.keySource == nil:
		r.credentials = r.config.credentials
		return nil
	}
	key, err := r.config.askKeySource(ctx)
	if err == nil {
		r.useKey(key)
	}
	return err
}

func (r *run) useKey(key string) {
	r.keys = append(r.keys, key)
	r.credentials = transport.BasicAuth(key)
}

// hasNewKey reports whether the service has rejected the private key and the source has another one, which the next
// attempt uses.
func (r *run) hasNewKey(ctx context.Context) bool {
	if r.failed.StatusCode != http.StatusUnauthorized || len(r.keys) != 1 || r.attempt >= r.policy.MaxAttempts {
		return false
	}
	key, err := r.config.askKeySource(ctx)
	if err != nil {
		r.failed.note = r.redact(err.Error())
		return false
	}
	if key == r.keys[0] {
		return false
	}
	r.useKey(key)
	return true
}

type keyResult struct {
	key string
	err error
}

// askKeySource gets a key from the source and checks it. When ctx ends, askKeySource returns even if the source does
// not.
func (c *config) askKeySource(ctx context.Context) (string, error) {
	got, ok := transport.Await(ctx.Done(), func() keyResult {
		key, err := c.keySource(ctx)
		return keyResult{key, err}
	}, nil)
	if !ok {
		return "", endOf(ctx)
	}
	if got.err == nil {
		got.err = keys.Check(got.key)
	}
	if got.err != nil {
		return "", &ConfigError{Option: "WithPrivateKeySource", Err: got.err}
	}
	return got.key, nil
}
