package forms

import (
	"net/http"

	"github.com/go-chi/chi/v5"
)

// Chi serves the uploads with chi.
func Chi(uploads http.Handler) http.Handler {
	router := chi.NewRouter()
	router.Handle("/upload", uploads)
	return router
}
