package library

import "time"

// SpendToken fails if an upload token was used before. Tokens are kept until they expire: after that the caller refuses
// them.
func (l *Library) SpendToken(token string, expire time.Time) error {
	now, token := l.config.Now(), digest(token) // a token can be too long for a key
	return l.update(func(t *tx) error {
		if used, err := l.tokens.LookUp(token); err == nil && used.After(now) {
			return ErrTokenUsed
		}
		l.tokens.Each(func(id string, expired time.Time) {
			if !expired.After(now) {
				l.tokens.Unset(t.Tx, id)
			}
		})
		l.tokens.Set(t.Tx, token, expire)
		return nil
	})
}
