// Package mockserver is ImageKit in memory: a server that keeps state, checks requests as the service does and answers
// as openapi.yaml describes. Code that uses ImageKit can be developed and tested with it without an account and without
// a network.
//
//	func TestAvatar(t *testing.T) {
//		srv := mockserver.Start(t)
//		ik, err := srv.Client()
//		// Upload with ik; the file can then be listed, changed, deleted, and downloaded at its URL.
//	}
//
// One port serves the API, uploads and delivery: [Server.URL] is the base URL of the first two, [Server.URLEndpoint]
// that of the files. [Start] is for tests, [Listen] for other programs, and [New] makes a plain http.Handler. A server
// starts in about a millisecond, so every test can have one of its own. For other languages there is a program, which
// prints its address and keys. (Inside a Go module that requires this one, run it without @latest.) The paths of
// uploads begin with /api/v1, all others with /v1.
//
//	go run github.com/openimagekit/imagekit/conformance/mockserver/cmd/imagekit-mock@latest &
//	curl --retry 30 --retry-connrefused -u private_mock_key: -F file=@photo.jpg -F fileName=photo.jpg \
//		http://127.0.0.1:8484/api/v1/files/upload
//	curl -u private_mock_key: http://127.0.0.1:8484/v1/files
//
// Its flag -h lists what else it can do, such as keeping everything in a folder, starting with a folder of files,
// webhooks, rate limits and HTTPS. In Go, [WithStore] with package boltstore keeps everything in a folder.
//
// # Control
//
// Tests control the server with methods of [Server] and, in other languages, with requests to paths under /_mock/. GET
// /_mock/ lists these paths. They need no API key, and faults and rate limits do not apply to them. With [WithPrefix],
// or the flag -prefix, they are under the prefix like all paths.
//
//   - [Server.AddFault] makes requests fail: with a delay, a status, an HTML page instead of JSON, or a connection that
//     is reset at a chosen moment. See [Fault].
//   - [Server.Requests] returns the requests that the server has received, [Server.State] what it has stored.
//   - [Server.Advance], [Server.SetTime] and [Server.FreezeTime] change its clock, which jobs, purges, upload tokens,
//     signatures and rate limits use.
//   - [Server.Seed] adds a tree of files, [Server.Reset] restores the initial state.
//   - [Server.Webhooks] lists the webhooks, [Server.SendWebhook] sends one, [Server.SetWebhook] sets a receiver.
//   - [WithRateLimits] limits requests, [WithPurgeQuota] the purges of a month; [ServiceRateLimits] returns the limits
//     of the service.
//   - [WithTLS] serves HTTPS.
//
// These commands make the second upload from now on lose its connection after it is carried out, advance the clock by
// an hour, and restore the initial state:
//
//	curl --json '{"operation":"upload","kind":"resetAfterExecution","after":1,"count":1}' \
//		http://127.0.0.1:8484/_mock/faults
//	curl --json '{"advance":"1h"}' http://127.0.0.1:8484/_mock/clock
//	curl --json '{}' http://127.0.0.1:8484/_mock/reset
//
// # Who controls the server
//
// Only the person or the test that has started the server does, and no web page that this person visits. Methods of
// [Server] always work. Requests to paths under /_mock/, except GET /_mock/health, have rules:
//
//   - They name a host of the server: a loopback name or address, the host of [WithURL] or of the address of [Listen],
//     the IP address at which they arrive, or a host of [WithAllowedHosts] (flag -allow-host). Others get 403.
//   - Browsers send them for pages of the server itself only: an Origin other than that of the request gets 403, and so
//     do requests that the browser calls cross-site or same-site. No response has CORS headers.
//   - Every method but GET, HEAD and OPTIONS needs the header Content-Type: application/json, even without a body, or
//     gets 415. curl --json sends it (curl 7.82; otherwise -H 'Content-Type: application/json').
//   - If other machines can reach the server, they need a token, or get 401. [Server.ControlToken] says when, and
//     returns it; imagekit-mock prints it at its start. [WithControlToken], the flag -control-token or
//     IMAGEKIT_MOCK_CONTROL_TOKEN sets it, and then it is needed on loopback addresses too.
//   - A mock server does not send them, neither as webhooks nor for uploads by URL: those get 403.
//   - POST /_mock/seed fetches a "url" only with [WithRemoteFetch] (flag -allow-fetch). The same is true of uploads by
//     URL that pages of other origins send, or that arrive at an address that other machines can reach.
//
// With the server in a container that others reach as imagekit-mock:
//
//	imagekit-mock -addr 0.0.0.0:8484 -url http://imagekit-mock:8484 -control-token "$TOKEN"
//	curl http://imagekit-mock:8484/_mock/health
//	curl -H "Authorization: Bearer $TOKEN" --json '{}' http://imagekit-mock:8484/_mock/reset
//
// A browser is given the token once: http://localhost:8484/_mock/?token=TOKEN sets a cookie for this host and port, and
// goes on without the token in the URL. Browsers send cookies to all ports of a host: do not do this where somebody
// else runs another web server on the same host.
//
// API, uploads and delivery answer for every host, and have the CORS headers of the service. They are protected by the
// API keys, and the default keys are public. Delivered HTML, SVG and XML runs in a sandbox without the origin of the
// server.
//
// # Errors
//
// Errors have the statuses, texts and reasons that the service documents. Where such a text does not say what exactly
// is wrong with a request, the header X-Mock-Detail of the response does:
//
//	curl -i -u private_mock_key: --json '{"sourceFilePath":"/a.png","destinationPath":3}' \
//		http://127.0.0.1:8484/v1/files/copy
//
//	HTTP/1.1 400 Bad Request
//	X-Mock-Detail: destinationPath: got number, want string
//
//	{"message":"Your request is missing parameters / contains invalid parameters.","reason":"MISSING_PARAMETER",...}
//
// # Webhooks
//
// Receivers of webhooks are set up through the API, as in the service: POST /v1/accounts/webhooks creates a webhook
// endpoint and returns the secret that signs its events. [WithWebhook], [Server.SetWebhook] and the flag -webhook-url
// add one more receiver. See [WithWebhook] about the order of events and [WebhookTarget] about attempts.
//
// # What differs from the service
//
//   - Files are delivered as they were uploaded. Transformations are checked, but not rendered. A wrong one gets 400
//     with a text that says what is wrong. In other responses, the header X-Mock-Transformation names the parameters
//     that are unknown, or not documented in their place. A video with a pre-transformation is stored at once, although
//     the upload is answered with 202.
//   - Extensions do not run: they stay pending. [imagekit.Client.GenerateSearchQuery] knows some phrases; it has no
//     language model.
//   - Origins are only stored: no file is read from them, and keys and addresses are not tried.
//   - Nothing is cached, so that a purge changes nothing. The service allows 1,000 purges in a month; here,
//     [WithPurgeQuota] sets a limit, and there is none by default. Jobs and purges take no time unless
//     [WithJobDuration] says so.
//   - Requests and sizes of files are not limited by default, see [WithRateLimits] and [WithMaxFileSize].
//   - Attempts to send a webhook follow each other in milliseconds by default.
//   - There are no path policies.
//   - Custom metadata is checked as by the service, so a test has to create the fields first.
//   - Names of JSON fields that differ from documented ones in capitals only are errors, since they are most likely
//     mistakes.
//   - A JSON body can have 100 levels, 10,000 values, and texts of 64 KiB; a search query 8,192 characters and 50 open
//     parentheses; a prompt 4,000 characters. Metadata of very large images has no pHash.
//
// Comments in the source that begin with "Assumed" mark behaviour for which there is no source, and those that begin
// with "Contradiction" say which of several sources is followed. conformance/scenarios/ASSUMPTIONS.md lists them.
//
// # What is kept
//
// Files, folders, custom metadata fields, origins and URL endpoints stay until clients delete them. Everything else
// that grows with requests has a bound, which counts bytes where clients choose how long something is:
//
//	what                      at most                                      what happens with more
//	log of requests           1,000, with 8 MiB of paths and queries       the oldest are forgotten
//	log of webhooks           1,000, with 16 MiB of bodies                 the oldest are forgotten
//	attempts of a webhook     100, with errors of 500 bytes                the oldest are forgotten
//	webhooks that wait        10,000 a target, with 64 MiB of bodies       new ones fail
//	faults                    1,000, each with 64 KiB of texts             the oldest that is used up is forgotten,
//	                                                                       or the new one is refused
//	statistics of a day       1,000 names of 2,000 bytes in each list      those with least traffic become one
//	statistics                32 MiB                                       the oldest day is forgotten
//	used upload tokens        10,000 that have not expired                 those that expire first can be used again
//	purges of the cache       10,000                                       the oldest tenth is forgotten
//	bulk jobs that are done   1,000                                        the oldest tenth is forgotten
//	bulk jobs that wait       1,000                                        the oldest are done early
//	deleted metadata fields   500                                          names of the oldest are free again
//	versions of a file        100                                          refused, as by the service
//	saved extensions          100                                          refused, as by the service
//	named transformations     250                                          refused, as by the service
//	webhook endpoints         3                                            refused, as by the service
//	ids of WithIDs            100,000 of another form than the service's   unknown ones get 400 and not 404
//	JSON body of a request    8 MiB                                        refused
//	form without the file     1,000 parts, 1 MiB each, 8 MiB together      refused
//	unauthenticated uploads   1 GiB of files that precede the credentials  refused with 429
//	body under /_mock/        256 MiB                                      refused
//
// With [WithStore], all of it but logs, webhooks and faults is kept, and a process that is killed loses nothing that a
// client has an answer to. Statistics are the exception: they are saved with the next change of the library, 100
// numbers as a part of it and the others right after it. What was only counted since then is lost.
//
// # How it is tested
//
// The service's own OpenAPI document is compared with openapi.yaml (.ci/compare-contract FILE), and each error that it
// documents and that a request can provoke is provoked by a test. Other people's clients run against the server:
// rclone, and the SDKs of the vendor for Node, Go, Python, Ruby and PHP (folders foreign and sdks). make fuzz sends
// 10,000 odd requests, and make kills kills the program 80 times while it writes.
package mockserver
