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

func (s webhookSignature) isRight(secret string, body []byte) bool {
	if s.scheme == LegacyWebhooks {
		return hmac.Equal([]byte(s.text), signLegacy(secret, s.time, body))
	}
	want, err := signStandard(secret, s.id, s.time, body)
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

// signLegacy returns the v1 of the older scheme. All digits are lower-case.
func signLegacy(secret string, at time.Time, body []byte) []byte {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write(append(strconv.AppendInt(nil, at.UnixMilli(), 10), '.'))
	mac.Write(body)
	return hex.AppendEncode(nil, mac.Sum(nil))
}

// header returns the headers that the signature would be read from.
func (s webhookSignature) header() http.Header {
	header := http.Header{}
	if s.scheme == LegacyWebhooks {
		header.Set(headerLegacy, "t="+strconv.FormatInt(s.time.UnixMilli(), 10)+",v1="+s.text)
		return header
	}
	header.Set(standardwebhooks.HeaderWebhookID, s.id)
	header.Set(standardwebhooks.HeaderWebhookTimestamp, strconv.FormatInt(s.time.Unix(), 10))
	header.Set(standardwebhooks.HeaderWebhookSignature, s.text)
	return header
}

// readSignature returns what the headers say in the scheme that counts.
func readSignature(header http.Header, scheme WebhookScheme) (webhookSignature, error) {
	if scheme == LegacyWebhooks || scheme == AnyWebhookScheme && !hasStandard(header) && hasHeader(header, headerLegacy) {
		return readLegacy(strings.Join(headerValues(header, headerLegacy), ","))
	}
	return readStandard(header, strings.Join(headerValues(header, standardwebhooks.HeaderWebhookSignature), " "))
}

// hasStandard reports whether a request claims to be signed as Standard Webhooks. One header is enough, even an empty
// one: if a damaged header led to the older scheme, whoever can damage it would choose the scheme.
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

func readStandard(header http.Header, signatures string) (webhookSignature, error) {
	if signatures == "" {
		return webhookSignature{}, fmt.Errorf("%w: no %s", ErrWebhookUnsigned, standardwebhooks.HeaderWebhookSignature)
	}
	id, err := onlyValue(header, standardwebhooks.HeaderWebhookID)
	if err != nil {
		return webhookSignature{}, err
	}
	if !isWebhookID(id) {
		return webhookSignature{}, fmt.Errorf("%w: %s is not visible ASCII", ErrWebhookMalformed, standardwebhooks.HeaderWebhookID)
	}
	timestamp, err := onlyValue(header, standardwebhooks.HeaderWebhookTimestamp)
	if err != nil {
		return webhookSignature{}, err
	}
	seconds, ok := parseEpoch(timestamp, latestTime/1000)
	if !ok {
		return webhookSignature{}, fmt.Errorf("%w: %s is not a time in seconds", ErrWebhookMalformed, standardwebhooks.HeaderWebhookTimestamp)
	}
	return webhookSignature{StandardWebhooks, id, time.Unix(seconds, 0), signatures}, nil
}

func readLegacy(text string) (webhookSignature, error) {
	if text == "" {
		return webhookSignature{}, fmt.Errorf("%w: no %s", ErrWebhookUnsigned, headerLegacy)
	}
	t, hasTime := legacyPart(text, "t")
	v1, hasSignature := legacyPart(text, "v1")
	if !hasTime || !hasSignature {
		return webhookSignature{}, fmt.Errorf("%w: %s is not t=MILLISECONDS,v1=HEX", ErrWebhookMalformed, headerLegacy)
	}
	milliseconds, ok := parseEpoch(t, latestTime)
	if !ok {
		return webhookSignature{}, fmt.Errorf("%w: t in %s is not a time in milliseconds", ErrWebhookMalformed, headerLegacy)
	}
	return webhookSignature{LegacyWebhooks, "", time.UnixMilli(milliseconds), v1}, nil
}

func legacyPart(text, name string) (value string, ok bool) {
	for item := range strings.SplitSeq(text, ",") {
		if key, value, found := strings.Cut(item, "="); key == name {
			return value, found
		}
	}
	return "", false
}

// latestTime is the last moment that JavaScript, and so the service, can name, in milliseconds: it is in the year
// 275760.
const latestTime = 8_640_000_000_000_000

// parseEpoch reads a number as the service writes it: digits without a sign, a space or a zero in front. What is signed
// is the number in this form, so that any other form would be a second way to write the same webhook.
func parseEpoch(text string, latest int64) (n int64, ok bool) {
	n, err := strconv.ParseInt(text, 10, 64)
	return n, err == nil && n >= 0 && n <= latest && strconv.FormatInt(n, 10) == text
}

// isWebhookID reports whether an id is visible ASCII, at least one character of it.
func isWebhookID(id string) bool {
	return id != "" && !strings.ContainsFunc(id, func(r rune) bool { return r <= ' ' || r > '~' })
}

// onlyValue returns the value of a header that says one thing.
func onlyValue(header http.Header, name string) (string, error) {
	values := slices.Compact(headerValues(header, name))
	switch {
	case len(values) == 0 || values[0] == "" && len(values) == 1:
		return "", fmt.Errorf("%w: no %s", ErrWebhookUnsigned, name)
	case len(values) > 1:
		return "", fmt.Errorf("%w: several %s", ErrWebhookMalformed, name)
	}
	return values[0], nil
}

// headerValues returns the values of a header without the spaces and tabs around them, which HTTP does not count as
// part of a value. The keys of the map need not be in Go's spelling, as when it came as JSON.
func headerValues(header http.Header, name string) []string {
	var values []string
	for _, key := range slices.Sorted(maps.Keys(header)) { // in an order that does not change
		if strings.EqualFold(key, name) {
			for _, value := range header[key] {
				values = append(values, strings.Trim(value, " \t"))
			}
		}
	}
	return values
}
