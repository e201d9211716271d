package fuzz_test

import (
	"math/rand/v2"
	"strings"
)

// source is the source of random decisions of a session.
type source struct{ *rand.Rand }

func newSource(seed uint64) source { return source{rand.New(rand.NewPCG(seed, 0x6f6464))} }

// oneIn returns true with a probability of 1/n.
func (s source) oneIn(n int) bool { return s.IntN(n) == 0 }

// pick returns a random element of a list, which must not be empty.
func pick[T any](s source, list []T) T { return list[s.IntN(len(list))] }

// hostileTexts are texts that programs often handle incorrectly.
var hostileTexts = []string{
	"", " ", "\t\r\n", "null", "undefined", "true", "0", "-1", "1e400", "NaN", "[]", "{}", "a\x00b", "\x00",
	"\xff\xfe", "caf\xe9", "\xed\xa0\x80", "\xc0\xaf", "\ufeffname", "\u202egnp.exe", "שלום", "مرحبا/ملف", "e\u0301",
	"é",
	"\U0001f469\u200d\U0001f680", "\U0010ffff", "\u2028", "..", "../..", ".", "./a", "/", "//", "/..", "a/b", "/a/../b",
	"\\", "a\\b", "%", "%2F", "%2e%2e", "%00", "%zz", "a%", "100%", "'", `"`, "`", "a'b\"c",
	"<script>alert(1)</script>",
	"${x}", "{{x}}", "{fileId}", "'; DROP TABLE files; --", "a,b", ",", "a:b", ";", "a;b=c", "*", "a*", "?", "#", "&",
	"=",
	"a=b&c=d", ".hidden", "a.", "CON", "~", "@", "+", "a b", " a", "a ", "file\nname", "\x1b[31m", "\x7f", "-",
	"--help",
	"9223372036854775808", "00000000000000000000000z", "abc", "zz", "2024-13-45", "0000-00-00", "9999-12-31",
	"10000-01-01", "2024-02-30T25:61:61Z", "2024-06-01T00:00:00+99:99", "https://", "http://127.0.0.1:1/",
	"file:///etc/passwd",
	"data:;base64,", "data:text/plain;base64,!!!", "javascript:alert(1)", "http://[::1", "//host/path", "all", "purge",
}

// text returns one or two of hostileTexts, random bytes, or a long text.
func (s source) text() string {
	switch s.IntN(12) {
	case 0:
		return strings.Repeat(pick(s, []string{"a", "ä", "/", "a/", ".", " ", "\xff", ",", "%", "a,b,"}), s.length())
	case 1:
		return pick(s, hostileTexts) + pick(s, hostileTexts)
	case 2:
		return s.bytes(s.IntN(20))
	}
	return pick(s, hostileTexts)
}

// length returns the length of a long text, near or above common limits.
func (s source) length() int {
	if s.oneIn(20) {
		return 100_000
	}
	return pick(s, []int{32, 255, 256, 257, 500, 501, 1024, 4096, 4097, 8192})
}

// bytes returns n random bytes.
func (s source) bytes(n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(s.IntN(256))
	}
	return string(b)
}

// word returns a short name.
func (s source) word() string {
	return pick(s, []string{"a", "b", "menu", "coffee", "tea", "x1", "sale", "new-name", "summer_2024"})
}
