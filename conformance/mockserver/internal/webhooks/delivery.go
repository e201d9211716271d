package webhooks

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"

	"github.com/cenkalti/backoff/v5"

	"github.com/openimagekit/imagekit/helpers"
)

// maxResponse is how many bytes of a response are read, so that its connection can be used again.
const maxResponse = 64 << 10

// delivery is an event that is being sent to a target.
type delivery struct {
	*entry
	sender   *Sender
	targetID string
	target   Target
	ctx      context.Context //nolint:containedctx // that of the queue when the delivery began
}

// run sends the event until an attempt succeeds or all attempts are used up, and returns the error of the last one.
func (d *delivery) run() error {
	_, err := backoff.Retry(d.ctx, func() (struct{}, error) { return struct{}{}, d.attempt() },
		backoff.WithBackOff(d.target.waits()), backoff.WithMaxTries(uint(d.target.Attempts)),
		backoff.WithMaxElapsedTime(0))
	return err
}

// attempt sends the event once.
func (d *delivery) attempt() error {
	a := Attempt{
		Target: d.targetID, Time: d.sender.config.Now(), Sent: time.Now(), Private: d.target.Private,
	}
	err := d.post(&a)
	if err != nil {
		a.Error = err.Error()
	}
	d.sender.noteAttempt(d.entry, a)
	return err
}

// post sends the request of an attempt, signed for the time of the attempt, and sets the attempt's header and status.
func (d *delivery) post(a *Attempt) error {
	body, err := d.Body()
	if err != nil {
		return backoff.Permanent(err)
	}
	a.Header, err = helpers.SignWebhook(body, helpers.SignWebhookOptions{
		Secret: d.target.Secret, Scheme: d.target.Scheme, ID: d.ID, Time: a.Time,
	})
	if err != nil {
		return backoff.Permanent(err)
	}
	ctx, cancel := context.WithTimeout(d.ctx, d.target.Timeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, d.target.URL, bytes.NewReader(body))
	if err != nil {
		return backoff.Permanent(err)
	}
	req.Header = a.Header.Clone()
	req.Header.Set("Content-Type", "application/json")
	a.Status, err = exchange(d.sender.client, req)
	return err
}

// exchange returns the status of the response, with an error unless it is 2xx. Errors do not name the URL, which may
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
	_, _ = io.CopyN(io.Discard, res.Body, maxResponse)
	if res.StatusCode/100 != 2 {
		return res.StatusCode, fmt.Errorf("the receiver responded with %s", res.Status)
	}
	return res.StatusCode, nil
}
