// Redis-limiter shares the rate limit of an account between several processes, with a limiter whose token bucket is in
// Redis.
//
// The program has two clients, as two processes would have. First it shows that both together stay within one limit.
// Then one client receives a 429, and a call of the other client fails at once, because its slot is after its deadline.
// It starts a Redis server (miniredis) and a mock server and runs against them. Copy limiter.go and slot.lua into your
// program.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/redis/go-redis/v9"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/mockserver"
)

func main() {
	if err := run(context.Background(), os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "redis-limiter:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, out io.Writer) error {
	server, err := mockserver.Listen("127.0.0.1:0")
	if err != nil {
		return err
	}
	defer server.Close()
	store, err := miniredis.Run() // on a free loopback port
	if err != nil {
		return err
	}
	defer store.Close()
	a, errA := newProcess(server, store.Addr())
	b, errB := newProcess(server, store.Addr())
	defer a.redis.Close()
	defer b.redis.Close()
	if err := errors.Join(errA, errB); err != nil {
		return err
	}
	if err := share(ctx, out, a, b); err != nil {
		return err
	}
	return shareWait(ctx, out, server, a, b)
}

// shareWait makes the server answer a call of process a with a 429, and then makes a call of process b with a deadline
// that is too early.
func shareWait(ctx context.Context, out io.Writer, server *mockserver.Server, a, b *process) error {
	if _, err := server.AddFault(mockserver.Fault{
		Kind: mockserver.FaultRateLimit, RateLimitReset: 3 * time.Second,
		Count: 1,
	}); err != nil {
		return err
	}
	// Without retries, the call returns the error at once.
	_, err := a.ik.ListFiles(ctx, nil, imagekit.WithRetry(imagekit.RetryPolicy{MaxAttempts: 1}))
	fmt.Fprintln(out, "a:", err)
	withDeadline, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	_, err = b.ik.ListFiles(withDeadline, nil)
	fmt.Fprintln(out, "b, with a deadline in one second:", err)
	return nil
}

// process has the clients of one process.
type process struct {
	redis *redis.Client
	ik    *imagekit.Client
}

func newProcess(server *mockserver.Server, address string) (*process, error) {
	client := connect(address)
	reads := newLimiter(client, "imagekit:demo:reads", imagekit.DefaultReadsPerSecond, imagekit.DefaultReadBurst)
	writes := newLimiter(client, "imagekit:demo:writes", imagekit.DefaultWritesPerSecond, imagekit.DefaultWriteBurst)
	ik, err := server.Client(imagekit.WithRateLimiters(imagekit.RateLimiters{Reads: reads, Writes: writes}))
	return &process{client, ik}, err
}

// connect returns a Redis client that fails early, because the limiter can work without Redis.
func connect(address string) *redis.Client {
	return redis.NewClient(&redis.Options{
		Addr:                  address,
		ContextTimeoutEnabled: true, // otherwise go-redis ignores the deadline of the context
		MaxRetries:            -1,
		DialerRetries:         1,
		DialTimeout:           time.Second,
		ReadTimeout:           time.Second,
	})
}

// share makes all processes list files as fast as they can, until they have made as many calls as a burst and half a
// second allow. It prints how long this took.
func share(ctx context.Context, out io.Writer, processes ...*process) error {
	const calls int64 = imagekit.DefaultReadBurst + imagekit.DefaultReadsPerSecond/2
	var (
		group sync.WaitGroup
		begun atomic.Int64
		start = time.Now()
		made  = make([]int, len(processes))
		errs  = make([]error, len(processes))
	)
	for i, p := range processes {
		group.Go(func() {
			for errs[i] == nil && begun.Add(1) <= calls {
				_, errs[i] = p.ik.ListFiles(ctx, nil)
				made[i]++
			}
		})
	}
	group.Wait()
	fmt.Fprintf(out, "%d calls, %d by process, took %.1f s: %d at once, then %v per second\n",
		calls, made, time.Since(start).Seconds(), imagekit.DefaultReadBurst, imagekit.DefaultReadsPerSecond)
	return errors.Join(errs...)
}
