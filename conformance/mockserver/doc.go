// Package mockserver is ImageKit in memory: a server that keeps state, checks what the service checks and answers from
// openapi.yaml, so that code which talks to ImageKit can be developed and tested without an account and without a
// network.
//
//	func TestAvatar(t *testing.T) {
//		srv := mockserver.Start(t)
//		ik, err := srv.Client()
//		// Upload with ik; the file can then be listed, changed, deleted, and downloaded at its URL.
//	}
//
// One port serves the API, uploads and delivery: [Server.URL] is the base URL of the first two, [Server.URLEndpoint]
// that of the files. A program without a testing.TB uses [Listen]; [New] makes a plain http.Handler. A server starts in
// about a millisecond, so every test can have one of its own. For other languages there is a binary, which prints where
// it listens and which keys it takes (inside a Go module that requires this one, without @latest). Note the paths:
// uploads are under /api/v1, everything else under /v1.
//
//	go run github.com/openimagekit/imagekit/conformance/mockserver/cmd/imagekit-mock@latest &
//	curl --retry 30 --retry-connrefused -u private_mock_key: -F file=@photo.jpg -F fileName=photo.jpg \
//		http://127.0.0.1:8484/api/v1/files/upload
//	curl -u private_mock_key: http://127.0.0.1:8484/v1/files
//
// Its flag -h lists what else it does: keeping everything in a folder, filling the library from another one, webhooks,
// rate limits, HTTPS. In Go, [WithStore] with package boltstore keeps everything in a folder.
//
// # On demand
//
// What a test wants beyond the API is a method of [Server], and for other languages a path under /_mock/, which needs
// no key and is never the victim of a fault or a rate limit. GET /_mock/ lists them all. With [WithPrefix], or the flag
// -prefix, they are under the prefix like everything else.
//
//   - [Server.AddFault] makes requests go wrong: slowly, with a status, with a page instead of JSON, with a connection
//     that is reset at a moment of your choice. [Fault] has the details.
//   - [Server.Requests] tells what the server was asked, and [Server.State] what it has stored.
//   - [Server.Advance], [Server.SetTime] and [Server.FreezeTime] move its clock, which jobs, purges, upload tokens,
//     signatures and rate limits follow.
//   - [Server.Seed] adds a tree of files, and [Server.Reset] brings everything back to the beginning.
//   - [Server.SetWebhook] says where webhooks go; [Server.Webhooks] lists them, [Server.SendWebhook] sends one of your
//     choice.
//   - [WithRateLimits] limits requests; [ServiceRateLimits] are the service's own limits.
//   - [WithTLS] serves HTTPS.
//
// With curl, the second upload from now on fails after it was done, the clock goes on by an hour, and everything is
// gone:
//
//	curl -d '{"operation":"upload","kind":"resetAfterExecution","after":1,"count":1}' \
//		http://127.0.0.1:8484/_mock/faults
//	curl -d '{"advance":"1h"}' http://127.0.0.1:8484/_mock/clock
//	curl -X POST http://127.0.0.1:8484/_mock/reset
//
// # Limits
//
// Files are delivered as they were uploaded: transformations are checked and announced in the response header
// x-mock-transformation, but not rendered. Custom metadata is checked as the service checks it: a test declares its
// fields first. What is assumed of the service is marked "Assumed" in the source.
package mockserver
