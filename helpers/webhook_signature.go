package helpers

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"
)

// parsedSignature holds the content of a webhook's signature headers, before and after verification.
type parsedSignature struct {
	WebhookSignature
	text string // all entries of Standard Webhooks, or the hexadecimal signature of the older scheme
}

// isRight reports whether secret signed the body at the stated time.
func (s parsedSignature) isRight(secret string, body []byte) bool {
	if s.Scheme == LegacyWebhooks {
		return hmac.Equal([]byte(s.text), signLegacy(secret, s.Timestamp, body))
	}
	want, err := signStandard(secret, s.ID, s.Timestamp, body)
	if err != nil {
		return false
	}
	for entry := range strings.SplitSeq(s.text, " ") {
		if hmac.Equal([]byte(entry), []byte(want)) {
			return true
		}
	}
	return false
}

// signStandard returns the entry "v1,BASE64" of Standard Webhooks.
func signStandard(secret, id string, at time.Time, body []byte) (string, error) {
	webhook, err := standardwebhooks.NewWebhookRaw([]byte(secret))
	if err != nil {
		return "", err
	}
	return webhook.Sign(id, at, body)
}

// signLegacy returns the v1 part of the older scheme, in lower-case hexadecimal digits.
func signLegacy(secret string, at time.Time, body []byte) []byte {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write(append(strconv.AppendInt(nil, at.UnixMilli(), 10), '.'))
	mac.Write(body)
	return hex.AppendEncode(nil, mac.Sum(nil))
}

// headerOf returns the headers of a request with this signature. text is the entry "v1,BASE64" or, in the older scheme,
// hexadecimal.
func headerOf(s WebhookSignature, text string) http.Header {
	header := http.Header{}
	if s.Scheme == LegacyWebhooks {
		header.Set(headerLegacy, "t="+strconv.FormatInt(s.Timestamp.UnixMilli(), 10)+",v1="+text)
		return header
	}
	header.Set(standardwebhooks.HeaderWebhookID, s.ID)
	header.Set(standardwebhooks.HeaderWebhookTimestamp, strconv.FormatInt(s.Timestamp.Unix(), 10))
	header.Set(standardwebhooks.HeaderWebhookSignature, text)
	return header
}

// readSignature reads the headers of the given scheme. If any scheme is accepted, it chooses the scheme by the headers.
func readSignature(header http.Header, scheme WebhookScheme) (parsedSignature, error) {
	if scheme == AnyWebhookScheme && !hasStandard(header) && hasHeader(header, headerLegacy) {
		scheme = LegacyWebhooks
	}
	if scheme == LegacyWebhooks {
		return readLegacy(strings.Join(headerValues(header, headerLegacy), ","))
	}
	return readStandard(header, strings.Join(headerValues(header, standardwebhooks.HeaderWebhookSignature), " "))
}

// hasStandard reports whether a request claims to be signed as Standard Webhooks. One header is enough, even an empty
// one: otherwise an attacker could choose the older scheme by damaging a header.
func hasStandard(header http.Header) bool {
	return hasHeader(header, standardwebhooks.HeaderWebhookID) ||
		hasHeader(header, standardwebhooks.HeaderWebhookTimestamp) ||
		hasHeader(header, standardwebhooks.HeaderWebhookSignature)
}

func hasHeader(header http.Header, name string) bool {
	for key := range header {
		if strings.EqualFold(key, name) {
			return true
		}
	}
	return false
}

func readStandard(header http.Header, signatures string) (parsedSignature, error) {
	if signatures == "" {
		return parsedSignature{}, unsigned(standardwebhooks.HeaderWebhookSignature)
	}
	id, err := onlyValue(header, standardwebhooks.HeaderWebhookID)
	if err != nil {
		return parsedSignature{}, err
	}
	if !isWebhookID(id) {
		return parsedSignature{}, malformed(standardwebhooks.HeaderWebhookID + " is not visible ASCII")
	}
	timestamp, err := onlyValue(header, standardwebhooks.HeaderWebhookTimestamp)
	if err != nil {
		return parsedSignature{}, err
	}
	seconds, ok := parseEpoch(timestamp, latestTime/1000)
	if !ok {
		return parsedSignature{}, malformed(standardwebhooks.HeaderWebhookTimestamp + " is not a time in seconds")
	}
	return parsedSignature{WebhookSignature{id, time.Unix(seconds, 0), StandardWebhooks}, signatures}, nil
}

func readLegacy(text string) (parsedSignature, error) {
	if text == "" {
		return parsedSignature{}, unsigned(headerLegacy)
	}
	t, hasTime := legacyPart(text, "t")
	v1, hasSignature := legacyPart(text, "v1")
	if !hasTime || !hasSignature {
		return parsedSignature{}, malformed(headerLegacy + " is not t=MILLISECONDS,v1=HEX")
	}
	milliseconds, ok := parseEpoch(t, latestTime)
	if !ok {
		return parsedSignature{}, malformed("t in " + headerLegacy + " is not a time in milliseconds")
	}
	return parsedSignature{WebhookSignature{"", time.UnixMilli(milliseconds), LegacyWebhooks}, v1}, nil
}

func unsigned(header string) error {
	return fmt.Errorf("%w: header %s is missing or empty", ErrWebhookUnsigned, header)
}

func malformed(reason string) error { return fmt.Errorf("%w: %s", ErrWebhookMalformed, reason) }

// legacyPart returns the value of the first part of an x-ik-signature header that has this name.
func legacyPart(text, name string) (value string, ok bool) {
	for item := range strings.SplitSeq(text, ",") {
		if key, value, found := strings.Cut(item, "="); key == name {
			return value, found
		}
	}
	return "", false
}

// latestTime is the largest time value of JavaScript, and therefore of the service: milliseconds since 1970, in the
// year 275760.
const latestTime = 8_640_000_000_000_000

// parseEpoch reads a number as the service writes it: digits without a sign, a space or a leading zero. The number is
// signed in this form, so accepting another form would allow a second way to write the same webhook.
func parseEpoch(text string, latest int64) (n int64, ok bool) {
	n, err := strconv.ParseInt(text, 10, 64)
	return n, err == nil && n >= 0 && n <= latest && strconv.FormatInt(n, 10) == text
}

// isWebhookID reports whether an id consists of one or more visible ASCII characters.
func isWebhookID(id string) bool {
	return id != "" && !strings.ContainsFunc(id, func(r rune) bool { return r <= ' ' || r > '~' })
}

// onlyValue returns the value of a header that must be there and have one value, possibly repeated.
func onlyValue(header http.Header, name string) (string, error) {
	values := slices.Compact(headerValues(header, name))
	switch {
	case len(values) == 0 || values[0] == "" && len(values) == 1:
		return "", unsigned(name)
	case len(values) > 1:
		return "", malformed("header " + name + " has several different values")
	}
	return values[0], nil
}

// headerValues returns the values of a header without the spaces and tabs around them, which are not part of a value in
// HTTP. The keys of the map need not be in canonical form, for example if the header was decoded from JSON.
func headerValues(header http.Header, name string) []string {
	var values []string
	for _, key := range slices.Sorted(maps.Keys(header)) { // in a stable order
		if strings.EqualFold(key, name) {
			for _, value := range header[key] {
				values = append(values, strings.Trim(value, " \t"))
			}
		}
	}
	return values
}
