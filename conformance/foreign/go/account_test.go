package sdk

import (
	"testing"
	"time"

	"github.com/imagekit-developer/imagekit-go/v2"
	"github.com/imagekit-developer/imagekit-go/v2/shared"
)

func (s *sdk) createsFields(t *testing.T) {
	ctx := t.Context()
	options := []imagekit.CustomMetadataFieldNewParamsSchemaSelectOptionUnion{
		{OfString: imagekit.String("summer")}, {OfString: imagekit.String("winter")},
	}
	field := call(s.CustomMetadataFields.New(ctx, imagekit.CustomMetadataFieldNewParams{
		Name: "sdkgo_season", Label: "Season (Go)",
		Schema: imagekit.CustomMetadataFieldNewParamsSchema{Type: "SingleSelect", SelectOptions: options},
	})).must(t)
	s.season = field.ID
	same(t, "field", []string{field.Name, field.Schema.Type}, "sdkgo_season", "SingleSelect")
	equal(t, "listed", s.hasField(t, false), true)
	call(s.CustomMetadataFields.New(ctx, imagekit.CustomMetadataFieldNewParams{
		Name: "sdkgo_season", Label: "Another label (Go)",
		Schema: imagekit.CustomMetadataFieldNewParamsSchema{Type: "Text"},
	})).status(t, 400)
}

// hasField reports whether the custom metadata field of the scenario is listed.
func (s *sdk) hasField(t *testing.T, deleted bool) bool {
	t.Helper()
	params := imagekit.CustomMetadataFieldListParams{IncludeDeleted: imagekit.Bool(deleted)}
	for _, field := range *call(s.CustomMetadataFields.List(t.Context(), params)).must(t) {
		if field.ID == s.season {
			return true
		}
	}
	return false
}

func (s *sdk) changesFields(t *testing.T) {
	changed := call(s.CustomMetadataFields.Update(t.Context(), s.season, imagekit.CustomMetadataFieldUpdateParams{
		Label: imagekit.String("Time of year (Go)"),
		Schema: imagekit.CustomMetadataFieldUpdateParamsSchema{
			SelectOptions: []imagekit.CustomMetadataFieldUpdateParamsSchemaSelectOptionUnion{
				{OfString: imagekit.String("spring")}, {OfString: imagekit.String("summer")},
			},
		},
	})).must(t)
	equal(t, "label", changed.Label, "Time of year (Go)")
	equal(t, "options", len(changed.Schema.SelectOptions), 2)
	call(s.CustomMetadataFields.Delete(t.Context(), s.season, bodiless())).must(t)
	equal(t, "listed", s.hasField(t, false), false)
	equal(t, "listed as deleted", s.hasField(t, true), true)
}

func (s *sdk) savesExtensions(t *testing.T) {
	ctx := t.Context()
	white := shared.ExtensionConfigUnionParam{OfRemoveBg: &shared.ExtensionConfigRemoveBgParam{
		Options: shared.ExtensionConfigRemoveBgOptionsParam{BgColor: imagekit.String("white")},
	}}
	saved := call(s.SavedExtensions.New(ctx, imagekit.SavedExtensionNewParams{
		Name: "White (Go)", Description: "Puts products on white.", Config: white,
	})).must(t)
	same(t, "extension", []string{saved.Name, saved.Config.Name}, "White (Go)", "remove-bg")
	equal(t, "name", call(s.SavedExtensions.Get(ctx, saved.ID)).must(t).Name, saved.Name)
	changed := call(s.SavedExtensions.Update(ctx, saved.ID, imagekit.SavedExtensionUpdateParams{
		Name: imagekit.String("On white (Go)"),
	})).must(t)
	equal(t, "name", changed.Name, "On white (Go)")
	equal(t, "extensions", len(*call(s.SavedExtensions.List(ctx)).must(t)), 1)
	s.upload(t, "product.png", s.photo, func(p *imagekit.FileUploadParams) {
		p.Extensions = shared.ExtensionsParam{{OfSavedExtension: &shared.ExtensionSavedExtensionParam{ID: saved.ID}}}
	}).must(t)
	noError(t, s.SavedExtensions.Delete(ctx, saved.ID))
	call(s.SavedExtensions.Get(ctx, saved.ID)).status(t, 404)
}

func (s *sdk) namesTransformations(t *testing.T) {
	ctx := t.Context()
	created := call(s.NamedTransformations.New(ctx, imagekit.NamedTransformationNewParams{
		Name: "sdkgo_small", Transformation: "w-150,h-150", Enabled: imagekit.Bool(true),
	})).must(t)
	url := s.Helper.BuildURL(shared.SrcOptionsParam{
		URLEndpoint: endpoint(t), Src: s.coffee.FilePath,
		Transformation: []shared.TransformationParam{{Named: imagekit.String("sdkgo_small")}},
	})
	status, _, _ := download(t, url)
	equal(t, "status", status, 200)
	call(s.NamedTransformations.New(ctx, imagekit.NamedTransformationNewParams{
		Name: "sdkgo_small", Transformation: "w-1",
	})).status(t, 409)
	equal(t, "name", call(s.NamedTransformations.Get(ctx, created.ID)).must(t).Name, "sdkgo_small")
	changed := call(s.NamedTransformations.Update(ctx, created.ID, imagekit.NamedTransformationUpdateParams{
		Transformation: imagekit.String("w-100"),
	})).must(t)
	equal(t, "transformation", changed.Transformation, "w-100")
	equal(t, "transformations", len(*call(s.NamedTransformations.List(ctx)).must(t)), 1)
	noError(t, s.NamedTransformations.Delete(ctx, created.ID))
	call(s.NamedTransformations.Get(ctx, created.ID)).status(t, 404)
}

func (s *sdk) setsUpOrigins(t *testing.T) {
	ctx, origins, endpoints := t.Context(), s.Accounts.Origins, s.Accounts.URLEndpoints
	origin := call(origins.New(ctx, imagekit.AccountOriginNewParams{OriginRequest: imagekit.OriginRequestUnionParam{
		OfS3: &imagekit.OriginRequestS3Param{
			Name: "Products Go", Bucket: "products", Prefix: imagekit.String("raw/"), AccessKey: "AKIAEXAMPLE",
			SecretKey: "s",
		},
	}})).must(t)
	same(t, "origin", []string{origin.Type, origin.Name, origin.Bucket, origin.Prefix}, "S3", "Products Go",
		"products", "raw/")
	equal(t, "name", call(origins.Get(ctx, origin.ID)).must(t).Name, origin.Name)
	equal(t, "origins", len(*call(origins.List(ctx)).must(t)), 1)
	website := call(origins.Update(ctx, origin.ID, imagekit.AccountOriginUpdateParams{
		OriginRequest: imagekit.OriginRequestUnionParam{OfWebFolder: &imagekit.OriginRequestWebFolderParam{
			Name: "Shop Go", BaseURL: "https://shop.example.com/images",
		}},
	})).must(t)
	same(t, "website", []string{website.ID, website.Type, website.BaseURL},
		origin.ID, "WEB_FOLDER", "https://shop.example.com/images")

	request := imagekit.URLEndpointRequestParam{
		Description: "Shop Go", URLPrefix: imagekit.String("shopgo"), Origins: []string{origin.ID},
		URLRewriter: imagekit.URLEndpointRequestURLRewriterUnionParam{
			OfAkamai: &imagekit.URLEndpointRequestURLRewriterAkamaiParam{},
		},
	}
	created := call(endpoints.New(ctx, imagekit.AccountURLEndpointNewParams{URLEndpointRequest: request})).must(t)
	same(t, "URL endpoint", []string{created.URLPrefix, created.URLRewriter.Type}, "shopgo", "AKAMAI")
	equal(t, "prefix", call(endpoints.Get(ctx, created.ID)).must(t).URLPrefix, "shopgo")
	if all := *call(endpoints.List(ctx)).must(t); len(all) == 0 {
		t.Error("no URL endpoint is listed")
	}
	wantStatus(t, origins.Delete(ctx, origin.ID), 409)
	changed := call(endpoints.Update(ctx, created.ID, imagekit.AccountURLEndpointUpdateParams{
		URLEndpointRequest: imagekit.URLEndpointRequestParam{
			Description: "Nothing (Go)",
			URLPrefix:   imagekit.String("shopgo"),
		},
	})).must(t)
	equal(t, "description", changed.Description, "Nothing (Go)")
	noError(t, endpoints.Delete(ctx, created.ID))
	call(endpoints.Get(ctx, created.ID)).status(t, 404)
	noError(t, origins.Delete(ctx, origin.ID))
	call(origins.Get(ctx, origin.ID)).status(t, 404)
}

func (s *sdk) readsUsage(t *testing.T) {
	now := time.Now().UTC()
	before, after := now.AddDate(0, 0, -1), now.AddDate(0, 0, 1)
	usage := call(s.Accounts.Usage.Get(t.Context(),
		imagekit.AccountUsageGetParams{StartDate: before, EndDate: after})).must(t)
	if size := int64(len(s.photo)); usage.MediaLibraryStorageBytes < size || usage.BandwidthBytes < size {
		t.Errorf("%d bytes are stored and %d delivered", usage.MediaLibraryStorageBytes, usage.BandwidthBytes)
	}
	call(s.Accounts.Usage.Get(t.Context(), imagekit.AccountUsageGetParams{StartDate: after, EndDate: before})).status(t,
		400)
	analytics := call(s.Accounts.UsageAnalytics.Get(t.Context(),
		imagekit.AccountUsageAnalyticsGetParams{StartDate: before, EndDate: now})).must(t)
	equal(t, "start", analytics.StartDate.Format(time.DateOnly), before.Format(time.DateOnly))
	if analytics.RequestCount == 0 {
		t.Error("no requests are counted")
	}
}
