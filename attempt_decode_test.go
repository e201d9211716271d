package imagekit_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/internal/decode"
	"github.com/openimagekit/imagekit/internal/race"
)

// serveJSON starts a server that answers each request with body, and returns a client for it.
func serveJSON(t *testing.T, body string, opts ...imagekit.Option) *imagekit.Client {
	t.Helper()
	return serve(t, func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("X-Ik-Requestid", "r1")
		_, _ = io.WriteString(w, body)
	}, opts...)
}

func TestClient_GetFileDetails_Mismatches(t *testing.T) {
	t.Parallel()
	for body, test := range map[string]struct {
		want       imagekit.File
		mismatches []string
	}{
		`{"name":"a","duration":9.97}`: {want: imagekit.File{Name: "a", Duration: 9.97}},
		`{"name":"a","size":12.0,"width":1e3}`: {
			want: imagekit.File{Name: "a", Size: 12, Width: 1000},
		},
		`{"name":"a","bitRate":12.5}`: {
			imagekit.File{Name: "a", BitRate: 13},
			[]string{"/bitRate"},
		},
		`{"name":"a","size":"1234"}`: {imagekit.File{Name: "a"}, []string{"/size"}},
		`{"name":"a","createdAt":"","updatedAt":"2026-01-02T03:04:05"}`: {
			imagekit.File{Name: "a"},
			[]string{"/createdAt", "/updatedAt"},
		},
		`{"name":"a","customMetadata":[]}`: {
			imagekit.File{Name: "a", CustomMetadata: map[string]any{}}, []string{"/customMetadata"},
		},
		`{"name":"a","tags":["b",1,"c"],"versionInfo":[]}`: {
			imagekit.File{Name: "a", Tags: []string{"b", "c"}},
			[]string{"/tags/1", "/versionInfo"},
		},
		`{"name":"a","AITags":[{"name":"b","confidence":"high"},"c"]}`: {
			imagekit.File{Name: "a", AITags: []imagekit.AITag{{Name: "b"}}},
			[]string{"/AITags/0/confidence", "/AITags/1"},
		},
		`{"name":"a","selectedFieldsSchema":{"x/y":{"type":"Text","maxLength":"9"}}}`: {
			imagekit.File{Name: "a", SelectedFieldsSchema: imagekit.SelectedFieldsSchema{"x/y": {Type: "Text"}}},
			[]string{"/selectedFieldsSchema/x~1y/maxLength"},
		},
	} {
		t.Run(body, func(t *testing.T) {
			t.Parallel()
			var log bytes.Buffer
			ik := serveJSON(t, body, withLog(&log))
			var response imagekit.Response
			file, err := ik.GetFileDetails(t.Context(), "id", imagekit.WithResponse(&response))
			if err != nil || !reflect.DeepEqual(*file, test.want) {
				t.Errorf("got %+v, want %+v: %v", file, test.want, err)
			}
			if !slices.Equal(response.Mismatches, test.mismatches) || string(response.Body) != body {
				t.Errorf("mismatches %q, want %q", response.Mismatches, test.mismatches)
			}
			checkMismatchLog(t, log.String(), test.mismatches)
		})
	}
}

// checkMismatchLog checks that there is one warning for all mismatches, if there are any.
func checkMismatchLog(t *testing.T, log string, mismatches []string) {
	t.Helper()
	if warnings := strings.Count(log, "level=WARN"); warnings != min(len(mismatches), 1) {
		t.Errorf("%d warnings in the log, want one if there are mismatches: %s", warnings, log)
	}
	for _, pointer := range mismatches {
		if !strings.Contains(log, pointer) || !strings.Contains(log, "operation=getFileDetails requestId=r1") {
			t.Errorf("%s is not in the log: %s", pointer, log)
		}
	}
}

func TestClient_GetFileMetadata_Mismatches(t *testing.T) {
	t.Parallel()
	var response imagekit.Response
	metadata, err := serveJSON(t, `{"format":"jpg","width":2664.0,"density":"high",
		"exif":{"exif":{"ISO":[100,100],"ExifImageWidth":[2664,0],"FNumber":2.8},
		"gps":{"GPSLatitude":[1,"x",3]},"image":"none"}}`).GetFileMetadata(t.Context(), "id",
		imagekit.WithResponse(&response))
	if err != nil || metadata.Format != "jpg" || metadata.Width != 2664 || metadata.EXIF.EXIF.FNumber != 2.8 {
		t.Fatalf("got %+v, %v", metadata, err)
	}
	for name, got := range map[string]any{
		"[100 100]": metadata.EXIF.EXIF.AdditionalProperties["ISO"],
		"[2664 0]":  metadata.EXIF.EXIF.AdditionalProperties["ExifImageWidth"],
		"high":      metadata.AdditionalProperties["density"],
		"none":      metadata.EXIF.AdditionalProperties["image"],
		"[1 3]":     metadata.EXIF.GPS.GPSLatitude,
		"0 0 0":     fmt.Sprint(metadata.EXIF.EXIF.ISO, metadata.EXIF.EXIF.EXIFImageWidth, metadata.Density),
		"[/density /exif/exif/ISO /exif/exif/ExifImageWidth /exif/gps/GPSLatitude/1 /exif/image]": response.Mismatches,
	} {
		if fmt.Sprint(got) != name {
			t.Errorf("got %v, want %s", got, name)
		}
	}
	text, err := json.Marshal(metadata)
	if want := `{"density":"high","exif":{"exif":{"ExifImageWidth":[2664,0],"FNumber":2.8,"ISO":[100,100]},` +
		`"gps":{"GPSLatitude":[1,3]},"image":"none"},"format":"jpg","width":2664}`; err != nil || string(text) != want {
		t.Errorf("encoded as %s, want %s: %v", text, want, err)
	}
}

// TestClient_Upload_Mismatches sends the response to a successful upload with a field of an unexpected type.
func TestClient_Upload_Mismatches(t *testing.T) {
	t.Parallel()
	for _, odd := range []string{
		`"size":"3"`, `"tags":"a"`, `"metadata":{"exif":{"exif":{"ISO":[100,100]}}}`,
		`"versionInfo":null,"bitRate":1.5`, `"metadata":[]`,
	} {
		for _, opts := range [][]imagekit.Option{nil, {imagekit.WithRepeatableUploads()}} {
			result, err := serveJSON(t, `{"fileId":"1",`+odd+`}`, opts...).Upload(t.Context(), text("abc"))
			if err != nil || result.FileID != "1" {
				t.Errorf("%s: got %+v, %v", odd, result, err)
			}
		}
	}
}

// TestClient_Files_Mismatches sends pages of three elements, some of which are not files.
func TestClient_Files_Mismatches(t *testing.T) {
	t.Parallel()
	pages := []string{
		`[{"fileId":"1"},{"fileId":"2","bitRate":0.5},{"fileId":"3","createdAt":""}]`,
		`[1,{"fileId":"4"},null]`, `["x",[],2]`, `[{"fileId":"5"}]`,
	}
	var served atomic.Int64
	ik := serve(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, pages[served.Add(1)-1]) })
	var response imagekit.Response
	var got, mismatches []string
	for file, err := range ik.Files(t.Context(), &imagekit.ListFilesParams{Limit: new(3)},
		imagekit.WithResponse(&response)) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, file.FileID)
		mismatches = append(mismatches, fmt.Sprint(response.Mismatches))
	}
	// null is decoded as a file without fields
	if want := "1 2 3 4  5"; strings.Join(got, " ") != want || served.Load() != 4 {
		t.Errorf("got %q of %d pages, want %q", got, served.Load(), want)
	}
	const first = "[/1/bitRate /2/createdAt] "
	if want := first + first + first + "[/0] [/0] []"; strings.Join(mismatches, " ") != want {
		t.Errorf("mismatches %q, want %q", mismatches, want)
	}
}

func TestOrigin_Value_Mismatches(t *testing.T) {
	t.Parallel()
	ik := serveJSON(t, `{"type":"S3","id":"1","bucket":7,"prefix":"a","useIAMRole":"no"}`)
	origin, err := ik.GetOrigin(t.Context(), "1")
	if err != nil {
		t.Fatal(err)
	}
	value, err := origin.Value()
	if s3, ok := value.(imagekit.S3Origin); err != nil || !ok || s3.ID != "1" || s3.Prefix != "a" || s3.Bucket != "" {
		t.Errorf("got %T %+v, %v", value, value, err)
	}
}

// TestClient_ListFiles_LargePage sends the largest possible page: 1,000 files with long metadata.
func TestClient_ListFiles_LargePage(t *testing.T) {
	t.Parallel()
	race.SkipSlow(t)
	var fields []string
	for i := range 60 {
		fields = append(fields, fmt.Sprintf(`"EmbeddedField%d":"%s"`, i, strings.Repeat("x", 60)))
	}
	file := strings.TrimSuffix(fileJSON, "}") + `,"embeddedMetadata":{` + strings.Join(fields, ",") +
		`},"description":"` + strings.Repeat("A cup. ", 150) + `"}`
	for _, odd := range []string{"", `,{"fileId":1}`} {
		body := "[" + strings.Repeat(file+",", 998) + file + odd + "]"
		files, err := serveJSON(t, body).ListFiles(t.Context(), nil)
		if err != nil || len(files) != 999+min(len(odd), 1) || len(files[998].EmbeddedMetadata) != 60 {
			t.Errorf("a page of %d bytes: %d files, %v", len(body), len(files), err)
		}
	}
}

// bombs are responses in which one part is repeated many times: before, part, part, ..., after.
var bombs = map[string]struct{ before, part, after string }{
	"elements":                 {"[", "{},", "{}]"},
	"elements of any kind":     {"[", "0,", "{}]"},
	"lists in a field":         {`[{"AITags":[`, "{},", "{}]}]"},
	"texts in a field":         {`[{"tags":[`, `"",`, `""]}]`},
	"mismatched texts":         {`[{"tags":[`, `0,`, `0]}]`},
	"nested lists":             {`[{"customMetadata":{"a":[`, "[],", "[]]}}]"},
	"nested objects":           {`[{"customMetadata":{"a":[`, `{"":0},`, `0]}}]`},
	"mismatch, nested objects": {`[{"size":"x","customMetadata":{"a":[`, `{"":0},`, `0]}}]`},
	"maps of structs":          {`[{"selectedFieldsSchema":{`, `"":{},`, `"":{}}}]`},
	"deep nesting": {
		`[{"customMetadata":{"a":` + strings.Repeat("[", 9000), `[],`,
		`0` + strings.Repeat("]", 9000) + `}}]`,
	},
	"mismatch, deep nesting": {
		`[{"size":"x","customMetadata":{"a":` + strings.Repeat(`{"":`, 9000) + "[", `0,`,
		`0]` + strings.Repeat("}", 9000) + `}}]`,
	},
	"commas in a text":    {`[{"name":"`, `,[{`, `"}]`},
	"escapes":             {`[{"name":"`, `\n`, `"}]`},
	"not UTF-8":           {`[{"name":"`, "\xff", `"}]`},
	"mismatch, not UTF-8": {`[{"size":"x","name":"`, "\xff", `"}]`},
	"white space":         {`[`, " ", `]`},
	"a long key":          {`[{"customMetadata":{"`, "k", `":0}}]`},
	"a long number":       {`[{"size":1`, "0", `}]`},
	"unknown properties":  {`[{`, `"a":{},`, `"a":0}]`},
}

// TestClient_ResponseMemory reads responses just below and above the limits. It measures all allocated bytes, including
// garbage, which are more than the bytes that are in use at any time.
func TestClient_ResponseMemory(t *testing.T) {
	if race.Enabled {
		t.Skip("the race detector allocates memory")
	}
	const limit = 64 << 20
	var body atomic.Pointer[[]byte]
	ik := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Content-Encoding", "gzip")
		_, _ = w.Write(*body.Load())
	})
	for name, bomb := range bombs {
		perPart := max(decode.MemoryFor([]byte(bomb.part)), 1)
		largest := min((40_000_000-decode.MemoryFor([]byte(bomb.before+bomb.after)))/perPart,
			int64(7_990_000/len(bomb.part)))
		for _, parts := range []int64{largest * 99 / 100, largest * 11 / 10} {
			text := bomb.before + strings.Repeat(bomb.part, int(parts)) + bomb.after
			isTooLarge := len(text) > 8_000_000 || decode.MemoryFor([]byte(text)) > 40_000_000
			body.Store(compressed(t, text))
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			files, err := ik.ListFiles(t.Context(), nil)
			runtime.ReadMemStats(&after)
			used := after.TotalAlloc - before.TotalAlloc + after.StackInuse - min(before.StackInuse, after.StackInuse)
			t.Logf("%-20s %8d parts of %d bytes: %5d KiB, %v", name, parts, len(bomb.part), used>>10, err)
			if used > limit {
				t.Errorf("%s, %d parts: allocated %d KiB", name, parts, used>>10)
			}
			var tooLarge *imagekit.ResponseLimitError
			if err != nil && !errors.As(err, &tooLarge) || err == nil && isTooLarge {
				t.Errorf("%s, %d parts: %d files, %v", name, parts, len(files), err)
			}
		}
	}
}

// compressed returns a text compressed with gzip.
func compressed(t *testing.T, text string) *[]byte {
	t.Helper()
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestSpeed)
	if err != nil {
		t.Fatal(err)
	}
	_, _ = io.WriteString(z, text)
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	result := b.Bytes()
	return &result
}

func TestClient_ResponseLimits(t *testing.T) {
	t.Parallel()
	race.SkipSlow(t)
	for name, test := range map[string]struct {
		body string
		want imagekit.ResponseLimitError
	}{
		"1,000 elements": {body: "[" + strings.Repeat("{},", 999) + "{}]"},
		"1,001 elements": {
			"[" + strings.Repeat("{},", 1000) + "{}]",
			imagekit.ResponseLimitError{Quantity: "list elements", Limit: 1000},
		},
		"1,001 mismatches": {
			"[" + strings.Repeat("1,", 1000) + "{}]",
			imagekit.ResponseLimitError{Quantity: "list elements", Limit: 1000},
		},
		"8,000,000 bytes": {body: "[]" + strings.Repeat(" ", 7_999_998)},
		"8,000,001 bytes": {
			"[]" + strings.Repeat(" ", 7_999_999), imagekit.ResponseLimitError{Quantity: "bytes", Limit: 8_000_000},
		},
		"300,000 lists": {
			`[{"customMetadata":{"a":[` + strings.Repeat("[],", 300_000) + "[]]}}]",
			imagekit.ResponseLimitError{Quantity: "bytes of memory to decode", Limit: 40_000_000},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := serveJSON(t, test.body).ListFiles(t.Context(), nil)
			var tooLarge *imagekit.ResponseLimitError
			if test.want.Limit == 0 {
				if err != nil {
					t.Error(err)
				}
				return
			}
			if !errors.As(err, &tooLarge) || *tooLarge != test.want ||
				!strings.Contains(err.Error(), fmt.Sprint(test.want.Limit)) {
				t.Errorf("got %v, want %+v", err, test.want)
			}
		})
	}
	_, err := serveJSON(t, `{"jobId":"`+strings.Repeat("x", 2_000_000)+`"}`).CopyFolder(t.Context(),
		imagekit.CopyFolderRequest{SourceFolderPath: "/a", DestinationPath: "/b"})
	var tooLarge *imagekit.ResponseLimitError
	if !errors.As(err, &tooLarge) || !errors.Is(err, imagekit.ErrOutcomeUnknown) {
		t.Errorf("copy: got %v, want a ResponseLimitError with an unknown outcome", err)
	}
}

func TestError_Mismatches(t *testing.T) {
	t.Parallel()
	ik := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusBadRequest)
		_, _ = io.WriteString(w, `{"message":"no such file","help":null,"reason":{"code":7}}`)
	})
	_, err := ik.GetFileDetails(t.Context(), "id")
	var failed *imagekit.Error
	if !errors.As(err, &failed) || failed.Message != "no such file" || failed.Reason != "" {
		t.Errorf("got %v", err)
	}
}

// TestTypes_EncodingJSON checks that programs can decode and encode the types with encoding/json.
func TestTypes_EncodingJSON(t *testing.T) {
	t.Parallel()
	var file imagekit.File
	if err := json.Unmarshal([]byte(fileJSON), &file); err != nil || file.Size != 466706 ||
		file.CreatedAt != time.Date(2024, 8, 24, 6, 14, 41, 313e6, time.UTC) {
		t.Fatalf("%+v, %v", file, err)
	}
	text, err := json.Marshal(file)
	var again imagekit.File
	if err != nil || json.Unmarshal(text, &again) != nil || !reflect.DeepEqual(again, file) ||
		!strings.Contains(string(text), `"size":466706`) {
		t.Errorf("%s, %v", text, err)
	}
	if err := json.Unmarshal([]byte(`{"size":"466706"}`), &file); err == nil {
		t.Error("encoding/json decodes a string as a number")
	}
	var metadata imagekit.Metadata
	if err := json.Unmarshal([]byte(`{"exif":{"exif":{"ISO":[100]}}}`), &metadata); err == nil {
		t.Error("encoding/json decodes a list as a number")
	}
	if err := json.Unmarshal([]byte(`{"width":9007199254740993,"new":1}`), &metadata); err != nil ||
		metadata.Width != 9007199254740993 || metadata.AdditionalProperties["new"] != 1.0 {
		t.Errorf("%+v, %v", metadata, err)
	}
}
