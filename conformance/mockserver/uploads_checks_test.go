package mockserver_test

import (
	"net/http"
	"testing"
)

func TestUpload_Checks(t *testing.T) {
	t.Parallel()
	s := start(t)
	picture := pngFile(t, 30, 20, false)
	for checks, passes := range map[string]bool{
		`"file.size" < "1mb"`:                                       true,
		`'file.size' < '1mb'`:                                       true,
		`"file.size" < 10`:                                          false,
		`"file.mime" = "image/png"`:                                 true,
		`"file.mime" : "image/"`:                                    true,
		`"file.mime" IN ["image/jpeg", "image/webp"]`:               false,
		`"request.folder" = "menu/drinks/"`:                         true,
		`"request.folder" : "menu/"`:                                true,
		`"request.folder" : "men/"`:                                 false,
		`"request.fileName" : "a." AND "request.tags" IN ["red"]`:   true,
		`"request.tags" IN ["blue"] OR "mediaMetadata.width" >= 30`: true,
		`"mediaMetadata.height" > 20`:                               false,
		`"mediaMetadata.format" = "png"`:                            true,
	} {
		got := upload(t, s, named("a.png", picture).with(
			part{name: "checks", text: checks}, part{name: "folder", text: "menu/drinks"},
			part{name: "tags", text: "red"}))
		if passes {
			got.wantStatus(t, http.StatusOK)
			continue
		}
		got.wantError(t, http.StatusBadRequest, "checks", checks)
	}
	wantNames(t, s, "type=file-version", "a.png", "a.png", "a.png", "a.png", "a.png", "a.png", "a.png", "a.png")
	for checks, want := range map[string]string{
		`"file.size" <`:             "at character 14",
		`file.size < 10`:            "in quotes",
		`"file.weight" < 10`:        "unknown field",
		`"file.mime" > "image"`:     "does not support",
		`"mediaMetadata.width" : 3`: "does not support",
		`"request.folder = 3`:       "no closing quote",
	} {
		upload(t, s, named("b.png", picture).with(part{name: "checks", text: checks})).
			wantError(t, http.StatusBadRequest, "invalid syntax for the checks parameter", want)
	}
	wantNames(t, s, "name=b.png")
}
