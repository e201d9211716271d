package library

// value returns the value that p points to, or a default if p is nil.
func value[T any](p *T, or T) T {
	if p == nil {
		return or
	}
	return *p
}

// firstError returns the first error that is not nil, or nil.
func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// unique returns the elements of a list without duplicates, in their order.
func unique(list []string) []string {
	var out []string
	seen := map[string]bool{}
	for _, s := range list {
		if !seen[s] {
			seen[s] = true
			out = append(out, s)
		}
	}
	return out
}
