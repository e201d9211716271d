package forms

import "net/http"

// NetHTTP serves the uploads with net/http.
func NetHTTP(uploads http.Handler) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/upload", uploads) // it answers other methods than POST with 405
	return mux
}
