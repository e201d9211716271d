package scenarios_test

import (
	"bytes"
	"testing"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/internal/check"
	"github.com/openimagekit/imagekit/conformance/internal/exchanges"
)

var originScenarios = []scenario{
	{"origins of every kind", changesSettings, originOfEveryKind},
	{"lifecycle of an origin", changesSettings, originLifecycle},
	{"lifecycle of a URL endpoint", changesSettings, urlEndpointLifecycle},
}

// originOfEveryKind creates all origins in the table of exchanges. No response may contain a secret.
func originOfEveryKind(t *testing.T, a *account) {
	count := 0
	for _, e := range exchanges.All {
		if e.Operation != "createOrigin" {
			continue
		}
		count++
		created, err := e.Call(t.Context(), a.Client)
		check.NoError(t, err)
		for _, secret := range []string{"access", "secret", "BEGIN PRIVATE KEY", "sig=abc", "password"} {
			if bytes.Contains(check.Encode(t, created), []byte(`"`+secret+`"`)) {
				t.Errorf("%s: the response contains the secret %q", e.Title(), secret)
			}
		}
	}
	wantEqual(t, "origins", len(check.Call(a.ListOrigins(t.Context())).Must(t)), count)
}

// webFolder returns an origin from which no file is read.
func webFolder(name string) imagekit.OriginRequest {
	return imagekit.NewOriginRequest(imagekit.WebFolderOriginRequest{
		Name:    name,
		BaseURL: "https://shop.example.com/images",
	})
}

// createOrigin creates an origin and returns its id.
func (a *account) createOrigin(t *testing.T, name string) string {
	t.Helper()
	return idOf(t, check.Call(a.CreateOrigin(t.Context(), webFolder(name))).Must(t))
}

func idOf(t *testing.T, origin *imagekit.Origin) string {
	t.Helper()
	folder, ok := check.Call(origin.Value()).Must(t).(imagekit.WebFolderOrigin)
	if !ok {
		t.Fatalf("the origin is %s", check.Encode(t, origin))
	}
	return folder.ID
}

func originLifecycle(t *testing.T, a *account) {
	ctx := t.Context()
	id := a.createOrigin(t, "Shop")
	updated := check.Call(a.UpdateOrigin(ctx, id, webFolder("Shop 2"))).Must(t)
	wantEqual(t, "id", idOf(t, updated), id)
	got := check.Call(a.GetOrigin(ctx, id)).Must(t)
	check.ContainsValues(t, []byte(`{"name": "Shop 2", "type": "WEB_FOLDER"}`), got)

	endpoint := check.Call(a.CreateURLEndpoint(ctx, imagekit.URLEndpointRequest{
		Description: "Shop", URLPrefix: new("shop"), Origins: []string{id},
	})).Must(t)
	wantError(t, a.DeleteOrigin(ctx, id), imagekit.ErrConflict)
	check.NoError(t, a.DeleteURLEndpoint(ctx, endpoint.ID))
	check.NoError(t, a.DeleteOrigin(ctx, id))
	_, err := a.GetOrigin(ctx, id)
	wantError(t, err, imagekit.ErrNotFound)
}

func urlEndpointLifecycle(t *testing.T, a *account) {
	ctx := t.Context()
	first, second := a.createOrigin(t, "First"), a.createOrigin(t, "Second")
	created := check.Call(a.CreateURLEndpoint(ctx, imagekit.URLEndpointRequest{
		Description: "Shop", URLPrefix: new("shop"), Origins: []string{second, first},
		URLRewriter: new(imagekit.NewURLRewriterRequest(imagekit.CloudinaryURLRewriterRequest{
			PreserveAssetDeliveryTypes: new(true),
		})),
	})).Must(t)
	wantEqual(t, "origins, in their order", created.Origins, []string{second, first})

	file := a.uploadFile(t, "menu.txt", []byte("1"))
	prefixed := a.endpoint + "/shop" + file.FilePath
	wantDelivered := func(want int) {
		t.Helper()
		status, _ := download(t, prefixed)
		wantEqual(t, "status of a URL under the URL endpoint", status, want)
	}
	wantDelivered(200)

	updated := check.Call(a.UpdateURLEndpoint(ctx, created.ID,
		imagekit.URLEndpointRequest{Description: "買い物", URLPrefix: new("store")})).Must(t)
	wantEqual(t, "number of origins after an update without origins", len(updated.Origins), 0)
	wantDelivered(404)
	wantEqual(t, "the URL endpoint", string(check.Encode(t, check.Call(a.GetURLEndpoint(ctx, created.ID)).Must(t))),
		string(check.Encode(t, updated)))
	wantEqual(t, "number of URL endpoints with the default one", len(check.Call(a.ListURLEndpoints(ctx)).Must(t)), 2)

	check.NoError(t, a.DeleteURLEndpoint(ctx, created.ID))
	_, err := a.GetURLEndpoint(ctx, created.ID)
	wantError(t, err, imagekit.ErrNotFound)
}
