// Package mockserver is ImageKit in memory: a server that keeps state, checks what the service checks and answers from openapi.yaml,
// so that code which talks to ImageKit can be developed and tested without an account and without a network.
//
//	func TestAvatar(t *testing.T) {
//		srv := mockserver.Start(t)
//		ik, err := srv.Client()
//		// Upload with ik; the file can then be listed, changed, deleted, and downloaded at its URL.
//	}
//
// One port serves the API, uploads and delivery: [Server.URL] is the base URL of the first two, [Server.URLEndpoint] that of the files.
// A program without a testing.TB uses [Listen]; [New] makes a plain http.Handler. For other languages there is a binary:
//
//	go run github.com/openimagekit/imagekit/conformance/mockserver/cmd/imagekit-mock
//
// Files are delivered as they were uploaded: transformations are accepted and announced in the response header
// x-mock-transformation, but not rendered. Custom metadata is checked as the service checks it: a test declares its fields first.
// Paths that begin with /_mock/ belong to the mock itself; GET /_mock/health answers when it is ready.
package mockserver
