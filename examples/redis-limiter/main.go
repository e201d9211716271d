// Redis-limiter shares the rate limit of an account between all processes that use it: a limiter whose bucket is in
// Redis.
//
// You see two clients, which stand for two processes, that together keep to one limit; and, when one of them is told to
// wait, a call of the other that fails at once, because its slot would come after its deadline. It runs against a Redis
// server (miniredis) and a mock of ImageKit, both of its own. What is to be taken over is in limiter.go and slot.lua.
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
	return hear(ctx, out, server, a, b)
}

// hear lets one process be told to wait, and another one be in a hurry.
func hear(ctx context.Context, out io.Writer, server *mockserver.Server, a, b *process) error {
	if _, err := server.AddFault(mockserver.Fault{
		Kind: mockserver.FaultRateLimit, RateLimitReset: 3 * time.Second,
		Count: 1,
	}); err != nil {
		return err
	}
	// it would wait, and try again
	_, err := a.ik.ListFiles(ctx, nil, imagekit.WithRetry(imagekit.RetryPolicy{MaxAttempts: 1}))
	fmt.Fprintln(out, "a:", err)
	hurried, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	_, err = b.ik.ListFiles(hurried, nil)
	fmt.Fprintln(out, "b, with a second left:", err)
	return nil
}

// process is what each process of a fleet has.
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

// connect makes a client of Redis that fails soon rather than late, since there is something to fall back on.
func connect(address string) *redis.Client {
	return redis.NewClient(&redis.Options{
		Addr:                  address,
		ContextTimeoutEnabled: true, // without it, go-redis does not heed deadlines
		MaxRetries:            -1,
		DialerRetries:         1,
		DialTimeout:           time.Second,
		ReadTimeout:           time.Second,
	})
}

// share lets processes list files, each as fast as it can, until they have made half a second's calls more than a
// burst.
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
