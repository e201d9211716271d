package access_test

import (
	"strings"
	"testing"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/access"
)

func TestParseHost(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]access.Host{
		"mock.test":              {Name: "mock.test"},
		"Mock.Test.":             {Name: "mock.test"},
		"mock.test:8484":         {Name: "mock.test", Port: "8484"},
		"imagekit_mock":          {Name: "imagekit_mock"},
		"192.0.2.7":              {Name: "192.0.2.7"},
		"192.0.2.7:80":           {Name: "192.0.2.7", Port: "80"},
		"FD00:0::1":              {Name: "fd00::1"},
		"[fd00::1]":              {Name: "fd00::1"},
		"[fd00:0:0::1]:8484":     {Name: "fd00::1", Port: "8484"},
		"[::ffff:192.0.2.7]:443": {Name: "192.0.2.7", Port: "443"},
	} {
		if got, err := access.ParseHost(text); got != want || err != nil {
			t.Errorf("%s: got %+v, error %v, want %+v", text, got, err, want)
		}
	}
}

func TestParseHost_Invalid(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"", " ", "*", "*.test", "http://mock.test", "mock.test/path", "a b", "user@mock.test", "bücher.test",
		"fe80::1%eth0",
		"[fe80::1%25eth0]", "mock.test:port", ":8484",
	} {
		if got, err := access.ParseHost(text); err == nil || !strings.Contains(err.Error(), "is not a host") {
			t.Errorf("%q: got %+v, error %v", text, got, err)
		}
	}
}

func TestHost_IsLoopback(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"localhost": true, "LOCALHOST.": true, "localhost:8484": true, "app.localhost": true, "127.0.0.1": true,
		"127.9.8.7:1": true, "::1": true, "[::1]:8484": true, "[0:0:0:0:0:0:0:1]": true, "[::ffff:127.0.0.1]": true,
		"mock.test": false, "localhost.test": false, "notlocalhost": false, "128.0.0.1": false, "::2": false,
		"0.0.0.0": false, "127.0.0.1.test": false,
	} {
		h, err := access.ParseHost(text)
		if got := h.IsLoopback(); got != want || err != nil {
			t.Errorf("%s: %t, error %v", text, got, err)
		}
	}
}
