package mockserver_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/mockserver"
)

// analytics returns the usage analytics from one day in March to another.
func analytics(t *testing.T, s *mockserver.Server, from, to int) *imagekit.UsageAnalytics {
	t.Helper()
	first, last := imagekit.NewDate(2026, time.March, from), imagekit.NewDate(2026, time.March, to)
	got, err := clientOf(t, s).GetUsageAnalytics(t.Context(), first, last)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// wantTraffic compares a list with lines of the form "name requests bytes".
func wantTraffic(t *testing.T, what string, list []imagekit.NamedTraffic, want ...string) {
	t.Helper()
	var got []string
	for _, n := range list {
		got = append(got, fmt.Sprint(n.Name, " ", n.RequestCount, " ", n.BandwidthBytes))
	}
	if g, w := strings.Join(got, "\n"), strings.Join(want, "\n"); g != w {
		t.Errorf("%s:\n%s\nwant:\n%s", what, g, w)
	}
}

// visit downloads a URL as a browser does.
func visit(t *testing.T, url, agent, referrer string) {
	t.Helper()
	req := newRequest(t, http.MethodGet, url, nil)
	req.Header.Set("User-Agent", agent)
	req.Header.Set("Referer", referrer)
	send(t, req)
}

const (
	edge    = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/126.0 Safari/537.36 Edg/126.0"
	firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:126.0) Gecko/20100101 Firefox/126.0"
	robot   = "curl/8.8.0"
)

// busyDay starts a server and makes requests on the first of March. It returns the size of the image in bytes.
func busyDay(t *testing.T, today *calendar) (s *mockserver.Server, pictureSize int) {
	t.Helper()
	s = start(t, today.option())
	picture := pngFile(t, 8, 8, false)
	put(t, s, "ä.png", picture, part{name: "extensions", text: `[{"name":"remove-bg"}]`})
	put(t, s, "clip.mp4", append([]byte("\x00\x00\x00\x18ftypmp42"), make([]byte, 988)...))
	put(t, s, "menu.txt", make([]byte, 10))
	do(t, s, http.MethodPost, "/v1/accounts/url-endpoints",
		object{"description": "Shop", "urlPrefix": "shop"}).wantStatus(t, http.StatusCreated)

	base := s.URLEndpoint()
	visit(t, base+"/%C3%A4.png", firefox, "https://example.com/")
	visit(t, base+"/tr:w-400,h-300/%C3%A4.png?updatedAt=1", firefox, "https://example.com/")
	visit(t, base+"/%C3%A4.png?tr=w-400%2Ch-300", edge, "https://example.com/menu")
	visit(t, base+"/clip.mp4?tr=h-72", edge, "")
	visit(t, base+"/shop/menu.txt", robot, "")
	visit(t, base+"/gone.png", robot, "")
	visit(t, base+"/tr:w-x/%C3%A4.png", robot, "")
	return s, len(picture)
}

func TestGetUsageAnalytics(t *testing.T) {
	t.Parallel()
	var today calendar
	s, size := busyDay(t, &today)
	got, base := analytics(t, s, 1, 2), s.URLEndpoint()
	three, all := fmt.Sprint(" 3 ", 3*size), 3*size+1000+10

	if got.RequestCount != 7 || int(got.BandwidthBytes) != all || got.Cache != (imagekit.CacheUsage{MissCount: 7}) {
		t.Errorf("%v requests, %v bytes, cache %+v", got.RequestCount, got.BandwidthBytes, got.Cache)
	}
	wantTraffic(t, "images", got.TopImages.ByRequests, base+"/%C3%A4.png"+three)
	wantTraffic(t, "transformations", got.TopImageTransforms.ByBandwidth, fmt.Sprint("tr:w-400,h-300 2 ", 2*size))
	wantTraffic(t, "videos", got.TopVideos.ByRequests, base+"/clip.mp4 1 1000")
	wantTraffic(t, "transformations of videos", got.TopVideoTransforms.ByRequests, "tr:h-72 1 1000")
	wantTraffic(t, "other files", got.TopOtherAssets.ByRequests, base+"/shop/menu.txt 1 10")
	wantTraffic(t, "URL endpoints", got.URLEndpoints.ByRequests, fmt.Sprint("Default 6 ", all-10), "shop 1 10")
	wantTraffic(t, "formats by requests", got.Format.ByRequests, "image/png"+three, "application/octet-stream 1 10",
		"video/mp4 1 1000")
	wantTraffic(t, "formats by bandwidth", got.Format.ByBandwidth, "video/mp4 1 1000", "image/png"+three,
		"application/octet-stream 1 10")
	wantTraffic(t, "browsers", got.Browser.ByRequests, "Other 3 10", fmt.Sprint("Edge 2 ", size+1000),
		fmt.Sprint("Firefox 2 ", 2*size))
	wantTraffic(t, "user agents", got.TopUserAgents.ByRequests,
		robot+" 3 10", fmt.Sprint(edge, " 2 ", size+1000), fmt.Sprint(firefox, " 2 ", 2*size))
	wantTraffic(t, "referrers", got.TopReferrers.ByRequests,
		fmt.Sprint("https://example.com/ 2 ", 2*size), fmt.Sprint("https://example.com/menu 1 ", size))
	wantFields(t, object{
		"codes": got.StatusCodes, "reasons": got.ErrorReasons, "missing": got.Top404Assets,
		"extensions": got.Extensions,
	}, object{
		"codes": []object{
			{"name": "200", "requestCount": 5},
			{"name": "400", "requestCount": 1},
			{"name": "404", "requestCount": 1},
		},
		"reasons":    []object{{"name": "Asset not found at origin", "requestCount": 1}},
		"missing":    []object{{"name": base + "/gone.png", "requestCount": 1}},
		"extensions": []object{{"name": "remove-bg", "operationCount": 1}},
	})
}

func TestGetUsageAnalytics_NotModified(t *testing.T) {
	t.Parallel()
	s := start(t)
	put(t, s, "a.png", pngFile(t, 8, 8, false))
	url := s.URLEndpoint() + "/a.png"
	req := newRequest(t, http.MethodGet, url, nil)
	req.Header.Set("If-Modified-Since", noon.Format(http.TimeFormat))
	send(t, req).wantStatus(t, http.StatusNotModified)
	got := analytics(t, s, 1, 2)
	wantTraffic(t, "images", got.TopImages.ByRequests, url+" 1 0")
	wantTraffic(t, "formats", got.Format.ByRequests) // status 304 has no format
}

func TestGetUsageAnalytics_Period(t *testing.T) {
	t.Parallel()
	var today calendar
	s, _ := busyDay(t, &today)
	today.days.Add(1)
	get(t, s.URLEndpoint()+"/menu.txt")
	for _, test := range []struct {
		from, to, requests int
	}{{1, 2, 8}, {2, 3, 1}, {3, 4, 0}} {
		got := analytics(t, s, test.from, test.to)
		if int(got.RequestCount) != test.requests || !got.GeneratedAt.Equal(noon.AddDate(0, 0, 1)) {
			t.Errorf("%d to %d March: %v requests, generated at %v", test.from, test.to, got.RequestCount,
				got.GeneratedAt)
		}
	}
	empty := do(t, s, http.MethodGet, "/v1/accounts/usage-analytics?startDate=2026-04-01&endDate=2026-04-02", nil)
	if body := string(empty.wantStatus(t, http.StatusOK).body); strings.Contains(body, "null") {
		t.Errorf("lists of a period without traffic are null: %s", body)
	}
}

func TestGetUsageAnalytics_TopEntries(t *testing.T) {
	t.Parallel()
	s := start(t)
	for i := range 105 {
		get(t, fmt.Sprintf("%s/gone-%03d", s.URLEndpoint(), i))
	}
	get(t, s.URLEndpoint()+"/gone-104")
	missing := analytics(t, s, 1, 2).Top404Assets
	if len(missing) != 100 || missing[0].Name != s.URLEndpoint()+"/gone-104" ||
		missing[1].Name != s.URLEndpoint()+"/gone-000" {
		t.Errorf("%d entries, beginning with %+v; want 100, beginning with gone-104 and gone-000", len(missing),
			missing[:min(2, len(missing))])
	}
}
