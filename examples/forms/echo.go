package forms

import (
	"net/http"

	"github.com/labstack/echo/v4"
)

// Echo serves the uploads with echo. Do not call FormFile or FormValue of the context before: they read the whole form.
func Echo(uploads http.Handler) http.Handler {
	server := echo.New()
	server.Any("/upload", echo.WrapHandler(uploads))
	return server
}
