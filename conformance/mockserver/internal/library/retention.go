package library

import (
	"slices"
	"time"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/store"
)

// Limits of records that clients do not delete themselves. When a limit is exceeded, the oldest records are deleted, a
// tenth of the limit at once.
const (
	maxTokens        = 10_000 // used upload tokens that have not expired; deleted ones can be used again
	maxPurges        = 10_000 // purges of the cache; with a quota, those of earlier months
	maxJobs          = 1000   // completed bulk jobs
	maxWaitingJobs   = 1000   // bulk jobs that are not due; if there are more, the oldest ones run early
	maxDeletedFields = 500    // deleted custom metadata fields; names of earlier ones can be used again
)

// pruneOldest deletes the oldest prunable records if there are more prunable records than the limit.
func pruneOldest[T any](t *tx, table *store.Table[T], limit int, id func(T) string, prunable func(T) bool) {
	if table.Len() <= limit {
		return
	}
	n := 0
	table.Each(func(_ string, value T) {
		if prunable(value) {
			n++
		}
	})
	if n <= limit {
		return
	}
	old := slices.DeleteFunc(table.List(), func(value T) bool { return !prunable(value) })
	for _, value := range old[:n-limit+limit/10] {
		table.Unset(t.Tx, id(value))
	}
}

// latest is the latest time that a record can have: times in JSON have the years 0 to 9999.
var latest = time.Date(9999, time.December, 31, 23, 59, 59, 999e6, time.UTC)

// due returns when a job or purge that begins now is done.
func (l *Library) due() time.Time {
	due := l.Now().Add(l.config.JobDuration)
	if due.After(latest) {
		return latest
	}
	return due
}

// isDue reports whether a job or purge is done. One that began in the future is done too: the clock was set back, or
// the server was restarted without the changes of its clock. Otherwise the folders of the job would stay locked.
func (l *Library) isDue(started, due time.Time) bool {
	now := l.Now()
	return !due.After(now) || started.After(now)
}

// addPurge stores a purge. If there is a quota, it does not delete purges of this month, which count towards it.
func (t *tx) addPurge(p Purge) {
	t.purges.Set(t.Tx, p.ID, p)
	month := startOfMonth(p.Started)
	pruneOldest(t, t.purges, maxPurges, func(p Purge) string { return p.ID },
		func(p Purge) bool { return t.config.PurgeQuota == 0 || p.Started.Before(month) })
}

// addJob stores a job.
func (t *tx) addJob(j Job) {
	t.jobs.Set(t.Tx, j.ID, j)
	pruneOldest(t, t.jobs, maxJobs, func(j Job) string { return j.ID }, func(j Job) bool { return j.Done })
}

// waitingJobs returns the jobs that are not done, in the order in which they were queued.
func (l *Library) waitingJobs() []Job {
	defer l.store.RLock()()
	some := false
	l.jobs.Each(func(_ string, j Job) { some = some || !j.Done })
	if !some {
		return nil
	}
	return slices.DeleteFunc(l.jobs.List(), func(j Job) bool { return j.Done })
}

// dropField marks a field as deleted.
func (t *tx) dropField(f Field) {
	f.Deleted = true
	t.fields.Set(t.Tx, f.ID, f)
	pruneOldest(t, t.fields, maxDeletedFields, func(f Field) string { return f.ID },
		func(f Field) bool { return f.Deleted })
}
