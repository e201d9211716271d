package mockserver

import (
	"errors"
	"fmt"
	"net/http"
	"slices"

	"github.com/go-chi/chi/v5"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/clock"
)

// maxControlBody is how many bytes of a request to them are read. A seed can contain whole files.
const maxControlBody = 256 << 20

// healthPath is the one of these paths that answers everybody.
const healthPath = "/health"

// Errors of these paths other than [usageError].
var (
	errNoFault   = controlFailure(http.StatusNotFound, "There is no fault with this id.")
	errNoControl = controlFailure(http.StatusNotFound,
		"The mock server has no such path of its own. GET "+controlPath+"/ lists them.")

	errNoSeedFetch = controlFailure(http.StatusForbidden, "A seed with a url needs a server with -allow-fetch "+
		"(in Go WithRemoteFetch). Send the bytes in content or text instead.")

	errNoControlMethod = controlFailure(http.StatusMethodNotAllowed,
		"This path does not have such a method. GET "+controlPath+"/ lists what there is.")
)

// controlPoint is one of the mock's own paths.
type controlEndpoint struct {
	method, path, summary string
	handle                func(*http.Request) (int, any, error)
}

// controls returns all of them in the order in which GET /_mock/ lists them.
func (a *api) controlEndpoints() []controlEndpoint {
	return []controlEndpoint{
		{"GET", healthPath, "answers when the server is up, to everybody", a.health},
		{"GET", "/faults", "lists faults and how often each was hit", a.listFaults},
		{"POST", "/faults", `adds one: {"operation":"upload","kind":"status","status":503,"count":2}`, a.postFault},
		{"DELETE", "/faults", "ends all faults", a.deleteFaults},
		{"DELETE", "/faults/{id}", "ends one", a.deleteFault},
		{"GET", "/requests", "lists the last 1,000 requests, oldest first", a.listRequests},
		{"DELETE", "/requests", "forgets them", a.deleteRequests},
		{"GET", "/clock", "tells the time of the server", a.readClock},
		{"PUT", "/clock", `changes it: {"now":"2026-03-01T12:00:00Z","advance":"90s","frozen":true}`, a.writeClock},
		{"POST", "/clock", "does the same", a.writeClock},
		{"POST", "/reset", "brings everything back to how the server started", a.resetAll},
		{
			"POST", "/seed",
			`adds files: {"files":[{"path":"/a/b.txt","text":"hello","tags":["x"]}]}; or "content" (base64), ` +
				`"url" with -allow-fetch`,
			a.postSeed,
		},
		{"GET", "/state", "shows everything that is stored", a.showState},
		{
			"GET", "/webhooks", "lists events and what became of them; with ?wait=true when nothing is left to send",
			a.listWebhooks,
		},
		{"DELETE", "/webhooks", "forgets them", a.deleteWebhooks},
		{
			"POST", "/webhooks/send",
			`sends one: {"event":"file.deleted","payload":{"data":{"fileId":"x"}}}; without payload the example`,
			a.postWebhook,
		},
		{"GET", "/webhooks/target", "tells where they are sent", a.getTarget},
		{
			"PUT", "/webhooks/target",
			`sends them there, with a secret of its own: {"url":"http://localhost:3000/hooks","scheme":"standard"}`,
			a.putTarget,
		},
		{"DELETE", "/webhooks/target", "stops that", a.deleteTarget},
	}
}

// control serves the mock's own paths, all but one to its owner only.
func (a *api) control(r chi.Router) {
	r.Use(privateHeaders)
	r.Get(healthPath, a.controlHandler(a.health))
	r.Group(func(r chi.Router) {
		r.Use(a.restrictControl, a.runDue)
		r.NotFound(func(w http.ResponseWriter, r *http.Request) { a.fail(w, r, errNoControl) })
		r.MethodNotAllowed(func(w http.ResponseWriter, r *http.Request) { a.fail(w, r, errNoControlMethod) })
		r.Get("/", a.help)
		for _, e := range a.controlEndpoints() {
			if e.path != healthPath {
				r.MethodFunc(e.method, e.path, a.controlHandler(e.handle))
			}
		}
	})
}

// controlHandler writes what one of the mock's own paths returns.
func (a *api) controlHandler(handle func(*http.Request) (int, any, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, maxControlBody)
		status, value, err := handle(r)
		if usage, ok := errors.AsType[*argumentError](err); ok {
			err = controlFailure(http.StatusBadRequest, usage.Error())
		}
		a.answer(w, r)(status, value, err)
	}
}

// help lists the paths as plain text.
func (a *api) help(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	for _, e := range a.controlEndpoints() {
		_, _ = fmt.Fprintf(w, "%-7s%-24s%s\n", e.method, controlPath+e.path, e.summary)
	}
}

// health answers programs that wait until the server is up.
func (a *api) health(*http.Request) (int, any, error) { return ok(map[string]string{"status": "ok"}) }

func (a *api) listFaults(*http.Request) (int, any, error) {
	return ok(map[string]any{"faults": a.allFaults()})
}

func (a *api) postFault(r *http.Request) (int, any, error) {
	return withControlBody(r, func(f Fault) (int, any, error) {
		added, err := a.addFault(f)
		return http.StatusCreated, added, err
	})
}

func (a *api) deleteFaults(*http.Request) (int, any, error) {
	a.faults.Clear()
	return noContent()
}

func (a *api) deleteFault(r *http.Request) (int, any, error) {
	if a.faults.Remove(chi.URLParam(r, "id")) != nil {
		return 0, nil, errNoFault
	}
	return noContent()
}

func (a *api) listRequests(*http.Request) (int, any, error) {
	return ok(map[string]any{"requests": a.allRequests()})
}

func (a *api) deleteRequests(*http.Request) (int, any, error) {
	a.requests.Clear()
	return noContent()
}

func (a *api) readClock(*http.Request) (int, any, error) { return ok(a.clock.Read()) }

func (a *api) writeClock(r *http.Request) (int, any, error) {
	return withControlBody(r, func(c clock.Change) (int, any, error) {
		reading, err := a.setClock(c)
		return http.StatusOK, reading, err
	})
}

func (a *api) resetAll(*http.Request) (int, any, error) {
	if err := a.reset(); err != nil {
		return 0, nil, err
	}
	return noContent()
}

func (a *api) postSeed(r *http.Request) (int, any, error) {
	return withControlBody(r, func(s seedList) (int, any, error) {
		if !a.remoteFetch && slices.ContainsFunc(s.Files, func(f seedFile) bool { return f.url != "" }) {
			return 0, nil, errNoSeedFetch
		}
		if err := a.seedFields(s.CustomMetadataFields); err != nil {
			return 0, nil, err
		}
		files, err := a.seedFiles(r.Context(), s.Files)
		return http.StatusOK, map[string]any{"files": files}, err
	})
}

func (a *api) showState(*http.Request) (int, any, error) {
	state, err := a.state()
	return http.StatusOK, state, err
}
