package library

import (
	"slices"
	"time"
)

// sweepInterval is how often expired tokens are looked for.
const sweepInterval = time.Minute

// SpendToken fails if an upload token was used before. Tokens are kept until they expire: after that the caller refuses
// them.
func (l *Library) SpendToken(token string, expire time.Time) error {
	now, token := l.config.Now(), digest(token) // a token can be too long for a key
	return l.update(func(t *tx) error {
		if used, err := l.tokens.LookUp(token); err == nil && used.After(now) {
			return ErrTokenUsed
		}
		t.sweepTokens(now)
		l.tokens.Set(t.Tx, token, expire)
		return nil
	})
}

// sweepTokens deletes expired tokens from time to time, and a tenth of all if there are too many: those that expire
// first.
func (t *tx) sweepTokens(now time.Time) {
	full := t.tokens.Len() >= maxTokens
	if since := now.Sub(t.tokensSwept); since >= 0 && since < sweepInterval && !full {
		return
	}
	t.tokensSwept = now
	type used struct {
		token  string
		expire time.Time
	}
	var all []used
	t.tokens.Each(func(token string, expire time.Time) { all = append(all, used{token, expire}) })
	slices.SortFunc(all, func(x, y used) int { return x.expire.Compare(y.expire) })
	for i, u := range all {
		if u.expire.After(now) && (!full || i >= maxTokens/10) {
			break
		}
		t.tokens.Unset(t.Tx, u.token)
	}
}
