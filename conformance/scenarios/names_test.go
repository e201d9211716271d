package scenarios_test

import (
	"slices"
	"testing"

	"golang.org/x/text/unicode/norm"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/internal/check"
)

var nameScenarios = []scenario{
	{"names in every script", "", namesInEveryScript},
	{"composed and decomposed letters", "", composedAndDecomposed},
	{"folders in every script", "", foldersInEveryScript},
}

func namesInEveryScript(t *testing.T, a *account) {
	for name, want := range map[string]string{
		"Käsekuchen.txt":       "Käsekuchen.txt",
		"日本語のメニュー.txt":         "日本語のメニュー.txt",
		"قهوة-عربية.txt":       "قهوة-عربية.txt",
		"ελληνικός.txt":        "ελληνικός.txt",
		"हिन्दी.txt":           "हिन्दी.txt",
		"cup 100%+#?&=\".txt":  "cup_100_______.txt",
		"☕🍰.txt":               "__.txt",
		"..dots.and-dash_.txt": "..dots.and-dash_.txt",
	} {
		file := a.uploadFile(t, name, []byte(name), func(r *imagekit.UploadRequest) {
			r.Tags = []string{name[:3], "☕🍰"}
		})
		wantEqual(t, "path of "+name, file.FilePath, a.folder+"/"+want)
		assertFound(t, a, file, name)
	}
}

// assertFound checks that a file is found by its id, its name, its path and its URL.
func assertFound(t *testing.T, a *account, file *imagekit.UploadResult, content string) {
	t.Helper()
	details := check.Call(a.GetFileDetails(t.Context(), file.FileID)).Must(t)
	wantEqual(t, "name and URL", []string{details.Name, details.FilePath}, []string{file.Name, file.FilePath})
	if !slices.Contains(details.Tags, "☕🍰") {
		t.Errorf("tags of %s are %q", file.Name, details.Tags)
	}
	a.waitUntil(t, "the file by its name", func() (bool, error) {
		found, err := a.ListFiles(t.Context(), &imagekit.ListFilesParams{Path: &a.folder, Name: &file.Name})
		return len(found) == 1 && found[0].FileID == file.FileID, err
	})
	built := check.Call(a.URL(urlOptions(file.FilePath))).Must(t)
	for _, url := range []string{file.URL, details.URL, built} {
		status, body := download(t, url)
		wantEqual(t, "download of "+url, []any{status, string(body)}, []any{200, content})
	}
}

// composedAndDecomposed uploads two files whose names differ only in their Unicode normalization. They are different
// files.
func composedAndDecomposed(t *testing.T, a *account) {
	composed, decomposed := norm.NFC.String("Käse-Ångström.txt"), norm.NFD.String("Käse-Ångström.txt")
	first, second := a.uploadFile(t, composed, []byte("NFC")), a.uploadFile(t, decomposed, []byte("NFD"))
	wantEqual(t, "names", []string{first.Name, second.Name}, []string{composed, decomposed})
	if first.FileID == second.FileID {
		t.Error("the second file is a version of the first")
	}
	for file, want := range map[*imagekit.UploadResult]string{first: "NFC", second: "NFD"} {
		_, body := download(t, file.URL)
		wantEqual(t, "content", string(body), want)
	}
}

func foldersInEveryScript(t *testing.T, a *account) {
	for _, name := range []string{"Käse", "日本語", "قهوة"} {
		folder := a.folder + "/" + name
		check.NoError(t, a.CreateFolder(t.Context(),
			imagekit.CreateFolderRequest{FolderName: name, ParentFolderPath: a.folder}))
		file := a.uploadFile(t, "menu.txt", []byte(name), inFolder(folder))
		wantEqual(t, "path", file.FilePath, folder+"/menu.txt")
		wantEqual(t, "content", a.onlyFile(t, folder).FilePath, folder+"/menu.txt")
		_, body := download(t, file.URL)
		wantEqual(t, "content", string(body), name)
	}
	check.NoError(t, a.CopyFile(t.Context(), imagekit.CopyFileRequest{
		SourceFilePath: a.folder + "/日本語/menu.txt", DestinationPath: a.folder + "/コピー",
	}))
	a.onlyFile(t, a.folder+"/コピー")
}
