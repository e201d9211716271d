package library

import (
	"slices"
	"time"
)

// sweepInterval is how often expired tokens are deleted.
const sweepInterval = time.Minute

// SpendToken records that an upload token is used. It returns [ErrTokenUsed] if the token was used before. Used tokens
// are kept until they expire; after that, the caller refuses them.
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

// sweepTokens deletes expired tokens if sweepInterval has passed since the last time. If there are too many tokens, it
// deletes a tenth of them at once, those that expire first.
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
