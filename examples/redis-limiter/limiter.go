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

// limiter is an [imagekit.Limiter] whose token bucket is in Redis. All limiters with the same key share the bucket.
//
// Like rate.Limiter, it reserves slots instead of polling for a free one. A call needs one round trip to Redis, however
// many calls are waiting; slots are in the order of the calls; and a call whose slot is after its deadline fails at
// once. github.com/go-redis/redis_rate cannot reserve slots, so this package has Lua scripts.
type limiter struct {
	redis    *redis.Client
	key      string
	interval int64                 // time between two slots, in microseconds
	spare    int64                 // longest time that the next slot is in the past, in microseconds; allows a burst
	local    *imagekit.TokenBucket // used if Redis fails
	log      *slog.Logger
	sleep    func(context.Context, time.Duration) error
}

var (
	_ imagekit.Limiter           = (*limiter)(nil)
	_ imagekit.RateLimitObserver = (*limiter)(nil)
)

// newLimiter returns a limiter. The key names the account and either reads or writes, such as imagekit:demo:reads.
// perSecond and burst are the limits of the account, regardless of the number of processes; all processes must use the
// same values.
func newLimiter(client *redis.Client, key string, perSecond float64, burst int) *limiter {
	interval := int64(math.Ceil(1e6 / perSecond))
	return &limiter{
		redis: client, key: key, interval: interval, spare: interval * int64(burst-1),
		local: imagekit.NewTokenBucket(perSecond, burst), log: slog.Default(), sleep: sleep,
	}
}

// slot is the beginning of both scripts. It uses the clock of Redis, because the clocks of the processes differ.
//
//go:embed slot.lua
var slot string

var (
	// reserve returns the time until the next slot, in microseconds. It reserves the slot unless that is more than
	// ARGV[3].
	reserve = redis.NewScript(slot + `
		local wait = math.max(slot - now, 0)
		if wait <= tonumber(ARGV[3]) then save(slot + interval) end
		return wait`)
	// pause moves the next slot to at least ARGV[3] microseconds from now.
	pause = redis.NewScript(slot + `
		save(math.max(slot, now + ARGV[3]))
		return 1`)
)

// Wait implements imagekit.Limiter. If the context ends during the wait, the reserved slot remains unused. This wastes
// time but never exceeds the limit.
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
		// Calls must work without Redis. Each process then applies the whole limit by itself. If the processes together
		// exceed it, the service answers with 429 and the client retries.
		l.log.WarnContext(ctx, "redis failed; using the local rate limit", "error", err)
		return l.local.Wait(ctx)
	case micros > longest:
		return fmt.Errorf("%w: the next slot is in %v", imagekit.ErrRateLimitDeadline, wait)
	}
	return l.sleep(ctx, wait)
}

// observeTimeout is short, because the call does not return before Observe returns.
const observeTimeout = time.Second

// Observe implements imagekit.RateLimitObserver. If one process receives a 429, all processes pause.
func (l *limiter) Observe(limit imagekit.RateLimit, wait time.Duration) {
	l.local.Observe(limit, wait)
	if wait <= 0 {
		return // most responses need no pause, and so no round trip to Redis
	}
	ctx, cancel := context.WithTimeout(context.Background(), observeTimeout)
	defer cancel()
	if err := pause.Run(ctx, l.redis, []string{l.key}, l.interval, l.spare, wait.Microseconds()).Err(); err != nil {
		l.log.WarnContext(ctx, "redis failed; other processes do not pause", "error", err)
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
