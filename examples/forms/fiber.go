package forms

import (
	"bytes"
	"net/http"

	"github.com/gofiber/fiber/v3"
)

// Fiber serves the uploads with fiber. StreamRequestBody is required: without it, fiber reads the whole body first, and
// refuses bodies of more than 4 MB.
func Fiber(uploads http.Handler) *fiber.App {
	app := fiber.New(fiber.Config{StreamRequestBody: true})
	app.All("/upload", streaming(uploads))
	return app
}

// streaming serves a handler of net/http with a body that is read while it arrives. fiber's adaptor middleware reads
// the whole body into memory.
func streaming(handler http.Handler) fiber.Handler {
	return func(c fiber.Ctx) error {
		r, err := newRequest(c)
		if err != nil {
			return err
		}
		w := &response{header: http.Header{}, status: http.StatusOK}
		handler.ServeHTTP(w, r)
		if c.Request().IsBodyStream() && w.status >= http.StatusBadRequest {
			c.Response().SetConnectionClose() // the rest of the body is not read
		}
		for name, values := range w.header {
			for _, value := range values {
				c.Response().Header.Add(name, value)
			}
		}
		return c.Status(w.status).Send(w.body.Bytes())
	}
}

// newRequest returns the request of a context. It copies texts, because fiber reuses their memory.
func newRequest(c fiber.Ctx) (*http.Request, error) {
	body := c.Request().BodyStream()
	if body == nil { // the body is short, or empty
		body = bytes.NewReader(c.Request().Body())
	}
	r, err := http.NewRequestWithContext(c.Context(), c.Method(), string(c.Request().RequestURI()), body)
	if err != nil {
		return nil, err
	}
	r.ContentLength = int64(c.Request().Header.ContentLength()) // negative if it is unknown
	for name, value := range c.Request().Header.All() {
		r.Header.Add(string(name), string(value))
	}
	r.Host = string(c.Request().Host())
	r.RemoteAddr = c.RequestCtx().RemoteAddr().String()
	return r, nil
}

// response is an [http.ResponseWriter] that keeps the response, which is short.
type response struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (w *response) Header() http.Header         { return w.header }
func (w *response) WriteHeader(status int)      { w.status = status }
func (w *response) Write(p []byte) (int, error) { return w.body.Write(p) }
