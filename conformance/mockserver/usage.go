package mockserver

import (
	"cmp"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/library"
	"github.com/openimagekit/imagekit/gen/server"
)

// topEntries is the maximum number of entries of a breakdown. The number in the service is not documented.
const topEntries = 100

// notFoundReason is the reason of 404 responses, with the text of the service's example.
const notFoundReason = "Asset not found at origin"

// GetUsage responds with the usage of the account in a period. The last day of the period is not included.
func (a *api) GetUsage(w http.ResponseWriter, r *http.Request, params server.GetUsageParams) {
	a.answer(w, r)(a.usage(params.StartDate.Time, params.EndDate.Time))
}

// usage returns the response with current figures; the service caches its response for 6 hours. The figures for the
// cache and for videos are 0, because there is no cache and videos are not processed.
//
// Assumed: the storage in the usage of a period is the current storage, including all versions of files, and each run
// of an extension counts as one unit. In the analytics, a breakdown has at most 100 entries, and responses with errors
// are not in the breakdowns of files, formats and transformations.
func (a *api) usage(start, end time.Time) (int, any, error) {
	sums, err := a.lib.Usage(start, end, 1)
	if err != nil {
		return 0, nil, err
	}
	return ok(server.Usage{
		BandwidthBytes:            new(sums.Total(library.CountStatus).Bytes),
		MediaLibraryStorageBytes:  new(a.lib.Storage()),
		VideoProcessingUnitsCount: new(int64(0)),
		ExtensionUnitsCount:       new(sums.Total(library.CountExtension).Requests),
		OriginalCacheStorageBytes: new(int64(0)),
	})
}

// GetUsageAnalytics responds with breakdowns of the traffic in a period.
func (a *api) GetUsageAnalytics(w http.ResponseWriter, r *http.Request, params server.GetUsageAnalyticsParams) {
	a.answer(w, r)(a.usageAnalytics(params))
}

// usageAnalytics returns the response with current figures; the service caches its response for 5 minutes. The last day
// of the period is included. Devices, countries and processed videos are empty, because the mock server cannot detect
// them. Every delivery counts as a cache miss, because there is no cache.
func (a *api) usageAnalytics(params server.GetUsageAnalyticsParams) (int, any, error) {
	sums, err := a.lib.Usage(params.StartDate.Time, params.EndDate.Time, 0)
	if err != nil {
		return 0, nil, err
	}
	all := sums.Total(library.CountStatus)
	return ok(server.UsageAnalytics{
		StartDate:      params.StartDate,
		EndDate:        params.EndDate,
		GeneratedAt:    a.lib.Now(),
		RequestCount:   all.Requests,
		BandwidthBytes: all.Bytes,
		Cache:          server.CacheUsage{MissCount: all.Requests},
		Browser:        breakdown(sums[library.CountBrowser]),
		Device:         breakdown(nil),
		Country: server.CountryBreakdown{
			ByBandwidth: []server.CountryTraffic{},
			ByRequests:  []server.CountryTraffic{},
		},
		Format:             breakdown(sums[library.CountFormat]),
		URLEndpoints:       breakdown(sums[library.CountEndpoint]),
		TopImages:          breakdown(sums[library.CountImage]),
		TopImageTransforms: breakdown(sums[library.CountImageTransform]),
		TopVideos:          breakdown(sums[library.CountVideo]),
		TopVideoTransforms: breakdown(sums[library.CountVideoTransform]),
		TopOtherAssets:     breakdown(sums[library.CountOther]),
		TopReferrers:       breakdown(sums[library.CountReferrer]),
		TopUserAgents:      breakdown(sums[library.CountAgent]),
		StatusCodes:        counts(sums[library.CountStatus]),
		ErrorReasons:       errorReasons(sums.Total(library.CountMissing)),
		Top404Assets:       counts(sums[library.CountMissing]),
		Extensions:         extensionUsage(sums[library.CountExtension]),
		VideoProcessing:    []server.VideoProcessingUsage{},
	})
}

// breakdown returns the top entries by bytes and by requests.
func breakdown(sums map[string]library.Counter) server.TrafficBreakdown {
	return server.TrafficBreakdown{
		ByBandwidth: entries(sums, func(c library.Counter) int64 { return c.Bytes }, traffic),
		ByRequests:  entries(sums, requests, traffic),
	}
}

func requests(c library.Counter) int64 { return c.Requests }

func traffic(c library.Counter) server.NamedTraffic {
	return server.NamedTraffic{Name: c.Name, BandwidthBytes: c.Bytes, RequestCount: c.Requests}
}

// counts returns the top entries of a list that has only requests.
func counts(sums map[string]library.Counter) []server.NamedRequestCount {
	return entries(sums, requests, func(c library.Counter) server.NamedRequestCount {
		return server.NamedRequestCount{Name: c.Name, RequestCount: c.Requests}
	})
}

func extensionUsage(sums map[string]library.Counter) []server.ExtensionUsage {
	return entries(sums, requests, func(c library.Counter) server.ExtensionUsage {
		return server.ExtensionUsage{Name: c.Name, OperationCount: c.Requests}
	})
}

// errorReasons returns the reasons of errors. There is only one, because the library is the only origin.
func errorReasons(missing library.Counter) []server.NamedRequestCount {
	if missing.Requests == 0 {
		return []server.NamedRequestCount{}
	}
	return []server.NamedRequestCount{{Name: notFoundReason, RequestCount: missing.Requests}}
}

// entries returns the top entries by figure, in descending order. Entries with equal figures are sorted by name. The
// entry with an empty name, which is the sum of names that are not stored, is left out. The result is never nil, which
// would be null in JSON.
func entries[T any](
	sums map[string]library.Counter, figure func(library.Counter) int64, model func(library.Counter) T,
) []T {
	sorted := slices.SortedFunc(maps.Values(sums), func(x, y library.Counter) int {
		return cmp.Or(cmp.Compare(figure(y), figure(x)), strings.Compare(x.Name, y.Name))
	})
	sorted = slices.DeleteFunc(sorted, func(c library.Counter) bool { return c.Name == "" })
	models := []T{}
	for _, c := range sorted[:min(len(sorted), topEntries)] {
		models = append(models, model(c))
	}
	return models
}
