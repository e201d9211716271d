package mockserver

import (
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/openimagekit/imagekit/internal/keys"
)

// WithPrivateKey sets the private API key that the server accepts. The default is [DefaultPrivateKey]. A key with white
// space or a colon is an error, as in [imagekit.New].
func WithPrivateKey(key string) Option {
	return func(c *config) error { return setChecked(&c.privateKey, "private key", key, keys.Check) }
}

// WithPublicKey sets the public API key that the server accepts. The default is [DefaultPublicKey].
func WithPublicKey(key string) Option {
	return func(c *config) error { return setChecked(&c.publicKey, "public key", key, keys.Check) }
}

// Checks of an ImageKit id.
var (
	idPattern = regexp.MustCompile(`^[A-Za-z0-9_-]+$`)
	// reserved are the first path segments of the API and of the mock's own paths.
	reserved = []string{"v1", "v2", "api", "_mock"}
)

// WithImageKitID sets the last part of the URL endpoint: letters, digits, hyphens and underscores. The default is
// [DefaultImageKitID].
func WithImageKitID(id string) Option {
	return func(c *config) error {
		if !idPattern.MatchString(id) || slices.Contains(reserved, id) {
			return fmt.Errorf("%q cannot be an ImageKit id", id)
		}
		c.imagekitID = id
		return nil
	}
}

// WithClock sets the clock of the server, which dates of files and the expiry of signatures and upload tokens use. The
// default is [time.Now]. Times outside the years 1970 to 9599 count as the nearest one within them.
func WithClock(now func() time.Time) Option {
	return func(c *config) error {
		if now == nil {
			return errors.New("the clock is nil")
		}
		c.now = now
		return nil
	}
}

// WithIDs sets the function that makes ids of files, folders, origins and so on. The unique suffixes of file names are
// derived from them. The function is called by one goroutine at a time and must not return an id twice. By default, ids
// are random: 24 hexadecimal digits, as those of the service. A request for an id that is neither of this form nor one
// that the function has returned is answered with 400 where the service documents that, and not with 404.
func WithIDs(next func() string) Option {
	return func(c *config) error {
		if next == nil {
			return errors.New("the source of ids is nil")
		}
		c.newID = next
		return nil
	}
}

// WithPrefix serves everything under a path such as /imagekit. A client that ignores the path of its base URL gets 404.
func WithPrefix(prefix string) Option {
	return func(c *config) error {
		prefix := "/" + strings.Trim(prefix, "/")
		u, err := url.Parse(prefix)
		if err != nil || u.EscapedPath() != prefix || path.Clean(u.Path) != prefix || prefix == "/" {
			return fmt.Errorf("%q cannot be a prefix", prefix)
		}
		c.prefix = prefix
		return nil
	}
}

// WithURL sets the URL, prefix included, under which clients reach the handler that [New] makes. [Start] and [Listen]
// derive it from their listener. If its host is not a loopback name or address, requests to the control endpoints need
// a token; see [Server.ControlToken].
func WithURL(base string) Option {
	return func(c *config) error {
		u, err := url.Parse(base)
		if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
			return fmt.Errorf("%q is not an absolute URL", base)
		}
		c.baseURL = strings.TrimRight(base, "/")
		return nil
	}
}

// WithLogger logs one line per request. By default, nothing is logged.
func WithLogger(l *slog.Logger) Option {
	return func(c *config) error {
		if l == nil {
			return errors.New("the logger is nil")
		}
		c.log = l
		return nil
	}
}

// WithResponseValidation checks every JSON response against openapi.yaml, and replaces one that does not fit by a 500
// with the reason. It is meant for tests of the mock server itself: a list of 1,000 files takes some milliseconds
// longer.
func WithResponseValidation(on bool) Option {
	return func(c *config) error {
		c.validateResponses = on
		return nil
	}
}

// WithJobDuration sets how long bulk jobs and purges are pending, by the clock of the server. A job does its work at
// the end of this time; until then it locks its folders, so that other jobs on them are answered with 423. The default
// is 0. The first request for a status is answered with Pending in any case.
func WithJobDuration(d time.Duration) Option {
	return func(c *config) error {
		if d < 0 {
			return fmt.Errorf("the duration of jobs is negative: %v", d)
		}
		c.jobDuration = d
		return nil
	}
}

// WithPurgeQuota sets how many purges the account has in a calendar month, by the clock of the server. The service
// allows 1,000. When they are used up, PurgeCache is answered with 429, RenameFile with 207, and a job of RenameFolder
// that was to purge the cache ends with the status Partial success. By default, there is no limit.
func WithPurgeQuota(purges int) Option {
	return func(c *config) error {
		if purges <= 0 {
			return fmt.Errorf("the quota of purges is %d", purges)
		}
		c.purgeQuota = purges
		return nil
	}
}

// WithMaxFileSize refuses larger files with status 400, while they are being received. The limit of the service is 25
// MB for images and 100 MB for videos on the free plan, 40 MB and 300 MB on Lite, 50 MB and 2 GB on Pro. By default,
// there is no limit for files that are sent, and one of 300 MB (300 << 20 bytes) for files that are fetched from a URL.
//
// Besides, client-side uploads whose signature or token follows the file can have 1 GiB (1 << 30 bytes) of files
// together, which are temporary files until the uploads are authenticated. More is refused with status 429.
func WithMaxFileSize(bytes int64) Option {
	return func(c *config) error {
		if bytes <= 0 {
			return fmt.Errorf("the largest size of a file is %d bytes", bytes)
		}
		c.maxFileSize = bytes
		return nil
	}
}

// WithRemoteFetch lets uploads fetch URLs from any host. By default, the server fetches from loopback addresses only,
// so that tests need no network. It fetches nothing for POST /_mock/seed, or for uploads that web pages of other
// origins or other machines send, so that these cannot read the data of other services on this machine.
func WithRemoteFetch(on bool) Option {
	return func(c *config) error {
		c.remoteFetch = on
		return nil
	}
}
