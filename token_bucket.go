package imagekit

import (
	"context"
	"fmt"
	"math"
	"slices"
	"sync"
	"time"
)

const (
	// a learnt rate is at least one part in so many of the bucket's own, whatever a response says
	slowest      = 20
	longestLearn = time.Minute // how long a response that tells a rate counts at most
)

// TokenBucket is a [Limiter] that learns from responses: it lets fewer calls go while they say that fewer are allowed.
// After a 429 it lets none go before the time that it tells, not even those that were waiting already, and then one
// after the other, without a burst. Calls go in the order of asking. Clients of one account in one process can share
// it. Make one with [NewTokenBucket].
type TokenBucket struct {
	own   time.Duration // between two calls
	burst int

	mu      sync.Mutex
	between time.Duration   // two calls, by the rate that holds: own, or longer
	expires time.Time       // when between is own again
	next    time.Time       // the next turn; turns that nobody took lie in the past
	queue   []chan struct{} // of those who wait; closed for the first one, who takes the next turn
}

// NewTokenBucket returns a limiter for perSecond calls in the long run and up to burst calls at once, at least one. If
// perSecond is 0 or less, there are none after the burst.
func NewTokenBucket(perSecond float64, burst int) *TokenBucket {
	own := interval(perSecond)
	return &TokenBucket{own: own, between: own, burst: max(burst, 1)}
}

// interval is the time between two calls; it is so long if there is to be none that no program sees its end.
func interval(perSecond float64) time.Duration {
	const never = 100 * 365 * 24 * time.Hour
	if seconds := 1 / perSecond; perSecond > 0 && seconds < never.Seconds() {
		return time.Duration(math.Ceil(seconds * float64(time.Second)))
	}
	return never
}

// Wait implements [Limiter].
func (l *TokenBucket) Wait(ctx context.Context) error {
	if ctx.Err() != nil {
		return endOf(ctx)
	}
	wait, first := l.join()
	defer l.leave(first)
	if !fits(ctx, wait) {
		return late(wait)
	}
	select {
	case <-first:
		return l.await(ctx)
	case <-ctx.Done():
		return endOf(ctx)
	}
}

// await waits for the next turn, which can be put off meanwhile, and takes it. Only the first in the queue calls it.
func (l *TokenBucket) await(ctx context.Context) error {
	for {
		wait := l.take()
		switch {
		case wait <= 0:
			return nil
		case !fits(ctx, wait):
			return late(wait)
		}
		timer := time.NewTimer(wait)
		select {
		case <-timer.C:
		case <-ctx.Done():
			timer.Stop()
			return endOf(ctx)
		}
	}
}

func late(wait time.Duration) error {
	return fmt.Errorf("%w: in %v", ErrRateLimitDeadline, wait.Round(time.Millisecond))
}

// join enters the queue and returns how long it takes as things are, and what is closed for whoever is the first.
func (l *TokenBucket) join() (time.Duration, chan struct{}) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now, first := time.Now(), make(chan struct{})
	turn, ahead := l.turn(now), len(l.queue)
	if l.queue = append(l.queue, first); ahead == 0 {
		close(first)
	}
	if ahead > 0 && l.between > l.own { // those before the rate expires
		slow := min(ahead, int(max(l.expires.Sub(turn), 0)/l.between)+1)
		turn, ahead = turn.Add(times(slow, l.between)), ahead-slow
	}
	return turn.Add(times(ahead, l.own)).Sub(now), first
}

// leave lets the next one be the first, if that was who leaves.
func (l *TokenBucket) leave(first chan struct{}) {
	l.mu.Lock()
	defer l.mu.Unlock()
	i := slices.Index(l.queue, first)
	l.queue = slices.Delete(l.queue, i, i+1)
	if i == 0 && len(l.queue) > 0 {
		close(l.queue[0])
	}
}

// take returns how long to wait for the next turn, and takes it if it has come.
func (l *TokenBucket) take() time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := time.Now()
	turn := l.turn(now)
	if wait := turn.Sub(now); wait > 0 {
		return wait
	}
	l.next = turn.Add(l.between)
	return 0
}

// turn returns the next turn. No more than a burst of them is saved up.
func (l *TokenBucket) turn(now time.Time) time.Time {
	if l.between != l.own && !now.Before(l.expires) {
		l.setInterval(now, l.own)
	}
	if oldest := now.Add(-times(l.burst-1, l.between)); l.next.Before(oldest) {
		return oldest
	}
	return l.next
}

// setInterval changes the rate. There are as many turns saved up as before.
func (l *TokenBucket) setInterval(now time.Time, between time.Duration) {
	if saved := now.Sub(l.next); saved > 0 && l.between > 0 {
		saved = min(saved, times(l.burst-1, l.between))
		l.next = now.Add(-time.Duration(float64(saved) / float64(l.between) * float64(between)))
	}
	l.between = between
}

// times is n times d, or the longest duration.
func times(n int, d time.Duration) time.Duration {
	if d > 0 && n > int(math.MaxInt64/d) {
		return math.MaxInt64
	}
	return time.Duration(n) * d
}

// Observe implements [RateLimitObserver]. How many calls go at once is not learnt: the service tells a rate only. A
// rate holds for the interval that the service counts calls in, at most a minute, unless another response tells it
// again; no rate is below a twentieth of the bucket's own.
func (l *TokenBucket) Observe(limit RateLimit, wait time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := time.Now()
	if wait > 0 {
		if until := now.Add(wait); until.After(l.next) {
			l.next = until
		}
	}
	if limit.Limit <= 0 || limit.Interval <= 0 {
		return
	}
	told := interval(float64(limit.Limit) / limit.Interval.Seconds())
	if told = min(max(told, l.own), times(slowest, l.own)); told != l.between {
		l.turn(now) // by the rate that held until now
		l.setInterval(now, told)
	}
	l.expires = now.Add(min(limit.Interval, longestLearn))
}
