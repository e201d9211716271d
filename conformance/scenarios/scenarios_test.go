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

// scenario is a use of the service from beginning to end, told through the client's public methods. It has a folder of
// its own.
type scenario struct {
	name string
	// mockOnly says why it cannot be run on an account of the service; empty if it can be.
	mockOnly string
	run      func(*testing.T, *account)
}

// What a scenario must not do to somebody's account.
const (
	changesSettings = "it changes settings that belong to the whole account"
	takesTooMany    = "it takes thousands of requests"
	needsEmpty      = "it counts what is in the whole account"
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

// TestScenarios runs all of them, each against a mock server of its own, and then looks at what was called: every
// operation with every answer that openapi.yaml has for it.
func TestScenarios(t *testing.T) {
	t.Parallel()
	calls := newLedger(t)
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
	t.Run("call every operation", func(t *testing.T) {
		if int(started.Load()) < len(scenarios) {
			t.Skip("only some scenarios have run")
		}
		calls.assertComplete(t)
	})
}

// TestScenarios_OnAnAccount runs the scenarios against the service. They upload, change and delete in one folder, whose
// name no other run has, and remove it in the end. It needs
//
//	IMAGEKIT_CONTRACT_PRIVATE_KEY   private API key of the account
//	IMAGEKIT_CONTRACT_PUBLIC_KEY    its public API key
//	IMAGEKIT_CONTRACT_URL_ENDPOINT  such as https://ik.imagekit.io/your_id
//
// and, to point it at something else than the service, such as the binary of the mock server,
//
//	IMAGEKIT_CONTRACT_BASE_URL      base URL of the API
//	IMAGEKIT_CONTRACT_UPLOAD_URL    base URL of uploads; that of the API if empty
//
// Scenarios run one after the other and at the pace that the service's rate limits allow.
func TestScenarios_OnAnAccount(t *testing.T) {
	t.Parallel()
	runOnAccount(t, accessFromEnvironment(t))
}

// TestScenarios_LeaveAccountUnchanged rehearses that on a mock server that all scenarios share, with keys, an id and a
// prefix of its own.
func TestScenarios_LeaveAccountUnchanged(t *testing.T) {
	t.Parallel()
	server := mockserver.Start(t, mockserver.WithPrefix("/elsewhere"), mockserver.WithImageKitID("acme"),
		mockserver.WithPrivateKey("private_of_an_account"), mockserver.WithPublicKey("public_of_an_account"))
	before := contentOf(t, server)
	t.Run("rehearsal", func(t *testing.T) { runOnAccount(t, accessTo(server)) })
	wantEqual(t, "what is in the account", contentOf(t, server), before)
}

// runOnAccount runs scenarios one after the other, each in a folder of its own inside one that no other run has.
func runOnAccount(t *testing.T, x access) {
	t.Helper()
	calls := newLedger(t)
	all := newAccount(t, x, ownFolder(), calls)
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

// contentOf returns everything that an account holds, as JSON.
func contentOf(t *testing.T, server *mockserver.Server) string {
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

// slug makes a name fit for a folder of a title.
func slug(title string) string { return strings.ReplaceAll(strings.ToLower(title), " ", "-") }

func TestScenarios_UniqueNames(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, s := range scenarios {
		if seen[slug(s.name)] || strings.Trim(slug(s.name), "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
			t.Errorf("%q is there twice, or is no name for a folder", s.name)
		}
		seen[slug(s.name)] = true
	}
}
