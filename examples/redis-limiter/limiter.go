package main

import (
	"context"
	_ "embed"
	"fmt"
	"log/slog"
	"math"
	"time"

	"github.com/redis/go-redis/v9"

	"github.com/openimagekit/imagekit"
)

// limiter is an [imagekit.Limiter] whose bucket is in Redis. All that have the same key share it.
//
// It reserves slots, as rate.Limiter does, rather than asking again and again whether one is free: a call costs one
// round trip to Redis however many are waiting, slots come in the order of asking, and a slot that comes too late is
// known at once. This is why there is a script of our own instead of github.com/go-redis/redis_rate, which only says
// yes or no.
type limiter struct {
	redis           *redis.Client
	key             string
	interval, spare int64                 // in microseconds: between two calls, and what saved calls amount to
	local           *imagekit.TokenBucket // for when Redis is not there
	log             *slog.Logger
	sleep           func(context.Context, time.Duration) error
}

var (
	_ imagekit.Limiter           = (*limiter)(nil)
	_ imagekit.RateLimitObserver = (*limiter)(nil)
)

// newLimiter takes a key that stands for the account and for reads or writes, such as imagekit:demo:reads. perSecond
// and burst are those of the account, whatever the number of processes; all of them must have the same.
func newLimiter(client *redis.Client, key string, perSecond float64, burst int) *limiter {
	interval := int64(math.Ceil(1e6 / perSecond))
	return &limiter{
		redis: client, key: key, interval: interval, spare: interval * int64(burst-1),
		local: imagekit.NewTokenBucket(perSecond, burst), log: slog.Default(), sleep: sleep,
	}
}

// slot holds what both scripts begin with. The time is that of Redis, because the clocks of the processes differ.
//
//go:embed slot.lua
var slot string

var (
	// reserve returns how long to wait for the next slot, and takes it unless that is longer than ARGV[3].
	reserve = redis.NewScript(slot + `
		local wait = math.max(slot - now, 0)
		if wait <= tonumber(ARGV[3]) then save(slot + interval) end
		return wait`)
	// pause makes the next slot come in ARGV[3] or later.
	pause = redis.NewScript(slot + `
		save(math.max(slot, now + ARGV[3]))
		return 1`)
)

// Wait implements imagekit.Limiter. A slot that is not waited for in the end is lost: that is time, but never one call
// too many.
func (l *limiter) Wait(ctx context.Context) error {
	longest := int64(math.MaxInt64)
	if deadline, ok := ctx.Deadline(); ok {
		longest = time.Until(deadline).Microseconds()
	}
	micros, err := reserve.Run(ctx, l.redis, []string{l.key}, l.interval, l.spare, longest).Int64()
	wait := time.Duration(micros) * time.Microsecond
	switch {
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case err != nil:
		// A Redis that is down must not take ImageKit along. Each process now has the whole limit to itself; what is
		// too much is answered with 429, and repeated.
		l.log.WarnContext(ctx, "no shared rate limit", "error", err)
		return l.local.Wait(ctx)
	case micros > longest:
		return fmt.Errorf("%w: the next slot is in %v", imagekit.ErrRateLimitDeadline, wait)
	}
	return l.sleep(ctx, wait)
}

// observeTimeout is short, because the response of a call is held up meanwhile.
const observeTimeout = time.Second

// Observe implements imagekit.RateLimitObserver: when one process gets a 429, all of them pause.
func (l *limiter) Observe(limit imagekit.RateLimit, wait time.Duration) {
	l.local.Observe(limit, wait)
	if wait <= 0 {
		return // most responses; they do not cost a round trip
	}
	ctx, cancel := context.WithTimeout(context.Background(), observeTimeout)
	defer cancel()
	if err := pause.Run(ctx, l.redis, []string{l.key}, l.interval, l.spare, wait.Microseconds()).Err(); err != nil {
		l.log.WarnContext(ctx, "a pause is not shared", "error", err)
	}
}

func sleep(ctx context.Context, wait time.Duration) error {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
