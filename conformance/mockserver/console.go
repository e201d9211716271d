package mockserver

import (
	"net/http"

	"github.com/go-chi/chi/v5"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/console"
	"github.com/openimagekit/imagekit/helpers"
	"github.com/openimagekit/imagekit/urlbuilder"
)

// consoleEndpoints returns the control endpoints that the console needs in addition to the others.
func (a *api) consoleEndpoints() []controlEndpoint {
	return []controlEndpoint{
		{"GET", "/account", "returns the keys, the URLs, and whether there is the API reference", a.showAccount},
		{
			"GET", "/upload-parameters", "returns token, expire and signature for an upload by a browser",
			a.newUploadParameters,
		},
		{"POST", "/sign", `signs a delivery URL: {"url":"http://127.0.0.1:8484/demo/a.png"}`, a.signURL},
	}
}

// consoleRoutes adds the routes of the console: the page, and its files under /ui/.
func (a *api) consoleRoutes(r chi.Router) {
	r.Get("/", a.showHome)
	r.Get("/ui/*", a.showConsoleFile)
}

// showHome responds with the console to browsers, and with the list of control endpoints to other clients.
func (a *api) showHome(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Vary", "Accept")
	switch {
	case !console.PrefersHTML(r):
		a.help(w, r)
	case r.URL.Path == controlPath: // where relative URLs of the page are wrong
		w.Header().Set("Location", a.access.Base.EscapedPath()+controlPath+"/")
		w.WriteHeader(http.StatusSeeOther)
	default:
		console.ServePage(w, r)
	}
}

func (a *api) showConsoleFile(w http.ResponseWriter, r *http.Request) {
	if !console.ServeFile(w, chi.URLParam(r, "*")) {
		a.fail(w, r, errNoControl)
	}
}

// account is what a client needs to use the server. The keys are no secrets.
type account struct {
	// WebhookSecret signs webhooks. It is empty if it is not the default: then it may be a real one, or only the client
	// that has set the target knows it.
	WebhookSecret string `json:"webhookSecret,omitempty"`

	PublicKey   string `json:"publicKey"`
	PrivateKey  string `json:"privateKey"`
	URLEndpoint string `json:"urlEndpoint"`
	URL         string `json:"url"`  // of the API and of uploads
	Docs        bool   `json:"docs"` // the server has the API reference
}

func (a *api) showAccount(*http.Request) (int, any, error) {
	secret := a.webhookSecret
	if t, found := a.webhooks.Target(optionTarget); found {
		secret = t.Secret
	}
	if secret != DefaultWebhookSecret {
		secret = ""
	}
	return ok(account{secret, a.publicKey, a.privateKey, a.urlEndpoint(), a.baseURL, a.docs != nil})
}

// newUploadParameters does what the backend of a web page does for uploads by browsers. It uses the clock of the
// server, which checks when the parameters expire.
func (a *api) newUploadParameters(*http.Request) (int, any, error) {
	parameters, err := helpers.NewAuthParams(a.privateKey, helpers.AuthOptions{Now: a.now})
	return http.StatusOK, parameters, err
}

// signedURL is the request and the response of POST /_mock/sign.
type signedURL struct {
	URL string `json:"url"`
}

// signURL signs a URL, so that the console can show private files.
func (a *api) signURL(r *http.Request) (int, any, error) {
	return withControlBody(r, func(request signedURL) (int, any, error) {
		builder, err := urlbuilder.New(urlbuilder.Config{
			URLEndpoint: a.urlEndpoint(), PrivateKey: a.privateKey, Now: a.now,
		})
		if err != nil {
			return 0, nil, err
		}
		signed, err := builder.URL(urlbuilder.Options{Src: request.URL, Signed: true})
		if err != nil {
			return 0, nil, controlFailure(http.StatusBadRequest, err.Error())
		}
		return http.StatusOK, signedURL{signed}, nil
	})
}
