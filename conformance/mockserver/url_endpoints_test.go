package mockserver_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/openimagekit/imagekit"
)

// endpointIDs returns the ids of the URL endpoints in the order of the list.
func endpointIDs(t *testing.T, ik *imagekit.Client) string {
	t.Helper()
	endpoints, err := ik.ListURLEndpoints(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, e := range endpoints {
		ids = append(ids, e.ID)
	}
	return strings.Join(ids, " ")
}

func TestURLEndpoints(t *testing.T) {
	t.Parallel()
	s := start(t)
	ik := clientOf(t, s)
	first, second := webOrigin(t, ik, "first"), webOrigin(t, ik, "second")
	shop, err := ik.CreateURLEndpoint(t.Context(), imagekit.URLEndpointRequest{
		Description: "Shop", URLPrefix: new("shop-1"), Origins: []string{second, first},
		URLRewriter: new(imagekit.NewURLRewriterRequest(imagekit.CloudinaryURLRewriterRequest{})),
	})
	if err != nil {
		t.Fatal(err)
	}
	if rewriter, err := shop.URLRewriter.Value(); err != nil ||
		rewriter.(imagekit.CloudinaryURLRewriter).PreserveAssetDeliveryTypes {
		t.Errorf("rewriter %+v, error %v", rewriter, err)
	}
	if got := endpointIDs(t, ik); got != "default "+shop.ID {
		t.Errorf("URL endpoints %q", got)
	}
	want := object{"id": shop.ID, "description": "Shop", "urlPrefix": "shop-1", "origins": []string{second, first}}
	wantFields(t, do(t, s, http.MethodGet, "/v1/accounts/url-endpoints/"+shop.ID, nil).object(t), want)

	same, err := ik.UpdateURLEndpoint(t.Context(), shop.ID,
		imagekit.URLEndpointRequest{Description: "Same prefix", URLPrefix: new("shop-1")})
	if err != nil || same.Description != "Same prefix" || same.URLRewriter.Kind() != "" {
		t.Errorf("after the update: %+v, error %v", same, err)
	}
	changed := do(t, s, http.MethodPut, "/v1/accounts/url-endpoints/"+shop.ID, object{
		"description": "New", "urlPrefix": "new", "urlRewriter": object{"type": "IMGIX"},
	})
	wantSame(t, changed.wantStatus(t, http.StatusOK).object(t), object{
		"id": shop.ID, "description": "New", "urlPrefix": "new", "origins": []string{},
		"urlRewriter": object{"type": "IMGIX"},
	})
	if err := ik.DeleteURLEndpoint(t.Context(), shop.ID); err != nil {
		t.Error(err)
	}
	if _, err := ik.GetURLEndpoint(t.Context(), shop.ID); !errors.Is(err, imagekit.ErrNotFound) {
		t.Errorf("a deleted URL endpoint: error %v, want ErrNotFound", err)
	}
}

func TestURLEndpoints_Default(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	s := start(t, inFolder(t, folder))
	const path = "/v1/accounts/url-endpoints/default"
	wantSame(t, do(t, s, http.MethodGet, path, nil).wantStatus(t, http.StatusOK).object(t), object{
		"id": "default", "description": "Default URL endpoint", "urlPrefix": "", "origins": []string{},
	})
	ik := clientOf(t, s)
	shop, err := ik.CreateURLEndpoint(t.Context(),
		imagekit.URLEndpointRequest{Description: "Shop", URLPrefix: new("shop")})
	if err != nil {
		t.Fatal(err)
	}
	changed := object{"description": "Mine", "urlPrefix": "", "origins": []string{webOrigin(t, ik, "A")}}
	do(t, s, http.MethodPut, path, changed).wantStatus(t, http.StatusOK)
	do(t, s, http.MethodPut, path, object{"description": "x", "urlPrefix": "x"}).wantError(t, http.StatusBadRequest,
		"urlPrefix")
	do(t, s, http.MethodDelete, path, nil).wantError(t, http.StatusBadRequest, "cannot be deleted")
	put(t, s, "a.txt", []byte("x"))
	get(t, s.URLEndpoint()+"//a.txt").wantStatus(t, http.StatusNotFound) // the empty prefix is not a path segment
	stop(t, s)
	s = restart(t, folder)
	wantFields(t, do(t, s, http.MethodGet, path, nil).object(t), changed)
	if got := endpointIDs(t, clientOf(t, s)); got != "default "+shop.ID {
		t.Errorf("URL endpoints %q", got)
	}
}

func TestURLEndpoints_Errors(t *testing.T) {
	t.Parallel()
	s := start(t)
	ik := clientOf(t, s)
	origin := webOrigin(t, ik, "A")
	for _, prefix := range []string{"taken", "other"} {
		do(t, s, http.MethodPost, "/v1/accounts/url-endpoints",
			object{"description": "A", "urlPrefix": prefix}).wantStatus(t, http.StatusCreated)
	}
	all := decode[[]object](t, do(t, s, http.MethodGet, "/v1/accounts/url-endpoints", nil))
	other := "/" + all[2]["id"].(string)
	for _, test := range []struct {
		name, method, path string
		body               any
		status             int
		word               string
	}{
		{
			"a prefix that is taken", "POST", "",
			object{"description": "x", "urlPrefix": "taken"},
			400,
			"Another URL endpoint has this prefix",
		},
		{"the default prefix", "POST", "", object{"description": "x", "urlPrefix": ""}, 400, "urlPrefix"},
		{"no prefix", "POST", "", object{"description": "x"}, 400, "urlPrefix"},
		{"a prefix with a slash", "POST", "", object{"description": "x", "urlPrefix": "a/b"}, 400, "urlPrefix"},
		{"no description", "POST", "", object{"urlPrefix": "x"}, 400, "description is required"},
		{
			"an unknown origin", "POST", "",
			object{"description": "x", "urlPrefix": "x", "origins": []string{origin, "y"}},
			400, "Origin does not exists.",
		},
		{
			"an unknown rewriter", "POST", "",
			object{"description": "x", "urlRewriter": object{"type": "NGINX"}},
			400,
			"urlRewriter",
		},
		{
			"a change to a prefix that is taken", "PUT", other,
			object{"description": "x", "urlPrefix": "taken"},
			400,
			"Another URL endpoint",
		},
		{
			"a change to an unknown origin", "PUT", other,
			object{"description": "x", "urlPrefix": "x", "origins": []string{"y"}},
			400, "Origin does not exists.",
		},
		{
			"the update of an unknown endpoint", "PUT", "/nothing",
			object{"description": "x", "urlPrefix": "x"},
			404,
			"URL-endpoint not found.",
		},
		{"an unknown endpoint", "GET", "/nothing", nil, 404, "URL-endpoint not found."},
		{"the deletion of an unknown endpoint", "DELETE", "/nothing", nil, 404, "URL-endpoint not found."},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			do(t, s, test.method, "/v1/accounts/url-endpoints"+test.path, test.body).wantError(t, test.status,
				test.word)
		})
	}
}

func TestDelivery_URLEndpoints(t *testing.T) {
	t.Parallel()
	s := start(t)
	put(t, s, "a.txt", []byte("x"), part{name: "folder", text: "/menu"})
	get(t, s.URLEndpoint()+"/shop/menu/a.txt").wantStatus(t, http.StatusNotFound)
	endpoint := do(t, s, http.MethodPost, "/v1/accounts/url-endpoints",
		object{"description": "Shop", "urlPrefix": "shop"}).object(t)
	if got := get(t, s.URLEndpoint()+"/shop/menu/a.txt").wantStatus(t, http.StatusOK); string(got.body) != "x" {
		t.Errorf("the URL endpoint delivers %q, want x", got.body)
	}
	get(t, s.URLEndpoint()+"/menu/a.txt").wantStatus(t, http.StatusOK)
	do(t, s, http.MethodDelete, "/v1/accounts/url-endpoints/"+endpoint["id"].(string), nil).wantStatus(t,
		http.StatusNoContent)
	get(t, s.URLEndpoint()+"/shop/menu/a.txt").wantStatus(t, http.StatusNotFound)
}
