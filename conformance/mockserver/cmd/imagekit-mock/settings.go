package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"
	"time"

	"github.com/openimagekit/imagekit/conformance/mockserver"
)

// settings come from flags; what no flag sets comes from the environment.
type settings struct {
	addr, url, prefix                  string
	privateKey, publicKey, id          string
	data, seed                         string
	jobDuration                        time.Duration
	purgeQuota                         int
	limits                             rateLimits
	maxUpload                          int64
	allowFetch                         bool
	webhookURL, webhookSecret          string
	controlToken                       string
	allowedHosts                       hostList
	tls                                bool
	certOut                            string
	validate, verbose, version, health bool
}

// parse reads the environment first: a flag replaces it.
func parse(args []string, getenv func(string) string, stderr io.Writer) (*settings, error) {
	s := &settings{}
	flags := flag.NewFlagSet("imagekit-mock", flag.ContinueOnError)
	flags.SetOutput(stderr)
	s.declare(flags)
	flags.Usage = func() {
		fmt.Fprintln(stderr, "Usage: imagekit-mock [flags]\n"+
			"Every flag has an environment variable, such as IMAGEKIT_MOCK_JOB_DURATION for -job-duration. Flags:")
		flags.PrintDefaults()
	}
	var err error
	flags.VisitAll(func(f *flag.Flag) {
		name := "IMAGEKIT_MOCK_" + strings.ToUpper(strings.ReplaceAll(f.Name, "-", "_"))
		if value := getenv(name); value != "" {
			if wrong := f.Value.Set(value); wrong != nil {
				err = errors.Join(err, fmt.Errorf("%s is %q: %w", name, value, wrong))
			}
		}
	})
	s.allowedHosts.replaceable = true
	if err := errors.Join(err, flags.Parse(args)); err != nil {
		return nil, err
	}
	return s, errors.Join(s.check(flags.Args()), checkToken(flags))
}

func (s *settings) declare(flags *flag.FlagSet) {
	flags.StringVar(&s.addr, "addr", "127.0.0.1:8484", "TCP `address` to listen at, port 0 for a free one")
	flags.StringVar(&s.url, "url", "",
		"`URL` under which clients reach the server, with the path of -prefix; URLs of files begin with it, and its "+
			"host can be used for /_mock. Without it, the URL is that of -addr")
	flags.StringVar(&s.privateKey, "private-key", mockserver.DefaultPrivateKey, "private API `key` that is accepted")
	flags.StringVar(&s.publicKey, "public-key", mockserver.DefaultPublicKey, "public API `key` that is accepted")
	flags.StringVar(&s.id, "id", mockserver.DefaultImageKitID, "ImageKit `id`, the end of the URL endpoint")
	flags.StringVar(&s.prefix, "prefix", "", "`path` under which everything is mounted")
	flags.StringVar(&s.data, "data", "",
		"`folder` that keeps everything for the next run; without it everything is in memory")
	flags.StringVar(&s.seed, "seed", "", "`folder` of files with which an empty library is filled")
	flags.DurationVar(&s.jobDuration, "job-duration", 0, "how long bulk jobs and purges take")
	flags.IntVar(&s.purgeQuota, "purge-quota", 0, "purges in a calendar month, 0 for no limit")
	flags.Var(&s.limits, "rate-limits",
		"`limits` of requests: on for those of the service, off, or reads per second, their burst, "+
			"writes per second, their burst, such as 40,100,5,20")
	flags.Int64Var(&s.maxUpload, "max-upload", 0, "largest file in `bytes`, 0 for no limit")
	flags.BoolVar(&s.allowFetch, "allow-fetch", false,
		"fetch URLs of uploads from any host, also for uploads that web pages of other origins or other machines "+
			"send, and for POST /_mock/seed")
	flags.StringVar(&s.controlToken, "control-token", "",
		"`token` that requests to /_mock need; without it, a random one is made and printed if other machines can "+
			"reach -addr")
	flags.Var(&s.allowedHosts, "allow-host",
		"`hosts`, separated by commas, under which clients reach /_mock, in addition to loopback names and the host "+
			"of -addr; the flag can be repeated")
	flags.StringVar(&s.webhookURL, "webhook-url", "",
		"`URL` that webhooks are sent to; without it they are only recorded")
	flags.StringVar(&s.webhookSecret, "webhook-secret", mockserver.DefaultWebhookSecret,
		"`secret` that signs webhooks, whenever their target is set")
	flags.BoolVar(&s.tls, "tls", false, "serve HTTPS with a certificate made at the start")
	flags.StringVar(&s.certOut, "tls-cert-out", "", "`file` to write that certificate to, for clients to trust")
	flags.BoolVar(&s.validate, "validate", false,
		"check every response against openapi.yaml; one that differs becomes a 500")
	flags.BoolVar(&s.verbose, "v", false, "log every request")
	flags.BoolVar(&s.version, "version", false, "print the version and end")
	flags.BoolVar(&s.health, "health", false,
		"ask the server that runs on this machine with the same -addr, -prefix and -tls whether it is up, and end "+
			"with status 0 if it is and 1 if not")
}

// checkToken refuses a token that is set to nothing, as by a variable that a script does not have: requests would need
// none.
func checkToken(flags *flag.FlagSet) (err error) {
	flags.Visit(func(f *flag.Flag) {
		if f.Name == "control-token" && f.Value.String() == "" {
			err = errors.New("-control-token is empty")
		}
	})
	return err
}

// check finds what the server does not: it never gets to see these.
func (s *settings) check(rest []string) error {
	switch {
	case len(rest) > 0:
		return fmt.Errorf("%q is no flag", rest[0])
	case s.certOut != "" && !s.tls:
		return errors.New("-tls-cert-out needs -tls")
	case s.maxUpload < 0:
		return fmt.Errorf("-max-upload is %d bytes", s.maxUpload)
	}
	if s.seed == "" {
		return nil
	}
	info, err := os.Stat(s.seed)
	if err == nil && !info.IsDir() {
		err = fmt.Errorf("%s is no folder", s.seed)
	}
	return err
}

// options turns settings into those of the server, which checks them. The store is nil for a server in memory.
func (s *settings) options(stderr io.Writer, kept mockserver.Store) []mockserver.Option {
	opts := []mockserver.Option{
		mockserver.WithPrivateKey(s.privateKey),
		mockserver.WithPublicKey(s.publicKey),
		mockserver.WithImageKitID(s.id),
		mockserver.WithJobDuration(s.jobDuration),
		mockserver.WithRateLimits(mockserver.RateLimits(s.limits)),
		mockserver.WithRemoteFetch(s.allowFetch),
		mockserver.WithResponseValidation(s.validate),
		mockserver.WithWebhookSecret(s.webhookSecret),
	}
	if hosts := s.allowedHosts.hosts(); len(hosts) > 0 {
		opts = append(opts, mockserver.WithAllowedHosts(hosts...))
	}
	if s.controlToken != "" {
		opts = append(opts, mockserver.WithControlToken(s.controlToken))
	}
	if s.url != "" {
		opts = append(opts, mockserver.WithURL(s.url))
	}
	if s.prefix != "" {
		opts = append(opts, mockserver.WithPrefix(s.prefix))
	}
	if kept != nil {
		opts = append(opts, mockserver.WithStore(kept))
	}
	if s.seed != "" {
		opts = append(opts, mockserver.WithSeed(os.DirFS(s.seed)))
	}
	if s.maxUpload > 0 {
		opts = append(opts, mockserver.WithMaxFileSize(s.maxUpload))
	}
	if s.purgeQuota != 0 {
		opts = append(opts, mockserver.WithPurgeQuota(s.purgeQuota))
	}
	if s.webhookURL != "" {
		opts = append(opts, mockserver.WithWebhook(mockserver.WebhookTarget{URL: s.webhookURL}))
	}
	if s.tls {
		opts = append(opts, mockserver.WithTLS())
	}
	if s.verbose {
		opts = append(opts, mockserver.WithLogger(slog.New(slog.NewTextHandler(stderr, nil))))
	}
	return opts
}

// rateLimits can be a flag.
type rateLimits mockserver.RateLimits

func (l *rateLimits) String() string {
	if l == nil || *l == (rateLimits{}) {
		return "off"
	}
	return fmt.Sprintf("%v,%d,%v,%d", l.ReadsPerSecond, l.ReadBurst, l.WritesPerSecond, l.WriteBurst)
}

// Set reads on, off or the four numbers.
func (l *rateLimits) Set(text string) error {
	switch text {
	case "on":
		*l = rateLimits(mockserver.ServiceRateLimits())
		return nil
	case "off":
		*l = rateLimits{}
		return nil
	}
	var read rateLimits
	var rest string
	n, _ := fmt.Sscanf(text+" end", "%g,%d,%g,%d %s", &read.ReadsPerSecond, &read.ReadBurst, &read.WritesPerSecond,
		&read.WriteBurst, &rest)
	if n != 5 || rest != "end" {
		return errors.New("it is neither on, nor off, nor four numbers with commas")
	}
	*l = read
	return nil
}

// hostList is a flag that can be repeated. Its first use on the command line replaces the hosts of the environment.
type hostList struct {
	text        string // separated by commas
	replaceable bool
}

func (l *hostList) String() string { return l.text }

// Set adds hosts. The server checks them.
func (l *hostList) Set(text string) error {
	if l.text != "" && !l.replaceable {
		text = l.text + "," + text
	}
	*l = hostList{text: text}
	return nil
}

func (l *hostList) hosts() []string {
	hosts := strings.FieldsFunc(l.text, func(r rune) bool { return r == ',' })
	for i := range hosts {
		hosts[i] = strings.TrimSpace(hosts[i])
	}
	return hosts
}
