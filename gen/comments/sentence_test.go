package main

import "testing"

func TestIsPlural(t *testing.T) {
	t.Parallel()
	for phrase, want := range map[string]bool{
		"The ids of the files.":                           true,
		"The types of events that the service posts.":     true,
		"The degrees, minutes and seconds.":               true,
		"All files.":                                      true,
		"The id of the files.":                            false,
		"The status of a purge.":                          false,
		"The exposure bias in EV.":                        false,
		"The number of files.":                            false,
		"A list of files.":                                false,
		"The name in the media library, with its suffix.": false,
	} {
		if got := isPlural(phrase); got != want {
			t.Errorf("%q: got %v", phrase, got)
		}
	}
}

func TestSentence(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"Size The size in bytes.":        "Size is the size in bytes.",
		"Size Holds the size.":           "Size holds the size.",
		"Size Always `1`.":               "Size is always `1`.",
		"Size is the size in bytes.":     "Size is the size in bytes.",
		"Known values. There are others": "Known values. There are others",
		"Size defines model for Size.\n": "Size is the model of Size.\n",
	} {
		if got, err := sentence(text, scope{name: "Size"}); got != want || err != nil {
			t.Errorf("%q: got %q, %v", text, got, err)
		}
	}
}

func TestSentence_MethodOfInterface(t *testing.T) {
	t.Parallel()
	s := scope{name: "ListFiles", params: map[string]string{}}
	for text, want := range map[string]string{
		"Lists files.\n(GET /files)\n":           "ListFiles lists files.\n(GET /files)\n",
		"ListFiles Lists files.\n(GET /files)\n": "ListFiles lists files.\n(GET /files)\n",
		"ListFiles lists files.\n":               "ListFiles lists files.\n",
		"A file is new.\nHandleFile handles the webhook file.\n": "HandleFile handles the webhook file. " +
			"A file is new.\n",
	} {
		if got, err := sentence(text, s); got != want || err != nil {
			t.Errorf("%q: got %q, %v", text, got, err)
		}
	}
}
