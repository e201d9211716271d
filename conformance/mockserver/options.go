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

	"github.com/openimagekit/imagekit/conformance/render"
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
	// reserved are the first path segments of the API and of the control endpoints.
	reserved = []string{"v1", "v2", "api", "_mock"}
)

// WithImageKitID sets the last path segment of the URL endpoint. It may contain letters, digits, hyphens and
// underscores, and must not be v1, v2, api or _mock. The default is [DefaultImageKitID].
func WithImageKitID(id string) Option {
	return func(c *config) error {
		if !idPattern.MatchString(id) || slices.Contains(reserved, id) {
			return fmt.Errorf("invalid ImageKit id %q", id)
		}
		c.imagekitID = id
		return nil
	}
}

// WithClock sets the clock of the server. Jobs, the dates of files, and the expiry of signatures and upload tokens use
// it. The default is [time.Now]. A time outside the years 1970 to 9599 is replaced by the nearest time within them.
func WithClock(now func() time.Time) Option {
	return func(c *config) error {
		if now == nil {
			return errors.New("the clock is nil")
		}
		c.now = now
		return nil
	}
}

// WithIDs sets the function that generates the ids of files, folders, origins and other objects. The random parts of
// unique file names are derived from these ids. The server calls the function from one goroutine at a time; it must not
// return an id twice. By default, ids are random and have the form of the service, 24 hexadecimal digits. If the
// service documents a 400 for malformed ids, a request for an unknown id gets 400 instead of 404, unless the id has
// this form or was returned by the function.
func WithIDs(next func() string) Option {
	return func(c *config) error {
		if next == nil {
			return errors.New("the function that generates ids is nil")
		}
		c.newID = next
		return nil
	}
}

// WithPrefix serves all paths under a prefix such as /imagekit. Requests of clients that ignore the path of their base
// URL get 404.
func WithPrefix(prefix string) Option {
	return func(c *config) error {
		prefix := "/" + strings.Trim(prefix, "/")
		u, err := url.Parse(prefix)
		if err != nil || u.EscapedPath() != prefix || path.Clean(u.Path) != prefix || prefix == "/" {
			return fmt.Errorf("invalid prefix %q", prefix)
		}
		c.prefix = prefix
		return nil
	}
}

// WithURL sets the URL at which clients reach the server, including the prefix. By default, [Start] and [Listen] derive
// it from their listener, and the host of a server that [New] returns is localhost. If the host of the URL is not a
// loopback name or address, requests to the control endpoints need a token; see [Server.ControlToken].
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

// WithResponseValidation validates every JSON response against openapi.yaml. It replaces a response that does not match
// by one with status 500 and the reason. It is meant for tests of the mock server. A list of 1,000 files takes some
// milliseconds longer.
func WithResponseValidation(on bool) Option {
	return func(c *config) error {
		c.validateResponses = on
		return nil
	}
}

// WithJobDuration sets how long bulk jobs and purges stay pending, measured with the server's clock. A job does its
// work at the end of this time. Until then it locks its folders, so that other jobs on them get 423. The default is 0.
// The first request for the status of a job or purge always gets Pending.
func WithJobDuration(d time.Duration) Option {
	return func(c *config) error {
		if d < 0 {
			return fmt.Errorf("the job duration is %v; it must not be negative", d)
		}
		c.jobDuration = d
		return nil
	}
}

// WithPurgeQuota sets how many purges the account has in a calendar month of the server's clock. The service allows
// 1,000. After the quota is used up, PurgeCache gets 429 and RenameFile 207, and a job of RenameFolder with purgeCache
// ends with the status Partial success. By default, there is no limit.
func WithPurgeQuota(purges int) Option {
	return func(c *config) error {
		if purges <= 0 {
			return fmt.Errorf("the purge quota is %d; it must be at least 1", purges)
		}
		c.purgeQuota = purges
		return nil
	}
}

// WithMaxFileSize sets the maximum size of a file. Uploads of larger files get status 400 while they are received. The
// limits of the service are 25 MB for images and 100 MB for videos on the free plan, 40 MB and 300 MB on Lite, and 50
// MB and 2 GB on Pro. By default, there is no limit for files that are sent, and a limit of 300 MB (300 << 20 bytes)
// for files that are fetched from a URL.
//
// Independently of this option, the server stores at most 1 GiB (1 << 30 bytes) of files of client-side uploads whose
// signature or token follows the file. They are temporary files until the uploads are authenticated. Uploads beyond
// this limit get status 429.
func WithMaxFileSize(bytes int64) Option {
	return func(c *config) error {
		if bytes <= 0 {
			return fmt.Errorf("the maximum file size is %d bytes; it must be at least 1", bytes)
		}
		c.maxFileSize = bytes
		return nil
	}
}

// WithRemoteFetch lets uploads fetch URLs from any host. By default, the server only fetches from loopback addresses,
// so that tests need no network. By default, it also fetches nothing for POST /_mock/seed and for uploads from web
// pages of other origins or from other machines, so that these pages and machines cannot read data of other services on
// this machine.
func WithRemoteFetch(on bool) Option {
	return func(c *config) error {
		c.remoteFetch = on
		return nil
	}
}

// WithFFmpeg renders videos that are delivered, and applies pre-transformations to videos that are uploaded, with the
// program ffmpeg at a path; a name without a slash is looked up in PATH. Its companion ffprobe must be in the same
// folder or in PATH. Starting the server fails if one of them does not exist. By default, videos are not rendered, so
// that tests do not depend on what is installed.
func WithFFmpeg(path string) Option {
	return func(c *config) (err error) {
		c.ffmpeg, err = render.FindFFmpeg(path)
		return err
	}
}

// WithRendering applies transformations to the images that are delivered, and pre-transformations to the images that
// are uploaded, as the table in https://github.com/openimagekit/imagekit/blob/main/conformance/RENDERING.md describes.
// With [WithFFmpeg], it does the same for videos. It is on by default. If it is off, originals are delivered and
// stored. In both cases, transformations are checked.
func WithRendering(on bool) Option {
	return func(c *config) error {
		c.rendering = on
		return nil
	}
}

// WithOptimization delivers images without a transformation as an account with the default settings does: in the best
// format for the header Accept of the request, as for f-auto, and with the quality 80. It is off by default: images
// without a transformation are delivered byte for byte, as those with orig-true always are. It has no effect without
// [WithRendering]. WebP needs the package conformance/render/webp, see there.
func WithOptimization(on bool) Option {
	return func(c *config) error {
		c.optimization = on
		return nil
	}
}

// WithContentCredentials gives the account the add-on that signs images. Without it, URLs with the parameter c2pa get
// status 403, as in the service. With it, c2pa has no effect: the mock server does not sign images.
func WithContentCredentials(on bool) Option {
	return func(c *config) error {
		c.contentCredentials = on
		return nil
	}
}

// WithIntermediateResponses makes AI and video transformations take a time, measured with the server's clock from the
// first request for a result. Until then, requests get what the service sends while it works: a page with the header
// is-intermediate-response for an AI transformation, a redirect to the original for a video, and an empty response
// with status 202 for the manifest of an adaptive stream. The default is 0: there are no such responses.
func WithIntermediateResponses(d time.Duration) Option {
	return func(c *config) error {
		if d < 0 {
			return fmt.Errorf("the duration of intermediate responses is %v; it must not be negative", d)
		}
		c.intermediate = d
		return nil
	}
}
