package forms

import (
	"net/http"

	"github.com/gin-gonic/gin"
)

// Gin serves the uploads with gin. Do not call FormFile or PostForm of the context before: they read the whole form.
func Gin(uploads http.Handler) http.Handler {
	engine := gin.New()
	engine.Any("/upload", gin.WrapH(uploads))
	return engine
}
