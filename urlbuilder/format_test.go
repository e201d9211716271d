package urlbuilder_test

import (
	"math"
	"strconv"
	"strings"
	"testing"

	. "github.com/openimagekit/imagekit/urlbuilder"
)

func TestParam_IntTooLarge(t *testing.T) {
	t.Parallel()
	if strconv.IntSize == 32 {
		t.Skip("no int is too large")
	}
	checkRefused(t, "x", X(math.MinInt))
	checkRefused(t, "page", Page(math.MaxInt))
	tooLarge := int64(1<<53 + 2)
	checkRefused(t, "page", Page(int(tooLarge)))
}

func TestDefaultImage_AtSigns(t *testing.T) {
	t.Parallel()
	plain := LayerOptions{Encoding: PlainEncoding}
	for _, path := range []string{"a@@b.jpg", "a@/b.jpg", "@@a", "a@@"} {
		checkRefused(t, path, DefaultImage(path))
		checkRefused(t, path, FontFamily(path))
		checkRefused(t, path, ImageLayer(path, plain))
		if urls, err := buildAll(t, Chain{{ImageLayer(path, LayerOptions{})}}); err != nil ||
			!strings.Contains(urls[0], ",ie-") {
			t.Errorf("%s: got %q, %v, want base64", path, urls, err)
		}
	}
	urls, err := buildAll(t, Chain{{DefaultImage("/a/@b@.jpg")}})
	if err != nil || !strings.Contains(urls[0], "/tr:di-a@@@b@.jpg/") {
		t.Errorf("got %q, %v", urls, err)
	}
}

var formats = []paramCase{
	{Format(FormatAuto), "f-auto", ""},
	{Format(FormatOriginal), "f-orig", ""},
	{Format(FormatWebM), "f-webm", ""},
	{Quality(80), "q-80", ""},
	{Quality(100), "q-100", ""},
	{Quality(1), "q-1", ""},
	{Progressive(true), "pr-true", ""},
	{Lossless(true), "lo-true", ""},
	{Metadata(false), "md-false", ""},
	{ColorProfile(true), "cp-true", ""},
	{Original(true), "orig-true", ""},
	{Page(2), "pg-2", ""},
	{Pages(1, 3, 5), "pg-1_3_5", ""},
	{PageRange(2, 4), "pg-2-4", ""},
	{PageRange(2, 2), "pg-2-2", ""},
	{PagesFrom(4), "pg-4-", ""},
	{PageNames("a-1", "b c"), "pg-name-%22a-1%22_%22b%20c%22", "pg-name-%22a-1%22_%22b+c%22"},
	{DefaultImage("/fall backs/a=b.jpg/"), "di-fall%20backs@@a=b.jpg", "di-fall+backs%40%40a%3Db.jpg"},
	{DefaultImage("image.jpg"), "di-image.jpg", ""},
	{NamedTransformation("thumb"), "n-thumb", ""},
	{NamedTransformation("Big_2"), "n-Big_2", ""},
	{DefaultImage("b%41é"), "di-b%2541%C3%A9", ""},
	{Density(300), "dn-300", ""},
	{Density(Expr("idn_mul_2")), "dn-idn_mul_2", ""},
	{ContentCredentials(true), "c2pa-true", ""},
}
