package fuzz_test

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/openimagekit/imagekit/conformance/internal/spec"
)

// requestKind is the part of the server that handles a request.
type requestKind int

const (
	toAPI requestKind = iota
	toDelivery
	toControl
)

// request is a request that is written to the connection without further checks.
type request struct {
	kind      requestKind
	operation *spec.Operation // nil if the request is not for an operation
	// isRouted means that the request reaches the operation in any case, because all segments of its path are plain.
	isRouted bool
	// isMalformed means that the request may be malformed HTTP, which may not reach the server.
	isMalformed bool

	ids         []string // ids in the path, and strings in the body that may be ids
	method      string
	target      string // path and query
	header      []field
	body        []byte
	unsentBytes int // number of bytes of the body that are not sent
}

type field struct{ name, value string }

// add adds a header.
func (r *request) add(name, value string) { r.header = append(r.header, field{name, value}) }

// has reports whether a header is set.
func (r *request) has(name string) bool {
	for _, f := range r.header {
		if strings.EqualFold(f.name, name) {
			return true
		}
	}
	return false
}

// bytes returns the bytes of the request. host is the default of the header Host.
func (r *request) bytes(host string) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s %s HTTP/1.1\r\n", r.method, r.target)
	if !r.has("Host") {
		fmt.Fprintf(&b, "Host: %s\r\n", host)
	}
	for _, f := range r.header {
		fmt.Fprintf(&b, "%s: %s\r\n", f.name, f.value)
	}
	if !r.has("Content-Length") && !r.has("Transfer-Encoding") && (len(r.body) > 0 || r.method == "POST") {
		fmt.Fprintf(&b, "Content-Length: %d\r\n", len(r.body))
	}
	b.WriteString("\r\n")
	b.Write(r.body[:len(r.body)-r.unsentBytes])
	return b.Bytes()
}

// command returns a bash command that sends the request.
func (r *request) command(host string) string {
	const limit = 4000 // maximum size in bytes of a body that is not base64-encoded
	if r.isMalformed || r.unsentBytes > 0 {
		return "base64 -d <<<" + base64.StdEncoding.EncodeToString(r.bytes(host)) + " | nc " +
			strings.Replace(host, ":", " ", 1)
	}
	var b strings.Builder
	body := ""
	if len(r.body) > limit || !printable(string(r.body)) {
		b.WriteString("base64 -d <<<" + base64.StdEncoding.EncodeToString(r.body) + " | ")
		body = " --data-binary @-"
	} else if len(r.body) > 0 {
		body = " --data-binary " + quote(string(r.body))
	}
	b.WriteString("curl --path-as-is -i -X " + r.method)
	for _, f := range r.header {
		b.WriteString(" -H " + quote(f.name+": "+f.value))
	}
	return b.String() + body + " " + quote("http://"+host+r.target)
}

func printable(text string) bool {
	return utf8.ValidString(text) && strings.IndexFunc(text, func(r rune) bool {
		return !unicode.IsPrint(r) && r != '\n' && r != '\r'
	}) < 0
}

// quote quotes a text for bash.
func quote(text string) string {
	if printable(text) && !strings.ContainsAny(text, "'\r\n") {
		return "'" + text + "'"
	}
	q := strconv.QuoteToASCII(text)
	return "$'" + strings.ReplaceAll(strings.ReplaceAll(q[1:len(q)-1], `\"`, `"`), "'", `\'`) + "'"
}
