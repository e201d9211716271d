package mockserver

import (
	"errors"
	"fmt"
	"net/http"
	"slices"

	"github.com/go-chi/chi/v5"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/clock"
	"github.com/openimagekit/imagekit/conformance/mockserver/internal/contract"
	"github.com/openimagekit/imagekit/conformance/mockserver/internal/faults"
)

// maxControlBody is the maximum size of the body of a control request, in bytes. A seed can contain whole files.
const maxControlBody = 256 << 20

// healthPath is the control endpoint that needs no token and no allowed host.
const healthPath = "/health"

// Errors of the control endpoints, other than [argumentError].
var (
	errNoFault   = controlFailure(http.StatusNotFound, "There is no fault with this id.")
	errNoControl = controlFailure(http.StatusNotFound,
		"There is no control endpoint at this path. GET "+controlPath+"/ lists all control endpoints.")

	errNoSeedFetch = controlFailure(http.StatusForbidden, "The server fetches the url of a seed only with "+
		"-allow-fetch (in Go WithRemoteFetch). Send the bytes as content or text instead.")

	errNoControlMethod = controlFailure(http.StatusMethodNotAllowed,
		"This control endpoint does not support this method. GET "+controlPath+"/ lists all methods.")
)

// controlEndpoint is a method and a path under /_mock.
type controlEndpoint struct {
	method, path, summary string
	handle                func(*http.Request) (int, any, error)
}

// controlEndpoints returns the control endpoints in the order in which GET /_mock/ lists them.
func (a *api) controlEndpoints() []controlEndpoint {
	return append([]controlEndpoint{
		{"GET", healthPath, "returns 200 when the server is running; needs no token", a.health},
		{"GET", "/faults", "lists the faults with the number of requests that each has hit", a.listFaults},
		{"POST", "/faults", `adds a fault: {"operation":"upload","kind":"status","status":503,"count":2}`, a.postFault},
		{"GET", "/faults/kinds", "lists the kinds of faults and the fields that each uses", a.listFaultKinds},
		{"DELETE", "/faults", "removes all faults", a.deleteFaults},
		{"DELETE", "/faults/{id}", "removes a fault", a.deleteFault},
		{"GET", "/requests", "lists the last 1,000 requests, oldest first", a.listRequests},
		{"GET", "/operations", "lists the operations of the API", a.listOperations},
		{"DELETE", "/requests", "clears the log of requests", a.deleteRequests},
		{"GET", "/clock", "returns the time of the server's clock", a.readClock},
		{
			"PUT", "/clock", `changes the clock: {"now":"2026-03-01T12:00:00Z","advance":"90s","frozen":true}`,
			a.writeClock,
		},
		{"POST", "/clock", "changes the clock, like PUT", a.writeClock},
		{"POST", "/reset", "restores the initial state", a.resetAll},
		{
			"POST", "/seed",
			`adds files: {"files":[{"path":"/a/b.txt","text":"hello","tags":["x"]}]}; or "content" (base64), ` +
				`"url" with -allow-fetch`,
			a.postSeed,
		},
		{"GET", "/state", "returns everything that is stored, except the bytes of files", a.showState},
		{
			"GET", "/webhooks",
			"lists the webhook events with their state; with ?wait=true, when all are delivered or have failed; " +
				"with ?payload=false, without their payloads; with ?target=true, also the target, or null",
			a.listWebhooks,
		},
		{
			"GET", "/webhooks/{id}", "returns an event; its attempts have headers, and whether the signature verifies",
			a.getWebhook,
		},
		{
			"POST", "/webhooks/{id}/send", "sends an event again, with the same id and payload and a new signature",
			a.postWebhookAgain,
		},
		{"GET", "/webhooks/events", "lists the types of webhook events, with examples", a.listWebhookEvents},
		{"DELETE", "/webhooks", "deletes all webhook events, including those that are not sent yet", a.deleteWebhooks},
		{
			"POST", "/webhooks/send",
			`sends an event: {"event":"file.deleted","payload":{"data":{"fileId":"x"}}}; without payload, its example`,
			a.postWebhook,
		},
		{"GET", "/webhooks/target", "returns the target of webhooks", a.getTarget},
		{
			"PUT", "/webhooks/target",
			`sets the target of webhooks and returns its secret: {"url":"http://localhost:3000/","scheme":"standard"}`,
			a.putTarget,
		},
		{"DELETE", "/webhooks/target", "removes the target of webhooks", a.deleteTarget},
	}, slices.Concat(a.consoleEndpoints(), a.explainEndpoints())...)
}

// control adds the routes of the control endpoints. All except the health check require the access that the package
// documentation describes.
func (a *api) control(r chi.Router) {
	r.Use(privateHeaders)
	r.Get(healthPath, a.controlHandler(a.health))
	r.Group(func(r chi.Router) {
		r.Use(a.restrictControl, a.runDue)
		r.NotFound(func(w http.ResponseWriter, r *http.Request) { a.fail(w, r, errNoControl) })
		r.MethodNotAllowed(func(w http.ResponseWriter, r *http.Request) { a.fail(w, r, errNoControlMethod) })
		a.consoleRoutes(r)
		a.docsRoutes(r)
		for _, e := range a.controlEndpoints() {
			if e.path != healthPath {
				r.MethodFunc(e.method, e.path, a.controlHandler(e.handle))
			}
		}
	})
}

// controlHandler returns a handler that writes the result of a control endpoint.
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

// help lists the control endpoints as plain text.
func (a *api) help(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	for _, e := range a.controlEndpoints() {
		_, _ = fmt.Fprintf(w, "%-7s%-27s%s\n", e.method, controlPath+e.path, e.summary)
	}
}

// health responds to programs that wait until the server is running.
func (a *api) health(*http.Request) (int, any, error) { return ok(map[string]string{"status": "ok"}) }

func (a *api) listFaults(*http.Request) (int, any, error) {
	return ok(map[string]any{"faults": a.allFaults()})
}

// listFaultKinds describes faults for forms. The operation of a fault is one of listOperations.
func (a *api) listFaultKinds(*http.Request) (int, any, error) {
	return ok(map[string]any{"kinds": faults.Kinds(), "fields": faults.Fields()})
}

// listOperations lists the operations to which faults can apply, including deliver.
func (a *api) listOperations(*http.Request) (int, any, error) {
	deliver := contract.OperationSummary{
		ID: deliverOperation, Method: http.MethodGet, Path: "/" + a.imagekitID + "/*", Summary: "Downloads a file.",
	}
	return ok(map[string]any{"operations": append([]contract.OperationSummary{deliver}, contract.Operations()...)})
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
