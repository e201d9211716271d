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

// topEntries is how many entries a breakdown has at most. The service does not say how many entries its breakdowns
// have.
const topEntries = 100

// notFoundReason is why a file could not be had, in the words of the service's example.
const notFoundReason = "Asset not found at origin"

// GetUsage answers with what the account has used in a period. The last day does not count.
func (a *api) GetUsage(w http.ResponseWriter, r *http.Request, params server.GetUsageParams) {
	a.answer(w, r)(a.usage(params.StartDate.Time, params.EndDate.Time))
}

// usage counts afresh with every request; the service keeps an answer for 6 hours. The figures of the cache and of
// videos are 0: there is no cache, and no video is processed.
//
// Assumed: the storage in the usage of a period is that of now, with all versions of files, and every run of an
// extension is one unit. In the analytics, a breakdown has at most 100 entries, and responses with errors are in no
// list of files, formats and transformations.
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

// GetUsageAnalytics breaks the traffic of a period down.
func (a *api) GetUsageAnalytics(w http.ResponseWriter, r *http.Request, params server.GetUsageAnalyticsParams) {
	a.answer(w, r)(a.usageAnalytics(params))
}

// usageAnalytics counts afresh with every request; the service keeps an answer for 5 minutes. The last day counts, too.
// What a mock on loopback cannot know stays empty: devices, countries, and videos that are processed. Every delivery
// counts as a cache miss, since there is no cache.
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

// breakdown puts the top entries in both orders.
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

// counts is for lists that are in the order of requests only.
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

// errorReasons knows one: the library is the only origin that is asked.
func errorReasons(missing library.Counter) []server.NamedRequestCount {
	if missing.Requests == 0 {
		return []server.NamedRequestCount{}
	}
	return []server.NamedRequestCount{{Name: notFoundReason, RequestCount: missing.Requests}}
}

// entries returns the top entries by some figure, most first; equal ones in the order of their names. The sum of names
// that are not kept is no entry. The result is never nil: that would be null.
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
