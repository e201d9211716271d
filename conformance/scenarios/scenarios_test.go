package scenarios_test

import (
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/internal/check"
	"github.com/openimagekit/imagekit/conformance/mockserver"
)

// scenario is a complete use of the service through the exported methods of the client.
type scenario struct {
	name string
	// mockOnly is the reason why the scenario must not run on an account of the service; empty if it may.
	mockOnly string
	run      func(*testing.T, *account)
}

// Reasons why a scenario must not run on an account of the service.
const (
	changesSettings    = "it changes settings that belong to the whole account"
	needsManyRequests  = "it takes thousands of requests"
	countsWholeAccount = "it counts all objects in the account"
)

var scenarios = slices.Concat(
	fileScenarios, tagScenarios, versionScenarios, moveScenarios, nameScenarios, listScenarios, pagingScenarios,
	folderScenarios,
	uploadScenarios, browserScenarios, deliveryScenarios, cacheScenarios, metadataScenarios, fieldScenarios,
	settingScenarios,
	originScenarios, webhookScenarios, usageScenarios, refusalScenarios, accessScenarios, failureScenarios,
	fileErrorScenarios, folderErrorScenarios, metadataErrorScenarios, accountErrorScenarios, uploadErrorScenarios,
	accessErrorScenarios,
)

// TestScenarios runs each scenario on its own mock server. It then checks that the mock server has sent each response
// that openapi.yaml lists, for each operation.
func TestScenarios(t *testing.T) {
	t.Parallel()
	calls := newStatusCounter(t)
	var started atomic.Int64
	t.Run("on the mock server", func(t *testing.T) {
		for _, s := range scenarios {
			t.Run(s.name, func(t *testing.T) {
				t.Parallel()
				started.Add(1)
				s.run(t, mockAccount(t, calls))
			})
		}
	})
	t.Run("every response", func(t *testing.T) {
		if int(started.Load()) < len(scenarios) {
			t.Skip("only some scenarios have run")
		}
		calls.assertComplete(t)
	})
}

// TestScenarios_Account runs the scenarios on an account of the service. They upload, change and delete files in one
// folder with a random name, which is removed at the end. The test needs these environment variables:
//
//	IMAGEKIT_CONTRACT_PRIVATE_KEY   private API key of the account
//	IMAGEKIT_CONTRACT_PUBLIC_KEY    public API key of the account
//	IMAGEKIT_CONTRACT_URL_ENDPOINT  such as https://ik.imagekit.io/your_id
//
// To run it against another server, such as the program imagekit-mock, set also:
//
//	IMAGEKIT_CONTRACT_BASE_URL      base URL of the API
//	IMAGEKIT_CONTRACT_UPLOAD_URL    base URL of uploads; that of the API if empty
//
// The scenarios run one after the other, at a rate that the rate limits of the service allow.
func TestScenarios_Account(t *testing.T) {
	t.Parallel()
	runOnAccount(t, accessFromEnvironment(t))
}

// TestScenarios_Cleanup runs the scenarios as TestScenarios_Account does, on one mock server with other keys, another
// id and a prefix. It checks that the scenarios leave the account unchanged.
func TestScenarios_Cleanup(t *testing.T) {
	t.Parallel()
	server := mockserver.Start(t, mockserver.WithPrefix("/elsewhere"), mockserver.WithImageKitID("acme"),
		mockserver.WithPrivateKey("private_of_an_account"), mockserver.WithPublicKey("public_of_an_account"))
	before := storedObjects(t, server)
	t.Run("scenarios", func(t *testing.T) { runOnAccount(t, accessTo(server)) })
	wantEqual(t, "objects in the account", storedObjects(t, server), before)
}

// runOnAccount runs the scenarios one after the other, each in its own folder, inside a folder with a random name.
func runOnAccount(t *testing.T, x access) {
	t.Helper()
	calls := newStatusCounter(t)
	all := newAccount(t, x, randomFolder(), calls)
	t.Cleanup(func() { all.remove(t) })
	for _, s := range scenarios {
		t.Run(s.name, func(t *testing.T) {
			if s.mockOnly != "" {
				t.Skip("not on an account: " + s.mockOnly)
			}
			s.run(t, newAccount(t, x, all.folder+"/"+slug(s.name), calls))
		})
	}
	calls.assertNone(t, http.StatusNotImplemented)
}

// storedObjects returns all objects in an account, as JSON.
func storedObjects(t *testing.T, server *mockserver.Server) string {
	t.Helper()
	c := check.Call(server.Client()).Must(t)
	ctx := t.Context()
	return string(check.Encode(t, []any{
		check.Call(c.ListFiles(ctx, &imagekit.ListFilesParams{Type: new(imagekit.AssetTypeFilterAll)})).Must(t),
		check.Call(c.GetCustomMetadataFields(ctx,
			&imagekit.GetCustomMetadataFieldsParams{IncludeDeleted: new(true)})).Must(t),
		check.Call(c.ListSavedExtensions(ctx)).Must(t), check.Call(c.ListNamedTransformations(ctx)).Must(t),
		check.Call(c.ListOrigins(ctx)).Must(t), check.Call(c.ListURLEndpoints(ctx)).Must(t),
	}))
}

// slug converts a title to the name of a folder.
func slug(title string) string { return strings.ReplaceAll(strings.ToLower(title), " ", "-") }

func TestScenarios_UniqueNames(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, s := range scenarios {
		if seen[slug(s.name)] || strings.Trim(slug(s.name), "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
			t.Errorf("%q is not unique, or cannot be the name of a folder", s.name)
		}
		seen[slug(s.name)] = true
	}
}
