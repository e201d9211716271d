package mockserver_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/mockserver"
)

// tickingClock sets a clock that advances by a second each time it is read.
func tickingClock() mockserver.Option {
	var seconds atomic.Int64
	return mockserver.WithClock(func() time.Time { return noon.Add(time.Duration(seconds.Add(1)) * time.Second) })
}

// whiteBackground creates a saved extension.
func whiteBackground(t *testing.T, ik *imagekit.Client) *imagekit.SavedExtension {
	t.Helper()
	saved, err := ik.CreateSavedExtension(t.Context(), imagekit.CreateSavedExtensionRequest{
		Name: "White", Description: "Puts products on white.",
		Config: imagekit.NewExtensionConfig(imagekit.RemoveBackgroundExtension{
			Options: &imagekit.RemoveBackgroundOptions{BackgroundColor: new("white"), Semitransparency: new(false)},
		}),
	})
	if err != nil {
		t.Fatal(err)
	}
	return saved
}

func TestSavedExtensions(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	s := start(t, inFolder(t, folder), tickingClock())
	white := whiteBackground(t, clientOf(t, s))
	path := "/v1/saved-extensions/" + white.ID
	want := object{
		"id": white.ID, "name": "White", "description": "Puts products on white.",
		"config":    object{"name": "remove-bg", "options": object{"bg_color": "white", "semitransparency": false}},
		"createdAt": timestamp(white.CreatedAt),
	}
	wantFields(t, do(t, s, http.MethodGet, path, nil).wantStatus(t, http.StatusOK).object(t), want)

	updated := do(t, s, http.MethodPatch, path,
		object{"description": "Describes.", "config": object{"name": "ai-auto-description"}})
	want["description"], want["config"] = "Describes.", object{"name": "ai-auto-description"}
	wantFields(t, updated.wantStatus(t, http.StatusOK).object(t), want)
	if at := updated.object(t)["updatedAt"].(string); at <= timestamp(white.UpdatedAt) {
		t.Errorf("updated at %s, want later than the creation at %v", at, white.CreatedAt)
	}
	stop(t, s)
	list := decode[[]object](t, do(t, restart(t, folder), http.MethodGet, "/v1/saved-extensions", nil))
	if len(list) != 1 {
		t.Fatalf("%d saved extensions after a restart, want 1", len(list))
	}
	wantSame(t, list[0], updated.object(t))
}

func TestDeleteSavedExtension(t *testing.T) {
	t.Parallel()
	ik := clientOf(t, start(t))
	white := whiteBackground(t, ik)
	if err := ik.DeleteSavedExtension(t.Context(), white.ID); err != nil {
		t.Fatal(err)
	}
	if list, err := ik.ListSavedExtensions(t.Context()); err != nil || list == nil || len(list) > 0 {
		t.Errorf("the list has %v, error %v; want an empty list", list, err)
	}
	wantNotFound(t, map[string]error{
		"reading": errorOf(ik.GetSavedExtension(t.Context(), white.ID)),
		"updating": errorOf(ik.UpdateSavedExtension(t.Context(), white.ID,
			imagekit.UpdateSavedExtensionRequest{Name: new("x")})),
		"deleting": ik.DeleteSavedExtension(t.Context(), white.ID),
	})
}

// wantNotFound checks the errors of operations on a deleted resource. Keys are names of operations.
func wantNotFound(t *testing.T, errs map[string]error) {
	t.Helper()
	for what, err := range errs {
		if !errors.Is(err, imagekit.ErrNotFound) {
			t.Errorf("%s a deleted resource: error %v, want ErrNotFound", what, err)
		}
	}
}

// errorOf returns the error of a call and ignores the value.
func errorOf[T any](_ T, err error) error { return err }

func TestSavedExtensions_Errors(t *testing.T) {
	t.Parallel()
	s := start(t)
	config := object{"name": "ai-auto-description"}
	for i := range 100 {
		do(t, s, http.MethodPost, "/v1/saved-extensions",
			object{"name": fmt.Sprint(i % 2), "description": "x", "config": config}).
			wantStatus(t, http.StatusCreated)
	}
	for name, test := range map[string]struct {
		body object
		word string
	}{
		"more than the maximum": {object{"name": "x", "description": "x", "config": config}, "maximum of 100"},
		"a nested saved extension": {object{
			"name": "x", "description": "x",
			"config": object{"name": "saved-extension", "id": "id1"},
		}, "Invalid extension configuration."},
		"no description": {object{"name": "x", "config": config}, "Invalid extension configuration."},
		"an empty name": {
			object{"name": "", "description": "x", "config": config}, "Invalid extension configuration.",
		},
		"a confidence over 100": {
			object{
				"name": "x", "description": "x",
				"config": object{"name": "aws-auto-tagging", "maxTags": 1, "minConfidence": 101},
			}, "Invalid extension configuration.",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			do(t, s, http.MethodPost, "/v1/saved-extensions", test.body).wantError(t, http.StatusBadRequest, test.word)
		})
	}
}

func TestSavedExtensions_Run(t *testing.T) {
	t.Parallel()
	s := start(t)
	saved := do(t, s, http.MethodPost, "/v1/saved-extensions", object{
		"name": "x", "description": "x", "config": object{"name": "remove-bg"},
	}).wantStatus(t, http.StatusCreated).object(t)["id"]
	known := []object{{"name": "ai-auto-description"}, {"name": "saved-extension", "id": saved}}
	unknown := []object{known[0], {"name": "saved-extension", "id": "nothing"}}

	upload(t, s, named("a.png", []byte("x")).with(part{name: "extensions", text: encoded(t, unknown)})).
		wantError(t, http.StatusBadRequest, "extensions.1.id")
	wantNames(t, s, "")
	pending := object{"extensionStatus": object{"ai-auto-description": "pending", "remove-bg": "pending"}}
	file := put(t, s, "a.png", []byte("x"), part{name: "extensions", text: encoded(t, known)})
	wantFields(t, file, pending)

	path := fmt.Sprintf("/v1/files/%v/details", file["fileId"])
	do(t, s, http.MethodPatch, path, object{"description": "new", "extensions": unknown}).
		wantError(t, http.StatusBadRequest, "extensions.1.id")
	if got := details(t, s, file["fileId"]); got["description"] != nil {
		t.Errorf("a refused update has changed the file: %v", got)
	}
	wantFields(t, do(t, s, http.MethodPatch, path, object{"extensions": known}).wantStatus(t, http.StatusOK).object(t),
		pending)
}

func TestCreateSavedExtension_TinyNumber(t *testing.T) {
	t.Parallel()
	s := start(t)
	body := `{"name": "a", "description": "a", "config": {"name": "ai-tasks", "tasks": [{"type": "select_tags",
		"instruction": "x", "vocabulary": ["a"], "min_selections": 1e-400}]}}`
	got := do(t, s, http.MethodPost, "/v1/saved-extensions", json.RawMessage(body)).wantStatus(t, http.StatusCreated)
	if !strings.Contains(string(got.body), `"min_selections":0`) {
		t.Errorf("the response is %s, want min_selections 0", got.body)
	}
}
