package names_test

import (
	"testing"

	"github.com/openimagekit/imagekit/internal/names"
)

func TestFile_Folder(t *testing.T) {
	t.Parallel()
	for given, want := range map[string]string{
		"coffee.png": "coffee.png", "a b/c.png": "a_b_c.png", "Käse-1_2.jpg": "Käse-1_2.jpg",
		"e\u0301t\u00e9": "e\u0301t\u00e9", "日本.png": "日本.png",
		"😀%.png": "__.png", "\xff": "_", "": "",
	} {
		if got := names.File(given); got != want {
			t.Errorf("file %q becomes %q, want %q", given, got, want)
		}
	}
	for given, want := range map[string]string{"": "/", "/": "/", "a": "/a", "//a b//c.d/": "/a_b/c_d"} {
		if got := names.Folder(given); got != want {
			t.Errorf("folder %q becomes %q, want %q", given, got, want)
		}
	}
}

func TestKeptName_KeptFolder(t *testing.T) {
	t.Parallel()
	for given, want := range map[string]string{
		"coffee.png": "coffee.png", `it's "1 + 1" @ &.png`: `it's "1 + 1" @ &.png`,
		"a/b.png": "a_b.png", "..": "__", "": "", "a\x11\n\x7f\xffb": "a____b",
	} {
		if got := names.KeptName(given); got != want {
			t.Errorf("name %q becomes %q, want %q", given, got, want)
		}
	}
	for given, want := range map[string]string{"": "/", "//a b//c.d/": "/a b/c.d", "/a/../b/.": "/a/__/b/_"} {
		if got := names.KeptFolder(given); got != want {
			t.Errorf("folder %q becomes %q, want %q", given, got, want)
		}
	}
}
