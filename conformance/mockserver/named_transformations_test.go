package mockserver_test

import (
	"fmt"
	"net/http"
	"testing"

	"github.com/openimagekit/imagekit"
)

func TestNamedTransformations(t *testing.T) {
	t.Parallel()
	ik := clientOf(t, start(t))
	if list, err := ik.ListNamedTransformations(t.Context()); err != nil || list == nil || len(list) > 0 {
		t.Fatalf("a new server has named transformations %v, error %v", list, err)
	}
	created, err := ik.CreateNamedTransformation(t.Context(), imagekit.CreateNamedTransformationRequest{
		Name: "menu_thumb", Transformation: "w-150,h-150,fo-center,cm-pad_resize:rt-90",
	})
	if err != nil {
		t.Fatal(err)
	}
	if !created.Enabled || !created.CreatedAt.Equal(noon) {
		t.Errorf("created: %+v", created)
	}
	want := *created
	want.Enabled = false
	got, err := ik.UpdateNamedTransformation(t.Context(), created.ID,
		imagekit.UpdateNamedTransformationRequest{Enabled: new(false)})
	if err != nil || *got != want {
		t.Errorf("disabled: %+v, error %v", got, err)
	}
	want.Name, want.Transformation, want.Enabled = "new", "tr:w-1", true
	got, err = ik.UpdateNamedTransformation(t.Context(), created.ID, imagekit.UpdateNamedTransformationRequest{
		Name: &want.Name, Transformation: &want.Transformation, Enabled: new(true),
	})
	if err != nil || *got != want {
		t.Errorf("changed: %+v, error %v", got, err)
	}
	if got, err = ik.GetNamedTransformation(t.Context(), created.ID); err != nil || *got != want {
		t.Errorf("read again: %+v, error %v", got, err)
	}
	if err := ik.DeleteNamedTransformation(t.Context(), created.ID); err != nil {
		t.Fatal(err)
	}
	wantNotFound(t, map[string]error{
		"reading": errorOf(ik.GetNamedTransformation(t.Context(), created.ID)),
		"updating": errorOf(ik.UpdateNamedTransformation(t.Context(), created.ID,
			imagekit.UpdateNamedTransformationRequest{Name: new("x")})),
		"deleting": ik.DeleteNamedTransformation(t.Context(), created.ID),
	})
}

func TestDelivery_NamedTransformation(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	s := start(t, inFolder(t, folder))
	put(t, s, "a.png", pngFile(t, 4, 4, false))
	deliver := func(name string, status int) {
		t.Helper()
		get(t, s.URLEndpoint()+"/tr:n-"+name+"/a.png").wantStatus(t, status)
	}
	deliver("ik_ml_thumbnail", http.StatusOK) // predefined by the service
	deliver("thumb", http.StatusBadRequest)
	const path = "/v1/named-transformations"
	created := do(t, s, http.MethodPost, path, object{"name": "thumb", "transformation": "w-1"}).wantStatus(t,
		http.StatusCreated).object(t)
	one := fmt.Sprint(path, "/", created["id"])
	deliver("thumb", http.StatusOK)
	do(t, s, http.MethodPatch, one, object{"enabled": false}).wantStatus(t, http.StatusOK)
	deliver("thumb", http.StatusBadRequest)
	do(t, s, http.MethodPatch, one, object{"enabled": true, "name": "Thumb"}).wantStatus(t, http.StatusOK)
	deliver("thumb", http.StatusBadRequest)
	stop(t, s)
	s = restart(t, folder)
	deliver("Thumb", http.StatusOK)
	do(t, s, http.MethodDelete, one, nil).wantStatus(t, http.StatusNoContent)
	deliver("Thumb", http.StatusBadRequest)
}

func TestDelivery_NamedTransformationOfPrivateFile(t *testing.T) {
	t.Parallel()
	s := start(t)
	put(t, s, "a.png", pngFile(t, 4, 4, false), part{name: "isPrivateFile", text: "true"})
	put(t, s, "draft.png", pngFile(t, 4, 4, false), part{name: "isPublished", text: "false"})
	do(t, s, http.MethodPost, "/v1/named-transformations",
		object{"name": "thumb", "transformation": "w-1"}).wantStatus(t, http.StatusCreated)
	for path, status := range map[string]int{
		"/tr:n-thumb/a.png":                   http.StatusOK,
		"/tr:n-thumb:n-ik_ml_thumbnail/a.png": http.StatusOK,
		"/a.png?tr=n-thumb":                   http.StatusOK,
		"/a.png":                              http.StatusUnauthorized,
		"/tr:w-1/a.png":                       http.StatusUnauthorized,
		"/tr:n-thumb,h-1/a.png":               http.StatusUnauthorized,
		"/tr:n-thumb,l-text,i-a,l-end/a.png":  http.StatusUnauthorized,
		"/tr:if-w_gt_1,n-thumb,if-end/a.png":  http.StatusUnauthorized,
		"/tr:n-thumb/draft.png":               http.StatusNotFound,
	} {
		get(t, s.URLEndpoint()+path).wantStatus(t, status)
	}
}

func TestNamedTransformations_Errors(t *testing.T) {
	t.Parallel()
	s := start(t)
	const path = "/v1/named-transformations"
	for _, name := range []string{"taken", "Taken", "other"} { // names are case-sensitive
		do(t, s, http.MethodPost, path, object{"name": name, "transformation": "w-1"}).wantStatus(t, http.StatusCreated)
	}
	other := decode[[]object](t, do(t, s, http.MethodGet, path, nil))[2]
	for _, test := range []struct {
		name   string
		change object
		status int
		word   string
	}{
		{"a name that is taken", object{"name": "taken"}, 409, "already exists"},
		{"a name with a hyphen", object{"name": "menu-thumb"}, 400, "name"},
		{"an empty name", object{"name": ""}, 400, "name"},
		{"an empty transformation", object{"transformation": ""}, 400, "transformation"},
		{"an empty parameter", object{"transformation": "w-1,,h-1"}, 400, "transformation"},
		{"tr: alone", object{"transformation": "tr:"}, 400, "transformation"},
		{"an invalid width", object{"transformation": "h-1:w-wide"}, 400, "step 2"},
		{"a layer without an end", object{"transformation": "l-text,i-x"}, 400, "l-end"},
		{"an unknown named transformation", object{"transformation": "n-nothing"}, 400, "nothing"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			body := merged(object{"name": "new", "transformation": "w-1"}, test.change)
			do(t, s, http.MethodPost, path, body).wantError(t, test.status, test.word)
			do(t, s, http.MethodPatch, fmt.Sprint(path, "/", other["id"]), test.change).wantError(t, test.status,
				test.word)
		})
	}
	t.Run("its own name", func(t *testing.T) {
		t.Parallel()
		do(t, s, http.MethodPatch, fmt.Sprint(path, "/", other["id"]), object{"name": "other"}).wantStatus(t,
			http.StatusOK)
	})
}

func TestCreateNamedTransformation_Limit(t *testing.T) {
	t.Parallel()
	s := start(t)
	const path = "/v1/named-transformations"
	for i := range 250 {
		do(t, s, http.MethodPost, path, object{"name": fmt.Sprint("n", i), "transformation": "w-1"}).wantStatus(t,
			http.StatusCreated)
	}
	do(t, s, http.MethodPost, path, object{"name": "n250", "transformation": "w-1"}).wantError(t, http.StatusBadRequest,
		"maximum of 250")
}
