package library

import (
	"strings"
	"time"
)

// Purge is a purge of the cache. There is no cache: what matters is that a client sees it run and end.
type Purge struct {
	ID    string
	Due   time.Time
	Asked bool // its status has been told: from now on it can be completed
}

// StartPurge starts a purge and returns its id.
func (l *Library) StartPurge() (id string, err error) {
	p := Purge{ID: l.NewID(), Due: l.Now().Add(l.config.JobDuration)}
	return p.ID, l.purges.Create(p.ID, p, nil)
}

// PurgeURL starts a purge of a URL, or of all that begin with it if it ends in a star. URLs of files that do not exist
// are accepted: the cache of the service knows nothing about the library.
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

// AskForPurge reports for a client whether a purge is completed. It is not at the first question, whatever the clock
// says: whoever waits for a purge should see it wait.
func (l *Library) AskForPurge(id string) (completed bool, err error) {
	_, err = l.purges.Change(id, func(p Purge) (Purge, error) {
		completed = l.PurgeCompleted(p)
		p.Asked = true
		return p, nil
	})
	return completed, err
}

// PurgeCompleted reports what clients are told of a purge.
func (l *Library) PurgeCompleted(p Purge) bool { return p.Asked && !p.Due.After(l.Now()) }
