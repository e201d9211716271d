package scenarios_test

import (
	"bytes"
	"testing"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/internal/check"
	"github.com/openimagekit/imagekit/conformance/internal/exchanges"
)

var originScenarios = []scenario{
	{"an origin of every kind", changesSettings, originOfEveryKind},
	{"an origin from its creation to its end", changesSettings, lifeOfAnOrigin},
	{"a URL endpoint from its creation to its end", changesSettings, lifeOfAURLEndpoint},
}

// originOfEveryKind creates those of the table of operations. What is secret stays with the service.
func originOfEveryKind(t *testing.T, a *account) {
	count := 0
	for _, e := range exchanges.All {
		if e.Operation != "createOrigin" {
			continue
		}
		count++
		created, err := e.Call(t.Context(), a.Client)
		noError(t, err)
		for _, secret := range []string{"access", "secret", "BEGIN PRIVATE KEY", "sig=abc", "password"} {
			if bytes.Contains(encode(t, created), []byte(`"`+secret+`"`)) {
				t.Errorf("%s: the answer tells %q", e.Title(), secret)
			}
		}
	}
	wantEqual(t, "origins", len(try(a.ListOrigins(t.Context())).must(t)), count)
}

// webFolder is an origin that nothing reads from.
func webFolder(name string) imagekit.OriginRequest {
	return imagekit.NewOriginRequest(imagekit.WebFolderOriginRequest{Name: name, BaseURL: "https://shop.example.com/images"})
}

// origin creates one and returns its id.
func (a *account) origin(t *testing.T, name string) string {
	t.Helper()
	return idOf(t, try(a.CreateOrigin(t.Context(), webFolder(name))).must(t))
}

func idOf(t *testing.T, origin *imagekit.Origin) string {
	t.Helper()
	folder, ok := try(origin.Value()).must(t).(imagekit.WebFolderOrigin)
	if !ok {
		t.Fatalf("the origin is %s", encode(t, origin))
	}
	return folder.ID
}

func lifeOfAnOrigin(t *testing.T, a *account) {
	ctx := t.Context()
	id := a.origin(t, "Shop")
	updated := try(a.UpdateOrigin(ctx, id, webFolder("店"))).must(t)
	wantEqual(t, "id", idOf(t, updated), id)
	got := try(a.GetOrigin(ctx, id)).must(t)
	check.Holds(t, []byte(`{"name": "店", "type": "WEB_FOLDER"}`), got)

	endpoint := try(a.CreateURLEndpoint(ctx, imagekit.URLEndpointRequest{
		Description: "Shop", URLPrefix: new("shop"), Origins: []string{id},
	})).must(t)
	wantError(t, a.DeleteOrigin(ctx, id), imagekit.ErrConflict)
	noError(t, a.DeleteURLEndpoint(ctx, endpoint.ID))
	noError(t, a.DeleteOrigin(ctx, id))
	_, err := a.GetOrigin(ctx, id)
	wantError(t, err, imagekit.ErrNotFound)
}

func lifeOfAURLEndpoint(t *testing.T, a *account) {
	ctx := t.Context()
	first, second := a.origin(t, "First"), a.origin(t, "Second")
	created := try(a.CreateURLEndpoint(ctx, imagekit.URLEndpointRequest{
		Description: "Shop", URLPrefix: new("shop"), Origins: []string{second, first},
		URLRewriter: new(imagekit.NewURLRewriterRequest(imagekit.CloudinaryURLRewriterRequest{PreserveAssetDeliveryTypes: new(true)})),
	})).must(t)
	wantEqual(t, "origins, in their order", created.Origins, []string{second, first})

	file := a.put(t, "menu.txt", []byte("1"))
	prefixed := a.endpoint + "/shop" + file.FilePath
	wantDelivered := func(want int) {
		t.Helper()
		status, _ := download(t, prefixed)
		wantEqual(t, "status under the URL endpoint", status, want)
	}
	wantDelivered(200)

	updated := try(a.UpdateURLEndpoint(ctx, created.ID, imagekit.URLEndpointRequest{Description: "買い物", URLPrefix: new("store")})).must(t)
	wantEqual(t, "what an update has left out", len(updated.Origins), 0)
	wantDelivered(404)
	wantEqual(t, "what get says", string(encode(t, try(a.GetURLEndpoint(ctx, created.ID)).must(t))), string(encode(t, updated)))
	wantEqual(t, "how many there are, with the default one", len(try(a.ListURLEndpoints(ctx)).must(t)), 2)

	noError(t, a.DeleteURLEndpoint(ctx, created.ID))
	_, err := a.GetURLEndpoint(ctx, created.ID)
	wantError(t, err, imagekit.ErrNotFound)
}
