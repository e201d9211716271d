package main

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/openimagekit/imagekit/conformance/mockserver"
)

// noEnvironment is an environment without variables.
func noEnvironment(string) string { return "" }

func TestParse_Environment(t *testing.T) {
	t.Parallel()
	environment := map[string]string{
		"IMAGEKIT_MOCK_ADDR": "from:1", "IMAGEKIT_MOCK_PRIVATE_KEY": "environment", "IMAGEKIT_MOCK_JOB_DURATION": "2s",
		"IMAGEKIT_MOCK_TLS":         "true",
		"IMAGEKIT_MOCK_RATE_LIMITS": "on", "IMAGEKIT_MOCK_MAX_UPLOAD": "5", "IMAGEKIT_MOCK_V": "1",
		"IMAGEKIT_MOCK_VALIDATE": "true", "IMAGEKIT_MOCK_ALLOW_HOST": "a.test,b.test",
		"IMAGEKIT_MOCK_CONTROL_TOKEN": "secret",
		"IMAGEKIT_MOCK_PURGE_QUOTA":   "7",
	}
	s, err := parse([]string{"-private-key", "flag", "-tls=false"}, func(name string) string {
		return environment[name]
	}, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	want := settings{
		addr: "from:1", privateKey: "flag", publicKey: "public_mock_key", id: "demo", jobDuration: 2 * time.Second,
		maxUpload: 5, purgeQuota: 7, verbose: true,
		validate: true, render: true, ffmpeg: "ffmpeg",
		allowedHosts: hostList{text: "a.test,b.test", replaceable: true}, controlToken: "secret",
		webhookSecret: mockserver.DefaultWebhookSecret,
		limits:        rateLimits{ReadsPerSecond: 40, ReadBurst: 100, WritesPerSecond: 5, WriteBurst: 20},
	}
	if *s != want {
		t.Errorf("got  %+v\nwant %+v", *s, want)
	}
}

func TestRateLimits_Set(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{"on": "40,100,5,20", "off": "off", "1,2,0.5,3": "1,2,0.5,3"} {
		var l rateLimits
		if err := l.Set(text); err != nil || l.String() != want {
			t.Errorf("%s: %s, error %v", text, l.String(), err)
		}
	}
	for _, text := range []string{"yes", "1", "1,2,3", "1,2,3,4,5", "1,2,3,4x", "1,2,3,x"} {
		var l rateLimits
		if err := l.Set(text); err == nil {
			t.Errorf("%s: no error", text)
		}
	}
}

func TestParse_Errors(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for words, args := range map[string][]string{
		"not defined: -unknown":     {"-unknown"},
		`argument "positional"`:     {"positional"},
		"-tls-cert-out needs -tls":  {"-tls-cert-out", "x"},
		"-max-upload is -1 bytes":   {"-max-upload", "-1"},
		"for flag -rate-limits":     {"-rate-limits", "maybe"},
		file + " is not a folder":   {"-seed", file},
		"stat " + file + ".nowhere": {"-seed", file + ".nowhere"},
	} {
		if _, err := parse(args, noEnvironment, io.Discard); err == nil || !strings.Contains(err.Error(), words) {
			t.Errorf("%v: error %v, want %s", args, err, words)
		}
	}
	environment := func(name string) string { return map[string]string{"IMAGEKIT_MOCK_JOB_DURATION": "soon"}[name] }
	if _, err := parse(nil, environment, io.Discard); err == nil ||
		!strings.Contains(err.Error(), `IMAGEKIT_MOCK_JOB_DURATION is "soon"`) {
		t.Errorf("error %v", err)
	}
}

func TestHostList_Set(t *testing.T) {
	t.Parallel()
	environment := func(name string) string {
		return map[string]string{"IMAGEKIT_MOCK_ALLOW_HOST": "a.test, b.test"}[name]
	}
	for _, test := range []struct {
		args []string
		want string
	}{
		{nil, "a.test b.test"},
		{[]string{"-allow-host", "c.test"}, "c.test"},
		{[]string{"-allow-host", "c.test,d.test", "-allow-host", "e.test"}, "c.test d.test e.test"},
	} {
		s, err := parse(test.args, environment, io.Discard)
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(s.allowedHosts.hosts(), " "); got != test.want {
			t.Errorf("%q: %s, want %s", test.args, got, test.want)
		}
	}
}

// TestSettings_FFmpegPath has a machine without ffmpeg, where only a path that is given is an error later.
func TestSettings_FFmpegPath(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	for _, test := range []struct {
		args []string
		want string
	}{
		{nil, ""},
		{[]string{"-ffmpeg="}, ""},
		{[]string{"-ffmpeg=/nowhere/ffmpeg"}, "/nowhere/ffmpeg"},
	} {
		s, err := parse(test.args, noEnvironment, io.Discard)
		if err != nil {
			t.Fatal(err)
		}
		if got := s.ffmpegPath(); got != test.want {
			t.Errorf("%q: got %q, want %q", test.args, got, test.want)
		}
	}
}
