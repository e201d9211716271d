package render

import (
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/openimagekit/imagekit/conformance/render/internal/expression"
)

// trim is the part of a video that is kept.
type trim struct {
	duration   time.Duration // of the file, 0 if it is unknown
	start, end time.Duration // of the part in the file; end is 0 if it is unknown
}

// apply trims the part further, by the values of so, eo and du.
//
// Assumed: in a later step, times are counted from the start of the part that the steps before it have kept. A time
// that has more than two decimals is not rounded. A part that ends after the video ends with it. If a step has both eo
// and du, the earlier end counts. A start that is not before the end is an error.
func (t *trim) apply(so, eo, du string, f frame) error {
	start, end := t.start, t.end
	from, err := t.time("so", so, f)
	if err != nil {
		return err
	}
	start += from
	if t.end > 0 && start >= t.end {
		return &ParameterError{"so", so, fmt.Errorf("the video ends after %v", t.end-t.start)}
	}
	for _, limit := range []struct {
		code, value string
		from        time.Duration
	}{{"eo", eo, t.start}, {"du", du, start}} {
		at, err := t.time(limit.code, limit.value, f)
		switch at += limit.from; {
		case err != nil:
			return err
		case limit.value == "":
		case at <= start:
			return &ParameterError{limit.code, limit.value, errors.New("nothing of the video is left")}
		case end == 0 || at < end:
			end = at
		}
	}
	t.start, t.end = start, end
	return nil
}

// maxSeconds is more than any video is long.
const maxSeconds = 1e6

// time computes a time: seconds, or an expression. It is 0 for an empty value.
func (t *trim) time(code, value string, f frame) (time.Duration, error) {
	if value == "" {
		return 0, nil
	}
	v := f.variables()
	if t.duration > 0 {
		v["idu"] = t.duration.Seconds()
	}
	n, err := expression.Evaluate(value, v)
	if err != nil {
		return 0, &ParameterError{code, value, err}
	}
	if n < 0 || n > maxSeconds {
		return 0, &ParameterError{code, value, errors.New("the time is negative or too long")}
	}
	return time.Duration(math.Round(n*1000)) * time.Millisecond, nil
}
