package library

import (
	"strings"
)

// StartPurge starts a purge and returns its id.
func (l *Library) StartPurge() (id string, err error) {
	p := Purge{ID: l.NewID(), Due: l.due()}
	return p.ID, l.update(func(t *tx) error {
		t.addPurge(p)
		return nil
	})
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
