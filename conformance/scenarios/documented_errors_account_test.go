package scenarios_test

import (
	"slices"
	"testing"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/internal/check"
)

var accountErrorScenarios = []scenario{
	{"documented errors of saved extensions and purges", "", documentedErrorsOfExtensions},
	{"documented errors of named transformations and webhooks", "", documentedErrorsOfSettings},
	{"documented errors of usage", "", documentedErrorsOfUsage},
	{"documented errors of origins and URL endpoints", changesSettings, documentedErrorsOfOrigins},
}

func documentedErrorsOfExtensions(t *testing.T, a *account) {
	a.wantDocumented(t, slices.Concat(savedExtensionErrors, purgeErrors), "$endpoint", a.endpoint)
}

const (
	noExtension        = "The requested saved extension does not exist."
	invalidExtensionID = "Invalid saved extension ID."
	invalidExtension   = "Invalid extension configuration."
)

var savedExtensionErrors = []documentedError{
	{operation: "getSavedExtension", ids: []string{"$unused"}, status: 404, message: noExtension},
	{operation: "getSavedExtension", ids: []string{"ext_abc123"}, status: 404, message: noExtension},
	{operation: "getSavedExtension", ids: []string{"zz"}, status: 400, message: invalidExtensionID},
	{operation: "getSavedExtension", ids: []string{"ext_"}, status: 400, message: invalidExtensionID},
	{operation: "deleteSavedExtension", ids: []string{"$unused"}, status: 404, message: noExtension},
	{operation: "deleteSavedExtension", ids: []string{"ext_abc123"}, status: 404, message: noExtension},
	{operation: "deleteSavedExtension", ids: []string{"zz"}, status: 400, message: invalidExtensionID},
	{operation: "updateSavedExtension", body: `{"name": "x"}`, status: 404, message: noExtension},
	{
		operation: "updateSavedExtension", ids: []string{"zz"}, body: `{"name": "x"}`, status: 400,
		message: invalidExtensionID, source: fromAnotherOperation,
	},
	{
		operation: "updateSavedExtension", ids: []string{"$unused"}, body: `{"config": {"name": "x"}}`, status: 400,
		message: invalidExtension,
	},
	{
		operation: "createSavedExtension", body: `{"name": "x", "description": "x", "config": {"name": "x"}}`,
		status: 400, message: invalidExtension,
	},
}

const notPurgeable = "The URL is not valid for cache purging."

var purgeErrors = []documentedError{
	{operation: "purgeCache", body: `{"url": "https://somewhere.example.com/x"}`, status: 400, message: notPurgeable},
	{operation: "purgeCache", body: `{"url": "x"}`, status: 400, message: notPurgeable},
	{
		operation: "getPurgeCacheStatus", ids: []string{"$unused"}, status: 400,
		message: "No request found for this requestId.",
	},
}

func documentedErrorsOfSettings(t *testing.T, a *account) { a.wantDocumented(t, settingErrors()) }

// settingErrors returns errors of settings. Their texts are assumed, because no source has them.
func settingErrors() (all []documentedError) {
	for _, method := range []string{"get", "update", "delete"} {
		for resource, message := range map[string]string{
			"NamedTransformation": "The requested named transformation does not exist.",
			"WebhookEndpoint":     "The requested webhook does not exist.",
		} {
			e := documentedError{operation: method + resource, status: 404, message: message, source: madeForMockServer}
			if method == "update" {
				e.body = `{}`
			}
			all = append(all, e)
		}
	}
	return all
}

func documentedErrorsOfUsage(t *testing.T, a *account) { a.wantDocumented(t, usageErrors()) }

// usageErrors returns the errors of usage and of usage analytics.
func usageErrors() (all []documentedError) {
	const (
		required = "startDate and endDate are required in query parameters."
		format   = "startDate and endDate should be in format YYYY-MM-DD."
		order    = "startDate should be before endDate."
	)
	for operation, source := range map[string]string{"getUsage": "", "getUsageAnalytics": fromAnotherOperation} {
		for query, message := range map[string]string{
			"":                     required,
			"startDate=2026-01-01": required,
			"endDate=2026-01-01":   required,
			"startDate=2026-01-01&endDate=01.02.2026": format,
			"startDate=2026-1-1&endDate=2026-02-01":   format,
			"startDate=2026-02-01&endDate=2026-01-01": order,
			"startDate=2026-01-01&endDate=2026-01-01": order,
			"startDate=2026-01-01&endDate=2026-05-01": "startDate and endDate should be within 90 days.",
		} {
			all = append(all, documentedError{
				operation: operation, query: query, status: 400, message: message, source: source,
			})
		}
	}
	return all
}

func documentedErrorsOfOrigins(t *testing.T, a *account) {
	endpoint := check.Call(a.CreateURLEndpoint(t.Context(), imagekit.URLEndpointRequest{
		Description: "Known", URLPrefix: new("known"),
	})).Must(t)
	a.wantDocumented(t, slices.Concat(originErrors(), endpointErrors()), "$known", endpoint.ID)
	wantEqual(t, "origins after the failed requests", len(check.Call(a.ListOrigins(t.Context())).Must(t)), 0)
	wantEqual(t, "URL endpoints after the failed requests", len(check.Call(a.ListURLEndpoints(t.Context())).Must(t)), 2)
}

const noOrigin = "Origin not found."

func originErrors() []documentedError {
	const badType = "Invalid origin type. Must be one of S3, S3_COMPATIBLE, CLOUDINARY_BACKUP, WEB_FOLDER, " +
		"WEB_PROXY, GCS, AZURE_BLOB, AKENEO_PIM."
	const keys = `"type": "S3", "accessKey": "k", "secretKey": "k"`
	all := []documentedError{
		{operation: "getOrigin", status: 404, message: noOrigin},
		{operation: "updateOrigin", body: `{` + keys + `, "name": "A", "bucket": "b"}`, status: 404, message: noOrigin},
		{operation: "deleteOrigin", status: 404, message: noOrigin},
	}
	for _, operation := range []string{"createOrigin", "updateOrigin"} {
		for body, message := range map[string]string{
			`{"type": "FTP", "name": "A"}`:                badType,
			`{"type": 7, "name": "A"}`:                    badType,
			`{"name": "A"}`:                               badType,
			`{` + keys + `, "bucket": "b", "name": 7}`:    "name is required and must be a string",
			`{` + keys + `, "bucket": "b"}`:               "name is required and must be a string",
			`{` + keys + `, "name": "A"}`:                 "bucket is required and must be a string",
			`{` + keys + `, "name": "A", "bucket": null}`: "bucket is required and must be a string",
		} {
			all = append(all, documentedError{operation: operation, body: body, status: 400, message: message})
		}
	}
	return all
}

const noURLEndpoint = "URL-endpoint not found."

// endpointErrors returns errors of URL endpoints. The URL endpoint $known must exist.
func endpointErrors() []documentedError {
	all := []documentedError{
		{operation: "getURLEndpoint", status: 404, message: noURLEndpoint},
		{
			operation: "updateURLEndpoint", body: `{"description": "x", "urlPrefix": "x"}`, status: 404,
			message: noURLEndpoint,
		},
		{operation: "deleteURLEndpoint", status: 404, message: noURLEndpoint},
		{
			operation: "deleteURLEndpoint", ids: []string{"default"}, status: 400,
			message: "Default URL-endpoint cannot be deleted.",
		},
	}
	for _, operation := range []string{"createURLEndpoint", "updateURLEndpoint"} {
		for body, message := range map[string]string{
			`{"urlPrefix": "x"}`:                   "description is required",
			`{"description": "x", "urlPrefix": 1}`: "urlPrefix must be a string",
			`{"description": "x", "urlPrefix": ""}`: "urlPrefix cannot be empty string. " +
				"This is reserved for the default URL-endpoint created by ImageKit.",
			`{"description": "x", "urlPrefix": "x", "origins": ["x"]}`: "Origin does not exists. " +
				"Please create origin before using it in URL-endpoint.",
		} {
			e := documentedError{operation: operation, body: body, status: 400, message: message}
			if operation == "updateURLEndpoint" {
				e.ids = []string{"$known"}
			}
			all = append(all, e)
		}
	}
	return all
}
