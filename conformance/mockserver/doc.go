// Package mockserver is a mock of the ImageKit service. The server keeps state, checks requests like the service, and
// responds as openapi.yaml describes. It is for developing and testing programs that use ImageKit without an account
// and without a network.
//
//	func TestAvatar(t *testing.T) {
//		srv := mockserver.Start(t)
//		ik, err := srv.Client()
//		// Upload with ik; the file can then be listed, changed, deleted, and downloaded at its URL.
//	}
//
// One port serves the API, uploads and delivery. [Server.URL] returns the base URL of the API and of uploads, and
// [Server.URLEndpoint] the base URL of files. [Start] is for tests, [Listen] for other programs, and [New] returns an
// http.Handler. A server starts in about a millisecond, so each test can have its own.
//
// The program imagekit-mock is for programs in other languages. It prints its URLs and keys. The paths of uploads begin
// with /api/v1 or /api/v2, and the paths of other operations with /v1. Inside a Go module that requires this one, run
// it without @latest:
//
//	go run github.com/openimagekit/imagekit/conformance/mockserver/cmd/imagekit-mock@latest &
//	curl --retry 30 --retry-connrefused -u private_mock_key: -F file=@photo.jpg -F fileName=photo.jpg \
//		http://127.0.0.1:8484/api/v1/files/upload
//	curl -u private_mock_key: http://127.0.0.1:8484/v1/files
//
// The flag -h lists the other flags. Among other things, the program can keep its state in a folder, add a folder of
// files at its start, send webhooks, limit the rate of requests and serve HTTPS. In Go, [WithStore] with package
// boltstore keeps the state in a folder.
//
// # Control
//
// Tests control the server with methods of [Server] or, in other languages, with requests to the control endpoints,
// whose paths are under /_mock/. GET /_mock/ lists them. They need no API key, and faults and rate limits do not apply
// to them. With [WithPrefix] or the flag -prefix, they are under the prefix, like all paths. Responses to GET requests
// have an ETag, which clients that poll can send in If-None-Match.
//
// Browsers get the console at /_mock/: a page that shows and changes the library through the API, shows requests and
// webhooks, and controls faults and the clock through the control endpoints. [WithDocs] (flag -docs) serves the API
// reference at /_mock/docs/.
//
//   - [Server.AddFault] makes requests fail: with a delay, a status, an HTML page instead of JSON, or a connection that
//     is reset at a chosen moment. See [Fault].
//   - [Server.Requests] returns the requests that the server has received and why it has rejected them, and
//     [Server.State] everything that it has stored.
//   - [Server.Advance], [Server.SetTime] and [Server.FreezeTime] change its clock. Jobs, purges, upload tokens,
//     signatures and rate limits use this clock.
//   - [Server.Seed] adds a tree of files. [Server.Reset] restores the initial state.
//   - [Server.Webhooks] returns the webhook events, [Server.SendWebhook] sends one, [Server.ResendWebhook] sends one
//     again, and [Server.SetWebhook] sets a receiver.
//   - [WithRateLimits] limits the rate of requests, and [WithPurgeQuota] the number of purges in a month.
//     [ServiceRateLimits] returns the limits of the service.
//   - [WithTLS] serves HTTPS.
//
// These commands let one upload pass and reset the connection after the next one has been executed, advance the clock
// by an hour, and restore the initial state:
//
//	curl --json '{"operation":"upload","kind":"resetAfterExecution","after":1,"count":1}' \
//		http://127.0.0.1:8484/_mock/faults
//	curl --json '{"advance":"1h"}' http://127.0.0.1:8484/_mock/clock
//	curl --json '{}' http://127.0.0.1:8484/_mock/reset
//
// # Access to the control endpoints
//
// Only the person or the test that has started the server can control it. Web pages that this person opens cannot.
// Methods of [Server] always work. Requests to the control endpoints, except GET /_mock/health, must meet these rules:
//
//   - The request names a host of the server: a loopback name or address, the host of [WithURL], the host of the
//     address that [Listen] gets, the IP address at which the request arrives, or a host of [WithAllowedHosts] (flag
//     -allow-host). Requests with other hosts get 403.
//   - If a browser sends the request, the request comes from a page of the server itself. Requests with another Origin
//     get 403, and so do requests that the browser marks as cross-site or same-site. No response has CORS headers.
//   - The request has the header Content-Type: application/json, unless its method is GET, HEAD or OPTIONS. It needs
//     the header even if it has no body; otherwise it gets 415. curl --json sends the header (curl 7.82; before, use -H
//     'Content-Type: application/json').
//   - If other machines can reach the server, the request has the control token; otherwise it gets 401.
//     [Server.ControlToken] returns the token and describes when it is needed; imagekit-mock prints it at its start. If
//     [WithControlToken], the flag -control-token or IMAGEKIT_MOCK_CONTROL_TOKEN sets the token, it is needed on
//     loopback addresses too.
//   - The request does not come from a mock server. A control endpoint responds with 403 to a webhook, and to the
//     download of a file whose URL an upload contains.
//
// The server fetches the "url" of POST /_mock/seed only with [WithRemoteFetch] (flag -allow-fetch). The same applies to
// uploads by URL that come from pages of other origins, or arrive at an address that other machines can reach.
//
// These commands are for a server in a container that others reach as imagekit-mock:
//
//	imagekit-mock -addr 0.0.0.0:8484 -url http://imagekit-mock:8484 -control-token "$TOKEN"
//	curl http://imagekit-mock:8484/_mock/health
//	curl -H "Authorization: Bearer $TOKEN" --json '{}' http://imagekit-mock:8484/_mock/reset
//
// A browser needs the token once: http://localhost:8484/_mock/?token=TOKEN sets a cookie for this host and port, and
// redirects to the URL without the token. Browsers send cookies to all ports of a host, so do not use this if somebody
// else runs a web server on the same host.
//
// The API, uploads and delivery accept every host, and have the CORS headers of the service. The API keys protect the
// API and uploads; the default keys are public. Delivered HTML, SVG and XML documents are sandboxed, so that they do
// not have the origin of the server.
//
// # Errors
//
// Error responses have the statuses, messages and reasons that the service documents. If a message does not describe
// the exact error, the header X-Mock-Detail does:
//
//	curl -i -u private_mock_key: --json '{"sourceFilePath":"/a.png","destinationPath":3}' \
//		http://127.0.0.1:8484/v1/files/copy
//
//	HTTP/1.1 400 Bad Request
//	X-Mock-Detail: destinationPath: got number, want string
//
//	{"message":"Your request is missing parameters / contains invalid parameters.","reason":"MISSING_PARAMETER",...}
//
// In this header and in X-Mock-Transformation, all but printable ASCII is percent-encoded.
//
// # Webhooks
//
// As in the service, receivers of webhooks are created through the API: POST /v1/accounts/webhooks creates a webhook
// endpoint and returns the secret that signs its events. [WithWebhook], [Server.SetWebhook] and the flag -webhook-url
// set one more receiver. [WithWebhook] describes the order of events, [WebhookTarget] the attempts to send them.
//
// # Differences from the service
//
//   - Some transformations are not rendered: AI operations, pages of PDF and PSD files, layers on videos and adaptive
//     streams, and all videos without [WithFFmpeg]. conformance/RENDERING.md lists all parameters. All are checked: a
//     malformed transformation gets 400 and a description of the error. In other responses, the header
//     X-Mock-Transformation says how each parameter was rendered, and names those that are unknown or not documented in
//     their position. [WithRendering] switches rendering off.
//   - AI and video transformations take no time unless [WithIntermediateResponses] sets a duration.
//   - Pre-transformations of uploads change the images that are stored, as far as they are rendered, and with
//     [WithFFmpeg] the videos. Other files are stored as they are. A video with a pre-transformation is stored at once,
//     although the response to the upload is a 202.
//   - Extensions do not run: their status stays pending. [imagekit.Client.GenerateSearchQuery] understands some
//     phrases; it has no language model.
//   - Origins are stored, but no files are read from them, and their keys and addresses are not checked.
//   - URLs deliver the current version at once, so a purge has no effect. The service allows 1,000 purges in a month.
//     Here, there is no limit unless [WithPurgeQuota] sets one. Jobs and purges take no time unless [WithJobDuration]
//     sets a duration.
//   - By default, there are no limits on the rate of requests and the size of files; see [WithRateLimits] and
//     [WithMaxFileSize].
//   - By default, attempts to send a webhook follow each other within milliseconds.
//   - Path policies are not implemented.
//   - Custom metadata is validated as in the service, so a test must create the custom metadata fields first.
//   - A JSON field whose name differs from a documented one only in upper and lower case is an error, because it is
//     most likely a mistake.
//   - A JSON body may have at most 100 levels, 10,000 values, and texts of 64 KiB; a search query 8,192 characters and
//     50 open parentheses; a prompt 4,000 characters. The metadata of very large images has no pHash.
//
// Comments in the source that begin with "Assumed" describe behaviour for which there is no source. Comments that begin
// with "Contradiction" describe sources that contradict each other, and which one the mock server follows.
// conformance/scenarios/ASSUMPTIONS.md lists them.
//
// # Limits
//
// Files, folders, custom metadata fields, origins and URL endpoints are kept until clients delete them. Everything else
// that grows with requests is limited in number and, where clients choose the length, also in bytes:
//
//	what                      at most                                      beyond the limit
//	log of requests           1,000, with 8 MiB of paths and queries,      the oldest are deleted
//	                          and errors of 500 bytes
//	log of webhooks           1,000, with 16 MiB of bodies                 the oldest are deleted
//	attempts of a webhook     100, with errors of 500 bytes                the oldest are deleted
//	queued webhooks           10,000 a target, with 64 MiB of bodies       new ones fail
//	faults                    1,000, each with 64 KiB of texts             the oldest used-up one is deleted; if there
//	                                                                       is none, the new one is rejected
//	statistics of a day       1,000 names of 2,000 bytes in each list      those with the least traffic are summed up
//	statistics                32 MiB                                       the oldest day is deleted
//	used upload tokens        10,000 that have not expired                 those that expire first can be used again
//	purges of the cache       10,000                                       the oldest tenth is deleted
//	intermediate responses    10,000 results                               the oldest begin anew
//	completed bulk jobs       1,000                                        the oldest tenth is deleted
//	pending bulk jobs         1,000                                        the oldest are completed early
//	deleted metadata fields   500                                          the names of the oldest can be used again
//	versions of a file        100                                          rejected, as by the service
//	saved extensions          100                                          rejected, as by the service
//	named transformations     250                                          rejected, as by the service
//	webhook endpoints         3                                            rejected, as by the service
//	ids of WithIDs            100,000 in another form than the service's   requests for deleted ones get 400, not 404
//	JSON body of a request    8 MiB                                        rejected
//	form without the file     1,000 parts, 1 MiB each, 8 MiB together      rejected
//	unauthenticated uploads   1 GiB of files that precede the credentials  rejected with 429
//	body of control requests  256 MiB                                      rejected
//
// [WithStore] keeps all of this, except logs, webhook events and faults. After a client has received a response, the
// changes of its request are not lost, even if the process is killed. Statistics are the exception: they are stored
// with the next change of the library, 100 counters together with the change and the others right after it. Requests
// that were counted after the last change are lost.
//
// # How it is tested
//
// The OpenAPI document of the service is compared with openapi.yaml (.ci/compare-contract FILE). Each error in that
// document that a request can cause is caused by a test. Clients of other projects run against the server: rclone, and
// the vendor's SDKs for Node, Go, Python, Ruby and PHP (folders foreign and sdks). make fuzz sends 10,000 malformed and
// unusual requests, and make kills kills the program 80 times while it writes.
package mockserver
