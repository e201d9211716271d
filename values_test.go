package imagekit_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"reflect"
	"strings"
	"testing"
	"time"

	jsonv2 "github.com/go-json-experiment/json"

	"github.com/openimagekit/imagekit"
)

func TestSource_Format(t *testing.T) {
	t.Parallel()
	payload := strings.Repeat("c2VjcmV0", 1000)
	signed := imagekit.FromURL("https://u:secret@example.com/a.jpg?ik-s=c2VjcmV0")
	for want, source := range map[string]imagekit.Source{
		"data of 8000 bytes":                              imagekit.FromBytes([]byte(payload)),
		"base64 of 8000 bytes":                            imagekit.FromBase64(payload),
		"data URI of 8022 bytes":                          imagekit.FromDataURI("data:image/png;base64," + payload),
		"https://[redacted]@example.com/a.jpg?[redacted]": signed,
		`file "a.jpg"`:                                    imagekit.FromPath("/tmp/a.jpg"),
		"data":                                            imagekit.FromReader(io.LimitReader(zeros{}, 3)),
		"data of 3 bytes":                                 imagekit.FromSizedReader(io.LimitReader(zeros{}, 3), 3),
		"no file":                                         {},
		"no file: must be an absolute http or https URL": imagekit.FromURL("secret"),
		`file "` + strings.Repeat("d", 294) + "…":        imagekit.FromPath("/" + strings.Repeat("d", 4000)),
	} {
		for _, format := range []string{"%v", "%+v", "%s", "%#v", "%q", "%d", "%x"} {
			if got := fmt.Sprintf(format, source); got != want {
				t.Errorf("%s is %s, want %s", format, got, want)
			}
		}
		for _, got := range []string{
			fmt.Sprintf("%v", imagekit.UploadRequest{File: source, FileName: "a"}), fmt.Sprintf("%+v",
				&imagekit.UploadV2Request{File: source}),
			fmt.Sprint([]imagekit.UploadItem{{Request: imagekit.UploadRequest{File: source}}}),
		} {
			if !strings.Contains(got, want) || strings.Contains(got, "c2VjcmV0") {
				t.Errorf("got %.200s, want %s and no secret", got, want)
			}
		}
	}
}

func TestUnions_String(t *testing.T) {
	t.Parallel()
	long := imagekit.NewExtension(imagekit.SavedExtensionReference{ID: strings.Repeat("ä", 1000)})
	s3 := imagekit.NewOriginRequest(imagekit.S3OriginRequest{
		Name: "a", Bucket: "b", AccessKey: "AKIA",
		SecretKey: "s3cr3t",
	})
	var odd, text, none imagekit.Origin
	const oddJSON = `{"type" : "S3", "secretKey":{"a":"s3cr3t"} ,
		"list":[1,{"password":"s3cr3t","bucket":"password"}]}`
	if err := json.Unmarshal([]byte(oddJSON), &odd); err != nil {
		t.Fatal(err)
	}
	if err := text.UnmarshalJSON([]byte("no\nJSON")); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		value any
		want  string
	}{
		{imagekit.NewExtension(imagekit.SavedExtensionReference{ID: "1"}), `{"id":"1","name":"saved-extension"}`},
		{long, `{"id":"` + strings.Repeat("ä", 146) + "…"},
		{s3, `{"accessKey":"[redacted]","bucket":"b","name":"a","secretKey":"[redacted]","type":"S3"}`},
		{odd, `{"type":"S3","secretKey":"[redacted]","list":[1,{"password":"[redacted]","bucket":"password"}]}`},
		{text, "[redacted]"},
		{none, "null"},
		{
			imagekit.SavedExtension{Config: imagekit.NewExtensionConfig(imagekit.AutoDescriptionExtension{})},
			`{"name":"ai-auto-description"}`,
		},
		{[]imagekit.Extension{long}, "ä…"},
		{&imagekit.UploadRequest{Extensions: []imagekit.Extension{long}}, "ä…"},
	} {
		for _, format := range []string{"%v", "%+v", "%#v", "%s"} {
			got := fmt.Sprintf(format, test.value)
			if !strings.Contains(got, test.want) || len(got) > 1500 || strings.Contains(got, "s3cr3t") ||
				strings.Contains(got, "AKIA") {
				t.Errorf("%s is %s, want %s", format, got, test.want)
			}
		}
	}
	var log bytes.Buffer
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "origin", odd)
	if !strings.Contains(log.String(), `origin="{\"type\":\"S3\",\"secretKey\":\"[redacted]\"`) {
		t.Errorf("logged as %s", &log)
	}
}

func TestNullable_JSON(t *testing.T) {
	t.Parallel()
	for want, request := range map[string]imagekit.UpdateFileDetailsRequest{
		`{}`: {},
		`{"customCoordinates":null,"tags":null}`: {
			CustomCoordinates: imagekit.Null[string](), Tags: imagekit.Null[[]string](),
		},
		`{"customCoordinates":"","tags":[]}`: {
			CustomCoordinates: imagekit.Value(""), Tags: imagekit.Value([]string{}),
		},
		`{"customCoordinates":"1,2,3,4","tags":["a","b"]}`: {
			CustomCoordinates: imagekit.Value("1,2,3,4"), Tags: imagekit.Value([]string{"a", "b"}),
		},
	} {
		for name, codec := range map[string]struct {
			marshal   func(any) ([]byte, error)
			unmarshal func([]byte, any) error
		}{
			"encoding/json": {json.Marshal, json.Unmarshal},
			"json/v2": {
				func(v any) ([]byte, error) { return jsonv2.Marshal(v) },
				func(b []byte, v any) error { return jsonv2.Unmarshal(b, v) },
			},
		} {
			text, err := codec.marshal(request)
			if err != nil || string(text) != want {
				t.Errorf("%s: got %s, %v, want %s", name, text, err, want)
			}
			var decoded imagekit.UpdateFileDetailsRequest
			if err := codec.unmarshal(text, &decoded); err != nil || !reflect.DeepEqual(decoded, request) {
				t.Errorf("%s: %s is decoded as %v, %v", name, text, decoded, err)
			}
		}
	}
	if err := new(imagekit.Nullable[string]).UnmarshalJSON([]byte("1")); err == nil {
		t.Error("a number was decoded as a string")
	}
}

func TestNullable_States(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		nullable       imagekit.Nullable[string]
		value          string
		ok, null, zero bool
		text           string
	}{
		{zero: true, text: "unset"},
		{nullable: imagekit.Null[string](), null: true, text: "null"},
		{nullable: imagekit.Value(""), ok: true},
		{nullable: imagekit.Value("a"), value: "a", ok: true, text: "a"},
	} {
		value, ok := test.nullable.Get()
		if value != test.value || ok != test.ok || test.nullable.IsNull() != test.null ||
			test.nullable.IsZero() != test.zero || fmt.Sprint(test.nullable) != test.text {
			t.Errorf("%v: got %q, %v, want %+v", test.nullable, value, ok, test)
		}
	}
}

func TestDate_Encoding(t *testing.T) {
	t.Parallel()
	day := imagekit.NewDate(2026, time.January, 2)
	var log bytes.Buffer
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "day", day, "days", []imagekit.Date{day})
	slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "day", day, "days", map[string]any{"first": day})
	for _, want := range []string{"day=2026-01-02", "days=[2026-01-02]", `"day":"2026-01-02"`, `"first":"2026-01-02"`} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("%s is not in %s", want, &log)
		}
	}
	text, err := json.Marshal(map[imagekit.Date]imagekit.Date{day: day})
	if err != nil || string(text) != `{"2026-01-02":"2026-01-02"}` {
		t.Errorf("encoded as %s, %v", text, err)
	}
	var days map[imagekit.Date]imagekit.Date
	if err := json.Unmarshal(text, &days); err != nil || days[day] != day {
		t.Errorf("decoded as %v, %v", days, err)
	}
	for _, odd := range []string{"", "2026-01-02T00:00:00Z", "2026-1-2", "2026-02-30"} {
		if err := new(imagekit.Date).UnmarshalText([]byte(odd)); err == nil ||
			!strings.Contains(err.Error(), "YYYY-MM-DD") {
			t.Errorf("%q: %v", odd, err)
		}
	}
	if err := json.Unmarshal([]byte("null"), &day); err != nil || day != imagekit.NewDate(2026, time.January, 2) {
		t.Errorf("null is decoded as %v, %v", day, err)
	}
	got := fmt.Sprintf("%v %s %+v", day, day, struct{ D imagekit.Date }{day})
	if got != "2026-01-02 2026-01-02 {D:2026-01-02}" {
		t.Error(got)
	}
}

func TestDateOf(t *testing.T) {
	t.Parallel()
	east := time.FixedZone("", 3*60*60)
	at := time.Date(2026, time.January, 1, 23, 0, 0, 0, time.UTC)
	if got := imagekit.DateOf(at.In(east)); got != imagekit.NewDate(2026, time.January, 2) {
		t.Errorf("the date three hours east of UTC is %v", got)
	}
	day := imagekit.NewDate(2026, time.January, 32)
	if want := (imagekit.Date{Year: 2026, Month: time.February, Day: 1}); day != want {
		t.Errorf("January 32 is %v", day)
	}
	if got := day.In(east); !got.Equal(time.Date(2026, time.January, 31, 21, 0, 0, 0, time.UTC)) {
		t.Errorf("the date starts at %v", got.UTC())
	}
	if zero := (imagekit.Date{}); zero.String() != "0000-00-00" {
		t.Errorf("the zero Date is %v", zero)
	}
}

// TestFile_PrintSizes prints numbers that would be printed as 1.5e+06 if they were of type float64.
func TestFile_PrintSizes(t *testing.T) {
	t.Parallel()
	ik := serveJSON(t, `{"size":1500000,"width":1000000,"height":9007199254740993}`)
	file, err := ik.GetFileDetails(t.Context(), "id")
	if err != nil || fmt.Sprint(file.Size, file.Width, file.Height) != "1500000 1000000 9007199254740993" {
		t.Errorf("%v, %v", file, err)
	}
}
