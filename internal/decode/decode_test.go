package decode_test

import (
	"encoding/json"
	"errors"
	"math"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/openimagekit/imagekit/internal/decode"
)

// asset has a field of each kind that occurs in results of the API.
type asset struct {
	Name      string         `json:"name,omitempty"`
	Size      int64          `json:"size,omitempty"`
	Small     int8           `json:"small,omitempty"`
	Duration  float64        `json:"duration,omitempty"`
	Private   bool           `json:"private,omitempty"`
	CreatedAt time.Time      `json:"createdAt,omitempty"`
	Tags      []string       `json:"tags,omitempty"`
	Sizes     []int64        `json:"sizes,omitempty"`
	Version   version        `json:"version,omitempty"`
	Versions  []version      `json:"versions,omitempty"`
	Custom    map[string]any `json:"custom,omitempty"`
	Limit     *int64         `json:"limit,omitempty"`
	Any       any            `json:"any,omitempty"`
	Union     union          `json:"union,omitempty"`
	Open      open           `json:"open,omitempty"`
	ByName    map[string]version
	Named     map[string]version `json:"named,omitempty"`
}

type version struct {
	ID string `json:"id,omitempty"`
}

type union struct{ text json.RawMessage }

func (u *union) UnmarshalJSON(b []byte) error { return u.text.UnmarshalJSON(b) }

type open struct {
	ISO                  float64        `json:"ISO,omitempty"`
	Make                 string         `json:"Make,omitempty"`
	Deep                 *deep          `json:"deep,omitempty"`
	AdditionalProperties map[string]any `json:"-"`
}

func (o *open) UnmarshalJSON(b []byte) error { return decode.Object(b, o) }

func (o open) MarshalJSON() ([]byte, error) { return decode.MarshalObject(o) }

type deep struct {
	Values               []float64      `json:"values,omitempty"`
	AdditionalProperties map[string]any `json:"-"`
}

func (d *deep) UnmarshalJSON(b []byte) error { return decode.Object(b, d) }

// unlimited sets no limits.
var unlimited = decode.Limits{}

func TestValue_Fields(t *testing.T) {
	t.Parallel()
	for text, test := range map[string]struct {
		want       asset
		mismatches string // separated by spaces
	}{
		// Accepted by strict decoding.
		`{}`:                           {},
		`{"name":"a","new":[{}]}`:      {want: asset{Name: "a"}},
		`{"NAME":"a"}`:                 {want: asset{Name: "a"}},
		`{"name":"a","name":"b"}`:      {want: asset{Name: "b"}},
		`{"name":null,"size":null}`:    {},
		`{"tags":[]}`:                  {want: asset{Tags: []string{}}},
		`{"size":9223372036854775807}`: {want: asset{Size: math.MaxInt64}},
		// Whole numbers in any notation are decoded as integers.
		`{"size":12.0}`:                   {want: asset{Size: 12}},
		`{"size":1e3}`:                    {want: asset{Size: 1000}},
		`{"size":-1.5E1}`:                 {want: asset{Size: -15}},
		`{"size":0e999999999999}`:         {},
		`{"size":9007199254740993.0}`:     {want: asset{Size: 9007199254740993}},
		`{"size":9223372036854775807.0}`:  {want: asset{Size: math.MaxInt64}},
		`{"size":-9223372036854775808.0}`: {want: asset{Size: math.MinInt64}},
		`{"sizes":[1,2.0,3e0]}`:           {want: asset{Sizes: []int64{1, 2, 3}}},
		`{"limit":5.0}`:                   {want: asset{Limit: new(int64(5))}},
		// A fraction is rounded.
		`{"size":12.5}`:               {asset{Size: 13}, "/size"},
		`{"size":-12.5}`:              {asset{Size: -13}, "/size"},
		`{"size":12.4999}`:            {asset{Size: 12}, "/size"},
		`{"size":1e-300}`:             {asset{}, "/size"},
		`{"size":4503599627370497.5}`: {asset{Size: 4503599627370498}, "/size"},
		`{"size":4503599627370497.4}`: {asset{Size: 4503599627370497}, "/size"},
		`{"small":126.7}`:             {asset{Small: 127}, "/small"},
		// Only the first of thousands of digits are read exactly; reading a million digits would take minutes.
		`{"size":4611686018427387905.` + strings.Repeat("0", 900) + `}`:  {asset{Size: 4611686018427387905}, ""},
		`{"size":4611686018427387905.` + strings.Repeat("0", 1000) + `}`: {asset{Size: 1 << 62}, "/size"},
		`{"size":-4611686018427387905.` + strings.Repeat("1", 1e6) + `}`: {asset{Size: -1 << 62}, "/size"},
		`{"size":9223372036854775807.` + strings.Repeat("0", 1000) + `}`: {asset{}, "/size"},
		// Values that do not fit are decoded as zero.
		`{"size":9223372036854775808}`:        {asset{}, "/size"},
		`{"size":9223372036854775808.0}`:      {asset{}, "/size"},
		`{"size":1e400}`:                      {asset{}, "/size"},
		`{"small":127.5}`:                     {asset{}, "/small"},
		`{"size":"12"}`:                       {asset{}, "/size"},
		`{"name":12}`:                         {asset{}, "/name"},
		`{"duration":"9"}`:                    {asset{}, "/duration"},
		`{"duration":1e400}`:                  {asset{}, "/duration"},
		`{"private":"true"}`:                  {asset{}, "/private"},
		`{"private":1}`:                       {asset{}, "/private"},
		`{"createdAt":""}`:                    {asset{}, "/createdAt"},
		`{"createdAt":"2026-01-02T03:04:05"}`: {asset{}, "/createdAt"},
		`{"createdAt":1700000000}`:            {asset{}, "/createdAt"},
		`{"tags":"a"}`:                        {asset{}, "/tags"},
		`{"tags":{"0":"a"}}`:                  {asset{}, "/tags"},
		`{"version":[1]}`:                     {asset{}, "/version"},
		`{"version":"2"}`:                     {asset{}, "/version"},
		`{"version":[]}`:                      {asset{}, "/version"},
		`{"custom":[]}`:                       {asset{Custom: map[string]any{}}, "/custom"},
		`{"custom":[ ]}`:                      {asset{Custom: map[string]any{}}, "/custom"},
		`{"custom":["a"]}`:                    {asset{}, "/custom"},
		`{"limit":"5"}`:                       {asset{}, "/limit"},
		`{"name":1,"size":2,"private":3}`:     {asset{Size: 2}, "/name /private"},
		`{"named":{"a":{"id":1},"b":{"id":"2"},"c":3}}`: {
			asset{Named: map[string]version{"a": {}, "b": {"2"}, "c": {}}},
			"/named/a/id /named/c",
		},
		`{"any":{"a":[1,1e400,2],"b":1e400},"custom":{"a":1e400}}`: {
			asset{
				Any:    map[string]any{"a": []any{1.0, 2.0}, "b": nil},
				Custom: map[string]any{"a": nil},
			}, "/any/a/1 /any/b /custom/a",
		},
		// List elements that do not fit are left out.
		`{"tags":["a",1,"b",null,{}]}`: {asset{Tags: []string{"a", "b", ""}}, "/tags/1 /tags/4"},
		`{"tags":[1]}`:                 {asset{Tags: []string{}}, "/tags/0"},
		`{"versions":[{"id":"1"},2,{"id":3},[],"x"]}`: {
			asset{Versions: []version{{"1"}, {}}},
			"/versions/1 /versions/2/id /versions/3 /versions/4",
		},
		// A type with additional properties keeps what does not fit.
		`{"open":{"ISO":[100,100],"Make":"Canon","Lens":3}}`: {
			asset{Open: open{Make: "Canon", AdditionalProperties: map[string]any{
				"ISO":  []any{100.0, 100.0},
				"Lens": 3.0,
			}}}, "/open/ISO",
		},
		`{"open":{"ISO":1e400,"x":1e400}}`: {
			asset{Open: open{AdditionalProperties: map[string]any{
				"ISO": json.Number("1e400"),
				"x":   json.Number("1e400"),
			}}}, "/open/ISO /open/x",
		},
		`{"open":{"deep":{"values":[1,"x"],"other":{}}}}`: {
			asset{Open: open{Deep: &deep{
				Values:               []float64{1},
				AdditionalProperties: map[string]any{"other": map[string]any{}},
			}}}, "/open/deep/values/1",
		},
		`{"open":{"deep":"none"}}`: {
			asset{Open: open{AdditionalProperties: map[string]any{"deep": "none"}}},
			"/open/deep",
		},
		`{"open":[]}`: {asset{}, "/open"},
		// A union accepts any value.
		`{"size":"x","union":{"a":1}}`: {asset{Union: union{json.RawMessage(`{"a":1}`)}}, "/size"},
		// Pointers are escaped.
		`{"named":{"a/b~c":{"id":1},"":1}}`: {
			asset{Named: map[string]version{"a/b~c": {}, "": {}}},
			"/named/a~1b~0c/id /named/",
		},
	} {
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			got, mismatches, err := decode.Value[asset]([]byte(text), unlimited)
			if err != nil || !reflect.DeepEqual(got, test.want) {
				t.Errorf("got %+v, want %+v: %v", got, test.want, err)
			}
			if strings.Join(mismatches.Pointers, " ") != test.mismatches {
				t.Errorf("mismatches %+v, want %q", mismatches, test.mismatches)
			}
		})
	}
}

func TestValue_Lists(t *testing.T) {
	t.Parallel()
	for text, test := range map[string]struct {
		want       []version
		mismatches string
		leftOut    int
	}{
		`[]`:                                    {[]version{}, "", 0},
		` [ {"id":"1"} , {"id":"2"} ] `:         {[]version{{"1"}, {"2"}}, "", 0},
		`[null]`:                                {[]version{{}}, "", 0},
		`[{"id":"1"},{"id":2},{"id":"3"}]`:      {[]version{{"1"}, {}, {"3"}}, "/1/id", 0},
		`["x",{"id":"1"},3,{"id":"2"},[],true]`: {[]version{{"1"}, {"2"}}, "/0 /2 /4 /5", 4},
		`[{"id":"1"},"x"]`:                      {[]version{{"1"}}, "/1", 1},
		`["x"]`:                                 {[]version{}, "/0", 1},
	} {
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			got, mismatches, err := decode.Value[[]version]([]byte(text), unlimited)
			if err != nil || !reflect.DeepEqual(got, test.want) ||
				strings.Join(mismatches.Pointers, " ") != test.mismatches ||
				mismatches.LeftOut != test.leftOut {
				t.Errorf("got %+v, %+v, %v, want %+v, %q", got, mismatches, err, test.want, test.mismatches)
			}
		})
	}
}

func TestValue_Errors(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		`{`, `{"name":"a"`, `{"name":`, `{"size":"x",`, `{"size":"x"}}`, `{"size":"x"}{}`, `{"size":1.2.3}`,
		`{"custom":[}`, `{"open":{"ISO":[}}`,
		`[]`, `"text"`, `12`, `true`, "\ufeff{}", `{"name":'a'}`, `{"size":NaN}`,
	} {
		if got, mismatches, err := decode.Value[asset]([]byte(text), unlimited); err == nil ||
			errors.Is(err, decode.ErrNoValue) {
			t.Errorf("%s: got %+v, %+v", text, got, mismatches)
		}
	}
	for _, text := range []string{
		`[`, `[{}`, `[{},`, `[{},]`, `["x"`, `["x",]`, `[]]`, `[][]`, `["x"]]`, `{}`, `"text"`,
		`12`, `[{"id":1}`, `[1,{"id":}]`,
	} {
		if got, mismatches, err := decode.Value[[]version]([]byte(text), unlimited); err == nil ||
			errors.Is(err, decode.ErrNoValue) {
			t.Errorf("%s: got %+v, %+v", text, got, mismatches)
		}
	}
	for _, text := range []string{``, " \r\n\t", `null`, " null\n"} {
		_, _, err := decode.Value[asset]([]byte(text), unlimited)
		_, _, listErr := decode.Value[[]version]([]byte(text), unlimited)
		if !errors.Is(err, decode.ErrNoValue) || !errors.Is(listErr, decode.ErrNoValue) {
			t.Errorf("%q: got %v, %v", text, err, listErr)
		}
	}
}

func TestValue_MaxMismatches(t *testing.T) {
	t.Parallel()
	got, mismatches, err := decode.Value[asset]([]byte(`{"tags":[`+strings.Repeat("1,", 999)+`"last"]}`), unlimited)
	if err != nil || len(got.Tags) != 1 || len(mismatches.Pointers) != decode.MaxMismatches ||
		mismatches.Pointers[99] != "/tags/99" {
		t.Errorf("%d tags, %d mismatches, %v", len(got.Tags), len(mismatches.Pointers), err)
	}
	_, mismatches, err = decode.Value[asset]([]byte(`{"named":{"`+strings.Repeat("ä", 300)+`":1}}`), unlimited)
	if want := "/named/" + strings.Repeat("ä", 252) + "…"; err != nil || len(mismatches.Pointers) != 1 ||
		mismatches.Pointers[0] != want {
		t.Errorf("got %+v, %v, want %q", mismatches, err, want)
	}
}

func TestMarshalObject(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`{}`:                         `{}`,
		`{"Make":"Canon","ISO":100}`: `{"ISO":100,"Make":"Canon"}`,
		`{"ISO":[100],"Lens":[1]}`:   `{"ISO":[100],"Lens":[1]}`,
		`{"ISO":1e400}`:              `{"ISO":1e400}`,
	} {
		got, _, err := decode.Value[open]([]byte(text), unlimited)
		b, marshalErr := json.Marshal(got)
		if err != nil || marshalErr != nil || string(b) != want {
			t.Errorf("%s is encoded as %s, want %s: %v, %v", text, b, want, err, marshalErr)
		}
	}
}

func TestHasAny(t *testing.T) {
	t.Parallel()
	if !decode.HasAny(&asset{Size: 1}, "name", "size") || decode.HasAny(&asset{Size: 1}, "name", "unknown") ||
		decode.HasAny(&asset{}) {
		t.Error("HasAny is wrong for a field that is set, an unknown name or no name")
	}
}
