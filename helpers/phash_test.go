package helpers_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"strings"
	"testing"

	"github.com/openimagekit/imagekit/helpers"
)

func TestPHashDistance(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("0f", 1000)
	for name, test := range map[string]struct {
		a, b string
		want int
	}{
		"equal":              {"f06830ca9f1e3e90", "f06830ca9f1e3e90", 0},
		"similar":            {"2d5ad3936d2e015b", "2d6ed293db36a4fb", 17},
		"different":          {"a4a65595ac94518b", "7838873e791f8400", 37},
		"either case":        {"ABCDEF0123456789", "abcdef0123456789", 0},
		"one digit":          {"a", "5", 4},
		"odd length":         {"abc", "cba", 4},
		"longer than a word": {"f" + long, "0" + long, 4},
		"all bits":           {strings.Repeat("0", 33), strings.Repeat("F", 33), 132},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, pair := range [][2]string{{test.a, test.b}, {test.b, test.a}} {
				if got, err := helpers.PHashDistance(pair[0], pair[1]); err != nil || got != test.want {
					t.Errorf("distance is %d, %v, want %d", got, err, test.want)
				}
			}
		})
	}
}

func TestPHashDistance_InvalidText(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		a, b string
		want string // reason of the error
	}{
		"first missing":          {"", "abcd", "is missing"},
		"second missing":         {"abcd", "", "is missing"},
		"both missing":           {"", "", "is missing"},
		"missing before invalid": {"xyz", "", "is missing"},
		"unequal":                {"abcd", "abc", "has 3 digits instead of 4"},
		"invalid before unequal": {"abcd", "xyz", "is not hexadecimal"},
		"prefix 0x":              {"0x12", "0x13", "is not hexadecimal"},
		"sign":                   {"-123", "+123", "is not hexadecimal"},
		"space":                  {"ab d", "abcd", "is not hexadecimal"},
		"line break":             {"abcd\n", "abcd\n", "is not hexadecimal"},
		"underscore":             {"ab_d", "abcd", "is not hexadecimal"},
		"Arabic digits":          {"١٢٣٤", "١٢٣٤", "is not hexadecimal"},
		"full-width letter":      {"ａ", "ａ", "is not hexadecimal"},
		"invalid UTF-8":          {"\xff\xfe", "abcd", "is not hexadecimal"},
		"letter after f":         {"g", "a", "is not hexadecimal"},
		"byte before A":          {"@", "A", "is not hexadecimal"},
		"NUL":                    {"\x00", "0", "is not hexadecimal"},
		"very long text":         {strings.Repeat("x", 1<<20), "0", "is not hexadecimal"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := helpers.PHashDistance(test.a, test.b)
			if !isPHashError(err, test.want) || got != 0 {
				t.Fatalf("got %d, %v, want %s", got, err, test.want)
			}
			if len(err.Error()) > 400 {
				t.Errorf("the error has %d bytes", len(err.Error()))
			}
		})
	}
}

func TestParsePHash(t *testing.T) {
	t.Parallel()
	h, err := helpers.ParsePHash("F06830CA9f1e3e90")
	if err != nil || h != 0xf06830ca9f1e3e90 || h.String() != "f06830ca9f1e3e90" {
		t.Errorf("got %v, %v", h, err)
	}
	if h := helpers.PHash(1); h.String() != "0000000000000001" {
		t.Errorf("got %v without leading zeros", h)
	}
	for text, want := range map[string]string{
		"":                  "is missing",
		"f06830ca9f1e3e9":   "has 15 digits instead of 16",
		"f06830ca9f1e3e900": "has 17 digits instead of 16",
		"f06830ca9f1e3e9g":  "is not hexadecimal",
		"xyz":               "is not hexadecimal",
	} {
		if _, err := helpers.ParsePHash(text); !isPHashError(err, want) {
			t.Errorf("%q: got %v, want %s", text, err, want)
		}
	}
}

// isPHashError reports whether err is a PHashError with a reason.
func isPHashError(err error, reason string) bool {
	var hashErr *helpers.PHashError
	return errors.As(err, &hashErr) && hashErr.Reason == reason
}

func TestPHash_JSON(t *testing.T) {
	t.Parallel()
	var metadata struct {
		PHash helpers.PHash `json:"pHash"`
	}
	const text = `{"pHash":"f06830ca9f1e3e90"}`
	if err := json.Unmarshal([]byte(text), &metadata); err != nil {
		t.Fatal(err)
	}
	if got, err := json.Marshal(metadata); err != nil || string(got) != text {
		t.Errorf("got %s, %v, want %s", got, err, text)
	}
	before := metadata
	err := json.Unmarshal([]byte(`{"pHash":"f06830ca"}`), &metadata)
	if !isPHashError(err, "has 8 digits instead of 16") || metadata != before {
		t.Errorf("got %v, %v", metadata, err)
	}
}

func TestPHashDistance_Allocations(t *testing.T) {
	a, b := helpers.PHash(1), helpers.PHash(2)
	if n := testing.AllocsPerRun(100, func() { _ = a.Distance(b) }); n != 0 {
		t.Errorf("%v allocations for parsed hashes", n)
	}
	texts := func() { _, _ = helpers.PHashDistance("2d5ad3936d2e015b", "2d6ed293db36a4fb") }
	if n := testing.AllocsPerRun(100, texts); n != 0 {
		t.Errorf("%v allocations for texts", n)
	}
}

func FuzzPHash(f *testing.F) {
	for _, seed := range [][2]string{
		{"f06830ca9f1e3e90", "2D5AD3936d2e015b"}, {"abc", "cba"}, {"", "0"}, {"0x12", "ab d"}, {"\xff", "é"},
	} {
		f.Add(seed[0], seed[1])
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		distance, err := helpers.PHashDistance(a, b)
		hashA, errA := helpers.ParsePHash(a)
		hashB, errB := helpers.ParsePHash(b)
		if errA == nil && hashA.String() != strings.ToLower(a) {
			t.Errorf("%q is parsed as %v", a, hashA)
		}
		if errA == nil && errB == nil && (err != nil || distance != hashA.Distance(hashB)) {
			t.Errorf("%d, %v as texts, %d parsed", distance, err, hashA.Distance(hashB))
		}
		if err != nil {
			return
		}
		const digits = "0123456789abcdef"
		want := 0
		for i := range a {
			difference := strings.IndexByte(digits, lower(a[i])) ^ strings.IndexByte(digits, lower(b[i]))
			want += strings.Count(fmt.Sprintf("%b", difference), "1")
		}
		if len(a) != len(b) || distance != want {
			t.Errorf("%q and %q: got %d, want %d", a, b, distance, want)
		}
	})
}

func lower(c byte) byte { return strings.ToLower(string(c))[0] }

func ExamplePHashDistance() {
	for _, other := range []string{"2d5ad3936d2e015b", "2d6ed293db36a4fb", "2d5ad3936d2e"} {
		distance, err := helpers.PHashDistance("2d5ad3936d2e015b", other)
		fmt.Println(distance, err)
	}
	// Output:
	// 0 <nil>
	// 17 <nil>
	// 0 pHash "2d5ad3936d2e" has 12 digits instead of 16
}

func ExampleParsePHash() {
	a, err := helpers.ParsePHash("a4a65595ac94518b")
	if err != nil {
		log.Fatal(err)
	}
	b, err := helpers.ParsePHash("7838873E791F8400")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(a, b, a.Distance(b))
	// Output: a4a65595ac94518b 7838873e791f8400 37
}

func ExamplePHash() {
	var metadata struct {
		PHash helpers.PHash `json:"pHash"`
	}
	if err := json.Unmarshal([]byte(`{"pHash": "f06830ca9f1e3e90"}`), &metadata); err != nil {
		log.Fatal(err)
	}
	fmt.Println(metadata.PHash, metadata.PHash.Distance(0xf06830ca9f1e3e93))
	// Output: f06830ca9f1e3e90 2
}
