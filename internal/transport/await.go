package transport

import "time"

// graceTime is how long Await waits after its channel end is closed. Functions that obey the context return within that
// time.
const graceTime = 100 * time.Millisecond

// closed is a closed channel.
var closed = func() <-chan struct{} {
	c := make(chan struct{})
	close(c)
	return c
}()

// Await calls f in a separate goroutine and returns its result. If f has not returned 100 ms after end is closed, ok is
// false, and late, unless it is nil, gets the result when f returns. If f panics while Await waits, Await panics with
// the same value.
func Await[T any](end <-chan struct{}, f func() T, late func(T)) (value T, ok bool) {
	results, left := make(chan awaited[T]), make(chan struct{})
	go func() {
		var r awaited[T]
		defer func() {
			r.panicked = recover()
			select {
			case results <- r:
			case <-left:
				if late != nil {
					late(r.value)
				}
			}
		}()
		r.value = f()
	}()
	select {
	case r := <-results:
		return r.result()
	case <-end:
	}
	grace := time.NewTimer(graceTime)
	defer grace.Stop()
	select {
	case r := <-results:
		return r.result()
	case <-grace.C:
		close(left)
		return value, false
	}
}

type awaited[T any] struct {
	value    T
	panicked any
}

func (a awaited[T]) result() (T, bool) {
	if a.panicked != nil {
		panic(a.panicked)
	}
	return a.value, true
}
