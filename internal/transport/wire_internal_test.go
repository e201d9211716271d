package transport

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"testing/synctest"
	"time"
)

var errExpired = errors.New("expired")

// newWatch returns a watch without a limit, and the context that it cancels.
func newWatch() (*watch, context.Context) {
	ctx, cancel := context.WithCancelCause(context.Background())
	w := &watch{config: &Config{TimeoutError: func(Timeout) error { return errExpired }}, cancel: cancel}
	w.timer = time.AfterFunc(never, w.expire)
	return w, ctx
}

// TestWatch_Expire_LateTimer calls expire after the timer was stopped or reset, which happens if the timer has fired
// immediately before. The call must not end the request.
func TestWatch_Expire_LateTimer(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w, ctx := newWatch()
		w.start(phaseRequest, WaitingTransfer, time.Minute)
		w.expire()
		w.pause()
		w.expire()
		w.start(phaseRequest, WaitingTransfer, time.Minute)
		time.Sleep(time.Minute - time.Second)
		w.expire()
		if ctx.Err() != nil {
			t.Fatalf("the request ended too early: %v", context.Cause(ctx))
		}
		time.Sleep(time.Second)
		synctest.Wait()
		if !errors.Is(context.Cause(ctx), errExpired) {
			t.Errorf("the request did not end in time: %v", context.Cause(ctx))
		}
		if err := w.stop(context.Canceled); !errors.Is(err, errExpired) {
			t.Errorf("the error of the request is %v", err)
		}
	})
}

func TestWatch_Expire_AfterEnd(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w, ctx := newWatch()
		w.start(phaseRequest, WaitingResponse, time.Second)
		w.timer.Stop() // as if it had fired, but expire had not been called yet
		time.Sleep(time.Minute)
		reset := errors.New("connection reset")
		if err := w.stop(reset); !errors.Is(err, reset) {
			t.Errorf("the error of the request is %v", err)
		}
		w.expire()
		if w.phase != phaseEnded || errors.Is(context.Cause(ctx), errExpired) {
			t.Errorf("expire cancelled a request that had ended: %v", context.Cause(ctx))
		}
	})
}

// TestWatch_Start_EarlierPhase starts the phase of the request after the response has arrived, as a transport does that
// still reads the body of the request.
func TestWatch_Start_EarlierPhase(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w, ctx := newWatch()
		w.watchResponse(&http.Response{Body: http.NoBody})
		w.start(phaseRequest, WaitingResponse, time.Second)
		time.Sleep(time.Minute)
		synctest.Wait()
		if ctx.Err() != nil {
			t.Errorf("the response has ended: %v", context.Cause(ctx))
		}
		w.start(phaseResponse, WaitingTransfer, time.Second)
		time.Sleep(time.Second)
		synctest.Wait()
		if !errors.Is(context.Cause(ctx), errExpired) {
			t.Errorf("the response has not ended in time: %v", context.Cause(ctx))
		}
	})
}
