package mockserver

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/cenkalti/backoff/v5"

	"github.com/openimagekit/imagekit/helpers"
)

// maxWebhookAnswer is how much of an answer is read, so that its connection can be used again.
const maxWebhookAnswer = 64 << 10

// webhooks sends events, one after the other. A goroutine does that, which exists only while there is something to
// send.
type webhooks struct {
	now    func() time.Time
	log    *slog.Logger
	client *http.Client
	secret string // of targets that have none

	mu     sync.Mutex
	target *WebhookTarget // complete and never changed; nil if there is none
	events []*webhookEvent
	queue  []*webhookEvent // empty if there is no target
	unread []*webhookEvent // those whose bodies need the bytes of files
	count  int             // of all events, forgotten ones included
	idle   chan struct{}   // closed when the goroutine ends, nil if there is none
	ctx    context.Context // of the requests; replaced when it is cancelled
	cancel context.CancelFunc
	closed bool
}

func newWebhooks(now func() time.Time, c *config) *webhooks {
	w := &webhooks{now: now, log: c.log, secret: c.webhookSecret, client: &http.Client{
		Transport:     newTransport(),
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
	w.ctx, w.cancel = context.WithCancel(context.Background())
	if c.webhook != nil {
		w.setTarget(*c.webhook)
	}
	return w
}

func (w *webhooks) currentTarget() *WebhookTarget {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.target
}

// setTarget takes a target that is complete but for its secret.
func (w *webhooks) setTarget(t WebhookTarget) {
	t.Secret = cmp.Or(t.Secret, w.secret)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.target = &t
}

func (w *webhooks) removeTarget() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.target = nil
	w.abort()
}

// clear forgets all events.
func (w *webhooks) clear() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.events = nil
	w.abort()
}

// close ends the sending for good. When it returns, the goroutine is gone.
func (w *webhooks) close() {
	w.mu.Lock()
	w.closed = true
	w.abort()
	idle := w.idle
	w.mu.Unlock()
	if idle != nil {
		<-idle
	}
	w.client.CloseIdleConnections()
}

// abort empties the queue and cuts off the request that runs. The caller holds the lock.
func (w *webhooks) abort() {
	for _, e := range w.queue {
		e.state = WebhookUnsent
	}
	w.queue = nil
	w.cancel()
	w.ctx, w.cancel = context.WithCancel(context.Background())
}

// wait returns when there is nothing left to send.
func (w *webhooks) wait(ctx context.Context) error {
	w.mu.Lock()
	idle := w.idle
	w.mu.Unlock()
	if idle == nil {
		return nil
	}
	select {
	case <-idle:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// enqueue remembers an event and has it sent if there is a target for it. It never waits for anything.
func (w *webhooks) enqueue(e *webhookEvent) WebhookRecord {
	w.mu.Lock()
	defer w.mu.Unlock()
	e.state = WebhookUnsent
	w.remember(e)
	if w.target.wants(e.kind) && !w.closed {
		e.state = WebhookQueued
		w.queue = append(w.queue, e)
		w.wake()
	}
	return e.record()
}

// next numbers the events.
func (w *webhooks) next() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.count++
	return w.count
}

// wake starts the goroutine if there is none. The caller holds the lock.
func (w *webhooks) wake() {
	if w.idle == nil {
		w.idle = make(chan struct{})
		go w.work()
	}
}

// work sends what is in the queue until that is empty.
func (w *webhooks) work() {
	for d := w.take(); d != nil; d = w.take() {
		err := d.run()
		w.noteEnd(d.webhookEvent, err)
		w.log.Info("webhook", "event", d.kind, "id", d.id, "error", err)
	}
}

// take takes an event from the queue. If there is none, the goroutine has to end.
func (w *webhooks) take() *posting {
	w.mu.Lock()
	defer w.mu.Unlock()
	if len(w.queue) == 0 {
		close(w.idle)
		w.idle = nil
		return nil
	}
	e := w.queue[0]
	w.queue = w.queue[1:]
	return &posting{webhooks: w, webhookEvent: e, target: w.target, ctx: w.ctx}
}

// posting is an event on its way to a target.
type posting struct {
	*webhooks
	*webhookEvent
	target *WebhookTarget
	ctx    context.Context // that of webhooks when the delivery began
}

// run sends the event until it arrives or the attempts are used up, and returns the error of the last one.
func (d *posting) run() error {
	_, err := backoff.Retry(d.ctx, func() (struct{}, error) { return struct{}{}, d.attempt() },
		backoff.WithBackOff(d.target.waits()), backoff.WithMaxTries(uint(d.target.Attempts)), backoff.WithMaxElapsedTime(0))
	return err
}

// waits are the times between attempts. They have no random part: nobody else sends to the target.
func (t *WebhookTarget) waits() backoff.BackOff {
	b := backoff.NewExponentialBackOff()
	b.InitialInterval, b.Multiplier, b.RandomizationFactor = t.RetryWait, 2, 0
	return b
}

// attempt sends the event once.
func (d *posting) attempt() error {
	a := WebhookAttempt{Time: d.now()}
	var err error
	if a.Status, err = d.post(a.Time); err != nil {
		a.Error = err.Error()
	}
	d.noteAttempt(d.webhookEvent, a)
	return err
}

// post returns the status of the answer, 0 if there is none. Each attempt has a signature of its own time.
func (d *posting) post(at time.Time) (int, error) {
	body, err := d.body()
	if err != nil {
		return 0, backoff.Permanent(err)
	}
	header, err := helpers.SignWebhook(body, helpers.WebhookSigning{Secret: d.target.Secret, Scheme: d.target.Scheme, ID: d.id, Time: at})
	if err != nil {
		return 0, backoff.Permanent(err)
	}
	ctx, cancel := context.WithTimeout(d.ctx, d.target.Timeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, d.target.URL, bytes.NewReader(body))
	if err != nil {
		return 0, backoff.Permanent(err)
	}
	req.Header = header
	req.Header.Set("Content-Type", "application/json")
	return exchange(d.client, req)
}

// exchange returns the status of the answer, with an error unless it is 2xx. Errors do not name the URL, which may
// contain a password.
func exchange(client *http.Client, req *http.Request) (int, error) {
	res, err := client.Do(req)
	if e, ok := errors.AsType[*url.Error](err); ok {
		return 0, e.Err
	}
	if err != nil {
		return 0, err
	}
	defer res.Body.Close()
	_, _ = io.CopyN(io.Discard, res.Body, maxWebhookAnswer)
	if res.StatusCode/100 != 2 {
		return res.StatusCode, fmt.Errorf("answered with %s", res.Status)
	}
	return res.StatusCode, nil
}
