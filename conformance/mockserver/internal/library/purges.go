package library

import (
	"path"
	"strings"
	"time"
)

// StartPurge starts a purge and returns its id. It fails with [ErrPurgeQuota] if no purges are left.
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

// tryPurge starts a purge and returns its id. It sets failed if no purges are left.
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

// PurgeURL starts a purge of a URL or, if it ends in a star, of all URLs with this beginning. It accepts URLs of files
// that do not exist, because the cache of the service does not depend on the library. It refuses URLs outside the
// account's URL endpoints, and some with a star: see [wildcardProblem].
func (l *Library) PurgeURL(rawURL string) (id string, err error) {
	tail, ok := l.CutEndpoint(rawURL)
	if !ok {
		return "", ErrPurgeURL
	}
	for _, prefix := range l.endpointPrefixes() {
		if after, ok := strings.CutPrefix(tail, prefix+"/"); ok {
			tail = after
			break
		}
	}
	if problem := wildcardProblem("/" + tail); problem != "" {
		return "", &DetailError{Code: ErrPurgeURL, Detail: problem}
	}
	return l.StartPurge()
}

// wildcardProblem returns the problem with the star in a path below a URL endpoint, or an empty string. A star is
// valid only at the end of a path that has two levels, at least 15 characters, or the name of a file with its
// extension, and that is not one of two folders which the service excludes.
// https://docs.imagekit.io/api-reference/media-api/purge-cache
func wildcardProblem(p string) string {
	const shortest = 15
	before, after, found := strings.Cut(p, "*")
	switch {
	case !found:
		return ""
	case after != "":
		return "a * is allowed only at the end of the URL"
	case before == "/media/catalog/" || before == "/s/files/":
		return "a * is not allowed after " + before
	}
	first, second, _ := strings.Cut(before[1:], "/")
	if first != "" && second != "" || len(before) >= shortest || path.Ext(before) != "" {
		return ""
	}
	return "before a *, the path must have two levels, 15 characters, or the name of a file with its extension"
}

// AskForPurge reports whether a purge is completed, and records that a client has asked. The first call always returns
// false, so that clients which wait for purges are tested.
func (l *Library) AskForPurge(id string) (completed bool, err error) {
	_, err = l.purges.Change(id, func(p Purge) (Purge, error) {
		completed = l.PurgeCompleted(p)
		p.Asked = true
		return p, nil
	})
	return completed, err
}

// PurgeCompleted returns what the next call of AskForPurge would return.
func (l *Library) PurgeCompleted(p Purge) bool { return p.Asked && l.isDue(p.Started, p.Due) }
