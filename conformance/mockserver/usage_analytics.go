package mockserver

import (
	"cmp"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/openimagekit/imagekit/gen/server"
)

// topEntries is how many entries a breakdown has at most.
//
// Assumed: 100. The service says that a breakdown has only the top ones, and not how many.
const topEntries = 100

// notFoundReason is why a file could not be had, in the words of the service's example.
const notFoundReason = "Asset not found at origin"

// GetUsageAnalytics breaks the traffic of a period down.
func (a *api) GetUsageAnalytics(w http.ResponseWriter, r *http.Request, params server.GetUsageAnalyticsParams) {
	a.answer(w, r)(a.usageAnalytics(params))
}

// usageAnalytics counts afresh with every request; the service keeps an answer for 5 minutes. The last day counts, too.
// What a mock on loopback cannot know stays empty: devices, countries, and videos that are processed.
//
// Assumed: every delivery counts as one that the cache could not answer, since there is none.
func (a *api) usageAnalytics(params server.GetUsageAnalyticsParams) (int, any, error) {
	p, err := newPeriod(params.StartDate.Time, params.EndDate.Time)
	if err != nil {
		return 0, nil, err
	}
	sums := a.counters.sum(p)
	all := total(sums[countStatus])
	return ok(server.UsageAnalytics{
		StartDate:          params.StartDate,
		EndDate:            params.EndDate,
		GeneratedAt:        a.lib.now(),
		RequestCount:       int64(all.Requests),
		BandwidthBytes:     int64(all.Bytes),
		Cache:              server.CacheUsage{MissCount: int64(all.Requests)},
		Browser:            breakdown(sums[countBrowser]),
		Device:             breakdown(nil),
		Country:            server.CountryBreakdown{ByBandwidth: []server.CountryTraffic{}, ByRequests: []server.CountryTraffic{}},
		Format:             breakdown(sums[countFormat]),
		URLEndpoints:       breakdown(sums[countEndpoint]),
		TopImages:          breakdown(sums[countImage]),
		TopImageTransforms: breakdown(sums[countImageTransform]),
		TopVideos:          breakdown(sums[countVideo]),
		TopVideoTransforms: breakdown(sums[countVideoTransform]),
		TopOtherAssets:     breakdown(sums[countOther]),
		TopReferrers:       breakdown(sums[countReferrer]),
		TopUserAgents:      breakdown(sums[countAgent]),
		StatusCodes:        counts(sums[countStatus]),
		ErrorReasons:       errorReasons(sums[countMissing]),
		Top404Assets:       counts(sums[countMissing]),
		Extensions:         extensionUsage(sums[countExtension]),
		VideoProcessing:    []server.VideoProcessingUsage{},
	})
}

// breakdown puts the top entries in both orders.
func breakdown(sums map[string]counter) server.TrafficBreakdown {
	return server.TrafficBreakdown{
		ByBandwidth: entries(sums, func(c counter) int64 { return c.Bytes }, traffic),
		ByRequests:  entries(sums, requests, traffic),
	}
}

func requests(c counter) int64 { return c.Requests }

func traffic(c counter) server.NamedTraffic {
	return server.NamedTraffic{Name: c.Name, BandwidthBytes: int64(c.Bytes), RequestCount: int64(c.Requests)}
}

// counts is for lists that are in the order of requests only.
func counts(sums map[string]counter) []server.NamedRequestCount {
	return entries(sums, requests, func(c counter) server.NamedRequestCount {
		return server.NamedRequestCount{Name: c.Name, RequestCount: int64(c.Requests)}
	})
}

func extensionUsage(sums map[string]counter) []server.ExtensionUsage {
	return entries(sums, requests, func(c counter) server.ExtensionUsage {
		return server.ExtensionUsage{Name: c.Name, OperationCount: int64(c.Requests)}
	})
}

// errorReasons knows one: the library is the only origin that is asked.
func errorReasons(missing map[string]counter) []server.NamedRequestCount {
	n := total(missing).Requests
	if n == 0 {
		return []server.NamedRequestCount{}
	}
	return []server.NamedRequestCount{{Name: notFoundReason, RequestCount: int64(n)}}
}

// entries returns the top entries by some figure, most first; equal ones in the order of their names. It is never nil:
// that would be null.
func entries[T any](sums map[string]counter, figure func(counter) int64, model func(counter) T) []T {
	sorted := slices.SortedFunc(maps.Values(sums), func(x, y counter) int {
		return cmp.Or(cmp.Compare(figure(y), figure(x)), strings.Compare(x.Name, y.Name))
	})
	models := []T{}
	for _, c := range sorted[:min(len(sorted), topEntries)] {
		models = append(models, model(c))
	}
	return models
}
