package library

// The state of a seed.
const (
	seedKey   = "seed"
	seedBegun = "begun"
	seedDone  = "done"
)

// BeginSeed reports whether the caller has to fill the library: it is empty, or the process ended while it was being
// filled. In the second case, what is there of the seed is deleted.
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

// EndSeed notes that the library is filled, so that BeginSeed reports false from now on.
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
