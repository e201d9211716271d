package library_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/library"
)

func TestLibrary_Origins(t *testing.T) {
	t.Parallel()
	a := open(t, nil)
	o, err := a.CreateOrigin(map[string]any{"type": "S3", "name": "Bucket", "prefix": ""})
	noError(t, err)
	if o.Settings["id"] != o.ID {
		t.Errorf("the origin is %+v", o)
	}
	_, err = a.CreateOrigin(map[string]any{"type": "S3", "name": ""})
	wantError(t, err, library.ErrInvalidParameter, "name: It must not be empty")
	o, err = a.UpdateOrigin(o.ID, map[string]any{"type": "WEB_FOLDER", "name": "Web"})
	noError(t, err)
	if got, err := a.Origin(o.ID); err != nil || got.Settings["name"] != "Web" || len(got.Settings) != 3 {
		t.Errorf("the origin is %+v, %v", got, err)
	}
	e, err := a.CreateURLEndpoint(library.URLEndpoint{Prefix: "p", Origins: []string{o.ID}})
	noError(t, err)
	wantError(t, a.DeleteOrigin(o.ID), library.ErrOriginInUse)
	noError(t, a.DeleteURLEndpoint(e.ID), a.DeleteOrigin(o.ID))
	wantError(t, a.DeleteOrigin(o.ID), library.ErrOriginNotFound)
}

func TestLibrary_URLEndpoints(t *testing.T) {
	t.Parallel()
	a := open(t, nil)
	_, err := a.CreateURLEndpoint(library.URLEndpoint{Prefix: "shop"})
	noError(t, err)
	noError(t, a.UpdateURLEndpoint(library.URLEndpoint{ID: library.DefaultEndpointID, Description: "mine"}))
	all := a.URLEndpoints()
	if len(all) != 2 || all[0].Description != "mine" || all[1].Prefix != "shop" {
		t.Errorf("there are %+v", all)
	}
	for words, e := range map[string]library.URLEndpoint{
		"urlPrefix: Another": {Prefix: "shop"},
		"urlPrefix: It must": {Prefix: "a/b"},
	} {
		_, err := a.CreateURLEndpoint(e)
		wantError(t, err, library.ErrInvalidParameter, words)
	}
	_, err = a.CreateURLEndpoint(library.URLEndpoint{Prefix: "x", Origins: []string{"none"}})
	wantError(t, err, library.ErrEndpointOrigin)
	_, err = a.CreateURLEndpoint(library.URLEndpoint{})
	wantError(t, err, library.ErrEndpointPrefixEmpty)
	wantError(t, a.UpdateURLEndpoint(library.URLEndpoint{ID: "none", Prefix: "x"}), library.ErrEndpointNotFound)
	wantError(t, a.DeleteURLEndpoint(library.DefaultEndpointID), library.ErrEndpointIsDefault)
}

func TestLibrary_SavedExtensions(t *testing.T) {
	t.Parallel()
	a := open(t, nil)
	config := jsontext.Value(`{"name":"remove-bg"}`)
	e, err := a.CreateSavedExtension(library.SavedExtension{Name: "n", Kind: "remove-bg", Config: config})
	noError(t, err)
	kinds, err := a.ExtensionKinds([]library.Extension{{Kind: "ai-tasks"}, {Kind: "saved-extension", SavedID: e.ID}})
	if err != nil || !slices.Equal(kinds, []string{"ai-tasks", "remove-bg"}) {
		t.Errorf("kinds %v, %v", kinds, err)
	}
	_, err = a.ExtensionKinds([]library.Extension{{SavedID: e.ID}, {SavedID: "none"}})
	wantError(t, err, library.ErrInvalidParameter, "extensions.1.id")
	a.advance(time.Second)
	e, err = a.UpdateSavedExtension(e.ID, func(e *library.SavedExtension) { e.Name = "m" })
	if err != nil || e.Name != "m" || !e.UpdatedAt.After(e.CreatedAt) {
		t.Errorf("updated %+v, %v", e, err)
	}
	noError(t, a.DeleteSavedExtension(e.ID))
	wantError(t, a.DeleteSavedExtension(e.ID), library.ErrSavedExtensionNotFound)
	for range 100 {
		_, err := a.CreateSavedExtension(e)
		noError(t, err)
	}
	_, err = a.CreateSavedExtension(e)
	wantError(t, err, library.ErrSavedExtensionLimit)
}

func TestLibrary_NamedTransformations(t *testing.T) {
	t.Parallel()
	a := open(t, nil)
	create := func(name, text string) error {
		_, err := a.CreateNamedTransformation(library.NamedTransformation{
			Name: name, Transformation: text,
			Enabled: true,
		})
		return err
	}
	noError(t, create("small", "tr:w-100"), create("smaller", "n-small:h-10"))
	wantError(t, create("small", "w-1"), library.ErrTransformationNameTaken)
	wantError(t, create("bad", "w-ten"), library.ErrInvalidParameter, `w "ten" must be a number`)
	wantError(t, create("worse", "n-none"), library.ErrInvalidParameter, "no named transformation")
	id := a.NamedTransformations()[0].ID
	_, err := a.UpdateNamedTransformation(id, library.NamedTransformationUpdate{Enabled: new(false)})
	noError(t, err)
	wantError(t, create("worse", "n-small"), library.ErrInvalidParameter)
	_, err = a.UpdateNamedTransformation(id, library.NamedTransformationUpdate{Name: new("smaller")})
	wantError(t, err, library.ErrTransformationNameTaken)
	noError(t, a.DeleteNamedTransformation(id))
	_, err = a.NamedTransformation(id)
	wantError(t, err, library.ErrTransformationNotFound)
	for i := range 249 {
		noError(t, create(fmt.Sprint(i), "w-1"))
	}
	wantError(t, create("last", "w-1"), library.ErrTransformationLimit)
}

func TestLibrary_Usage(t *testing.T) {
	t.Parallel()
	a := open(t, nil)
	a.mustAdd(t, "/a.txt", "abc", nil)
	for _, d := range []library.Delivery{
		{Tail: "a.txt", Status: 200, Bytes: 3, MediaType: "text/plain", Agent: "Chrome/1 Safari/1"},
		{Tail: "tr:w-1/a.txt", Status: 200, Bytes: 3, MediaType: "image/png", Referrer: "https://page.example"},
		{Tail: "none.png", Status: 404, Bytes: 9},
		{Tail: "%zz", Status: 400},
	} {
		a.CountDelivery(d)
	}
	a.CountExtensions([]string{"remove-bg", "remove-bg"})
	sums, err := a.Usage(noon, noon.Add(24*time.Hour), 0)
	noError(t, err)
	for kind, want := range map[library.CountKind]map[string]int64{
		library.CountStatus:    {"200": 2, "404": 1, "400": 1},
		library.CountEndpoint:  {"Default": 4},
		library.CountOther:     {endpoint + "/a.txt": 2},
		library.CountMissing:   {endpoint + "/none.png": 1},
		library.CountBrowser:   {"Chrome": 1, "Other": 3},
		library.CountReferrer:  {"https://page.example": 1},
		library.CountExtension: {"remove-bg": 2},
	} {
		if len(sums[kind]) != len(want) {
			t.Errorf("%s: %v, want %v", kind, sums[kind], want)
		}
		for name, n := range want {
			if got := sums[kind][name].Requests; got != n {
				t.Errorf("%s %s: %d, want %d", kind, name, got, n)
			}
		}
	}
	if got := sums.Total(library.CountStatus).Bytes; got != 15 || a.Storage() != 3 {
		t.Errorf("%d bytes are delivered and %d stored", got, a.Storage())
	}
	if sums, err = a.Usage(noon, noon.Add(24*time.Hour), 2); err != nil || len(sums) != 0 {
		t.Errorf("before that day there is %v, %v", sums, err)
	}
	_, err = a.Usage(noon, noon, 0)
	wantError(t, err, library.ErrPeriodOrder)
	_, err = a.Usage(noon, noon.AddDate(0, 0, 90), 0)
	wantError(t, err, library.ErrPeriodLength)
}

func TestLibrary_BeginSeed(t *testing.T) {
	t.Parallel()
	a := open(t, nil)
	begin := func(want bool) {
		t.Helper()
		if got, err := a.BeginSeed(); err != nil || got != want {
			t.Errorf("begin %v, %v; want %v", got, err, want)
		}
	}
	begin(true)
	noError(t, a.MakeFolder("/of/the/seed"))
	begin(true) // it was cut off
	wantTree(t, a, "")
	noError(t, a.EndSeed())
	begin(false)

	full := open(t, nil)
	full.mustAdd(t, "/a.txt", "a", nil)
	if begin, err := full.BeginSeed(); begin || err != nil {
		t.Errorf("a library that is not empty is seeded: %v", err)
	}
}
