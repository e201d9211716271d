package imagekit

import (
	"context"
	"net/http"

	"github.com/openimagekit/imagekit/internal/request"
)

// engine carries out the calls that the generated methods describe.
type engine struct {
	config    *config
	http      *http.Client
	userAgent []string
}

// do carries out a call and decodes its response into call.Result.
func (e *engine) do(ctx context.Context, call *request.Call, opts ...RequestOption) error {
	r := e.newRun(call)
	if p := call.Problem(); p != nil {
		return r.refuse(p)
	}
	if !e.config.hasCredentials() && !call.SelfAuthorized {
		return missing("WithPrivateKey", envPrivateKey)
	}
	for _, option := range opts {
		option(&r.options)
	}
	if p := r.options.problem; p != nil {
		return r.refuse(p)
	}
	return r.do(ctx)
}

// refuse returns the error of a call whose arguments or options cannot be sent.
func (r *run) refuse(p *request.Problem) error {
	return &ArgumentError{Operation: r.call.Operation, Argument: p.Argument, Reason: r.redact(p.Reason)}
}
