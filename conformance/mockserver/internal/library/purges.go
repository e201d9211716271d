package library

import (
	"strings"
	"time"
)

// StartPurge starts a purge and returns its id.
func (l *Library) StartPurge() (id string, err error) {
	err = l.update(func(t *tx) error {
		var failed bool
		if id, failed = t.tryPurge(); failed {
			return ErrPurgeQuota
		}
		return nil
	})
	return id, err
}

// tryPurge starts a purge and returns its id, or reports that none is left.
func (t *tx) tryPurge() (id string, failed bool) {
	now := t.Now()
	if quota := t.config.PurgeQuota; quota > 0 && t.purgesSince(startOfMonth(now)) >= quota {
		return "", true
	}
	p := Purge{ID: t.NewID(), Started: now, Due: t.due()}
	t.addPurge(p)
	return p.ID, false
}

// purgesSince counts the purges that started at a time or later.
func (t *tx) purgesSince(start time.Time) (n int) {
	t.purges.Each(func(_ string, p Purge) {
		if !p.Started.Before(start) {
			n++
		}
	})
	return n
}

func startOfMonth(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), 1, 0, 0, 0, 0, time.UTC)
}

// PurgeURL starts a purge of a URL, or of all that begin with it if it ends in a star. URLs of files that do not exist
// are accepted, because the cache of the service does not depend on the library.
//
// Assumed: URLs outside the account's URL endpoints are refused.
func (l *Library) PurgeURL(rawURL string) (id string, err error) {
	tail, ok := l.CutEndpoint(rawURL)
	if !ok {
		return "", ErrPurgeURL
	}
	if i := strings.IndexByte(tail, '*'); i >= 0 && i < len(tail)-1 {
		return "", invalid("url", "A * can stand only at its end")
	}
	return l.StartPurge()
}

// AskForPurge reports to a client whether a purge is completed. It is never completed at the first question, so that
// clients which wait for purges are tested.
func (l *Library) AskForPurge(id string) (completed bool, err error) {
	_, err = l.purges.Change(id, func(p Purge) (Purge, error) {
		completed = l.PurgeCompleted(p)
		p.Asked = true
		return p, nil
	})
	return completed, err
}

// PurgeCompleted reports what the next question of a client for a purge would get.
func (l *Library) PurgeCompleted(p Purge) bool { return p.Asked && !p.Due.After(l.Now()) }
