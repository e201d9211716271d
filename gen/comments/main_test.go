package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// rewritten writes files of a package, rewrites their comments, and returns the new contents.
func rewritten(t *testing.T, files ...string) (contents []string, err error) {
	t.Helper()
	dir := t.TempDir()
	var names []string
	for i, file := range files {
		names = append(names, filepath.Join(dir, string(rune('a'+i))+".go"))
		if err := os.WriteFile(names[i], []byte(strings.ReplaceAll(file, "~", "`")), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	err = run(names)
	for _, name := range names {
		content, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		contents = append(contents, string(content))
	}
	return contents, err
}

// In these files, ~ is in place of a backquote.

const models = `package p

// Defines values for Kind.
const (
	// KindNew means that ~fileName~ is new.
	KindNew Kind = "new"
)

// Kind The kind of a file.
type Kind string

// Upload Holds the parameters of ~uploadFile~. Only ~fileName~ is required.
//
// Examples: {"fileName":"a.png"}
type Upload struct {
	// FileName The name in the media library.
	FileName string ~json:"fileName"~

	// Tags The tags of the file; ~null~ if there are none. Only ~tags~ of ~Upload~ has them.
	Tags []string ~json:"tags"~

	// IsPublished Whether the file is published.
	IsPublished bool ~json:"isPublished"~

	// Kind The kind of a file.
	Kind Kind ~json:"kind"~
}

// ListFilesParams holds the parameters.
type ListFilesParams struct {
	// Skip The number of files to skip.
	Skip int ~form:"skip" json:"skip"~
}
`

const client = `package p

// Client is a client.
type Client struct{}

// UploadFile uploads a file.
//
//	POST /files
//
// The request has ~fileName~, and a browser sends ~null~. It returns a Upload. Set ~skip~ of
// ~listFiles~ to something that makes this line too long.
func (c *Client) UploadFile(body Upload) error { return nil }

// ListFiles lists files.
func (c *Client) ListFiles(fileID string, params *ListFilesParams) error { return nil }
`

func TestRun(t *testing.T) {
	t.Parallel()
	contents, err := rewritten(t, models, client)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range [][]string{{
		"// Known values of [Kind].\nconst (",
		"\t// KindNew means that FileName is new.\n",
		"// Kind is the kind of a file.\ntype",
		"// Upload holds the parameters of [Client.UploadFile]. Only FileName is required.\ntype",
		"\t// FileName is the name in the media library.\n",
		"\t// Tags are the tags of the file; nil if there are none. Only [Upload.Tags] has them.\n",
		"\t// IsPublished indicates whether the file is published.\n",
		"\t// Kind is the kind of a file.\n",
		"\t// Skip is the number of files to skip.\n",
	}, {
		"// UploadFile uploads a file.\n//\n//\tPOST /files\n//\n" +
			"// The request has [Upload.FileName], and a browser sends `null`. It returns an Upload. " +
			"Set [ListFilesParams.Skip] to\n// something that makes this line too long.\nfunc",
	}} {
		for _, text := range want {
			if !strings.Contains(contents[i], text) {
				t.Errorf("lacks %q:\n%s", text, contents[i])
			}
		}
	}
}

func TestRun_Again(t *testing.T) {
	t.Parallel()
	once, err := rewritten(t, models, client)
	if err != nil {
		t.Fatal(err)
	}
	twice, err := rewritten(t, once...)
	if err != nil || twice[0] != once[0] || twice[1] != once[1] {
		t.Errorf("the second run changes the files: %v\n%s%s", err, twice[0], twice[1])
	}
}

func TestRun_Errors(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ file, want string }{
		"unknown first word": {
			"package p\n\n// Size Bytes of the file.\ntype Size int\n", `the description of Size begins with "Bytes"`,
		},
		"no Go": {"package", "expected"},
	} {
		contents, err := rewritten(t, test.file)
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: got %v, want %s", name, err, test.want)
		}
		if contents[0] != test.file {
			t.Errorf("%s: the file has been changed: %s", name, contents[0])
		}
	}
}
