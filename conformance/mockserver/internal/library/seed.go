package library

// States of the seed.
const (
	seedKey   = "seed"
	seedBegun = "begun"
	seedDone  = "done"
)

// BeginSeed reports whether the caller must seed the library: if it is empty, or if an earlier process ended before it
// called EndSeed. In the second case, BeginSeed first deletes everything.
func (l *Library) BeginSeed() (bool, error) {
	switch state, _ := l.seeding.Get(seedKey); {
	case state == seedBegun:
		if err := l.store.Wipe(); err != nil {
			return false, err
		}
	case state == seedDone, !l.isEmpty():
		return false, nil
	}
	return true, l.setSeed(seedBegun)
}

// EndSeed records that the seed is complete, so that BeginSeed returns false from now on.
func (l *Library) EndSeed() error { return l.setSeed(seedDone) }

func (l *Library) setSeed(state string) error {
	return l.update(func(t *tx) error {
		l.seeding.Set(t.Tx, seedKey, state)
		return nil
	})
}

func (l *Library) isEmpty() bool {
	defer l.store.RLock()()
	return len(l.files)+len(l.folders) == 0
}
