# The commands of the project. `make help` lists them.

GO    ?= go
ADDR  ?= 127.0.0.1:8484
BENCH ?= .
SOAK  ?= 1h
FUZZ  ?= 10000
KILLS ?= 80
GALLERY ?= gallery.html
# The race detector needs a C compiler.
RACE  := $(if $(shell command -v $${CC:-cc} 2>/dev/null),-race)
# Linking is faster without debugging information.
LINK  := -ldflags=-w
# By default, each test binary with the race detector sleeps for a second before it exits.
export GORACE ?= atexit_sleep_ms=0

.PHONY: help demo gallery test judge soak fuzz kills once dockerfile console contract generators browser typescript docs languages generate api mock bench lint
.DEFAULT_GOAL := help

help: ## list these commands
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 18

demo: ## upload, tag and deliver a photograph, with an embedded mock server (LIVE=1: with the service)
	@$(GO) run ./examples/demo

gallery: ## write a page with the effect of each transformation on the demo photograph (GALLERY=gallery.html)
	@$(GO) run -tags nodynamic ./conformance/render/gallery -o $(GALLERY)

test: ## run all tests; no network, no account
	$(GO) test $(RACE) $(LINK) ./...

soak: ## make random calls with random faults, for an hour (SOAK=10s, SOAK_SEED=1)
	SOAK=$(SOAK) $(GO) test $(RACE) -count=1 -timeout 0 -v -run '^TestSoak$$' ./conformance/faults

judge: ## compare rendered pictures with those of libvips (needs the package libvips-tools)
	JUDGE=1 $(GO) test -count=1 ./conformance/render/judge
	JUDGE=1 $(GO) test -run '^$$' -bench Thumbnail -benchtime 5x ./conformance/render/judge

fuzz: ## send random requests, generated from openapi.yaml, to the mock server (FUZZ=10000, FUZZ_SEED=1)
	FUZZ_REQUESTS=$(FUZZ) $(GO) test $(RACE) -count=1 -timeout 0 -v -run '^TestRequests$$' ./conformance/fuzz

kills: ## kill a mock server that stores its state in a folder, and check that nothing is lost (KILLS=80)
	KILLS=$(KILLS) $(GO) test -count=1 -timeout 0 -v -run '^TestRun_Killed$$' ./conformance/mockserver/cmd/imagekit-mock

once: ## kill processes that upload the same files, and check that each file is stored once (KILLS=80, KILLS_SEED=1)
	KILLS=$(KILLS) $(GO) test -count=1 -timeout 0 -v -run '^TestClient_UploadAll_KilledProcesses$$' ./conformance/exactlyonce/killed

dockerfile: ## build the image of the mock server without Docker, and send it requests (Linux)
	DOCKERFILE=1 $(GO) test -count=1 -v -run '^TestDockerfile$$' ./conformance/mockserver/cmd/imagekit-mock

browser: ## test uploads, srcset and React in Chromium, and what pages of other origins can do (needs Chromium, Node, npm ci)
	conformance/browser/run

console: ## test the console of the mock server in Chromium, and write screenshots (needs Chromium, Node, npm ci)
	conformance/console/run

languages: ## upload in six languages, and test the document in Perl and Python (needs Debian packages)
	conformance/languages/run

contract: ## find breaking changes of openapi.yaml, and validate requests and responses with Prism (needs Node)
	conformance/contract/run

generators: ## generate TypeScript clients with three generators, and test them with the mock server (needs Node)
	conformance/languages/generators/run

typescript: ## call every operation of the mock server with TypeScript types made from openapi.yaml (needs Node and npm)
	conformance/languages/typescript/run

docs: ## build the API reference as a static site in docs/reference/site (needs Go, Node and npm)
	@docs/reference/build

generate: ## generate code and documents from openapi.yaml (go generate)
	$(GO) generate ./...

api: ## write the listing of the exported API to docs/api
	$(GO) run ./gen/apilist

mock: ## run the mock server (ADDR=127.0.0.1:8484)
	@$(GO) run -tags nodynamic ./conformance/mockserver/cmd/imagekit-mock -addr $(ADDR)

bench: ## run all benchmarks (BENCH=pattern)
	$(GO) test -run '^$$' -bench '$(BENCH)' -benchmem ./...

lint: ## run golangci-lint and go vet, and check that generated files are up to date
	@.ci/lint
