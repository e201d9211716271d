package library

import (
	"maps"
	"slices"
)

// value returns what p points to, or the default.
func value[T any](p *T, or T) T {
	if p == nil {
		return or
	}
	return *p
}

// firstError lets independent checks stand in one line.
func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// unique returns a list without repetitions, in its order.
func unique(list []string) []string {
	var out []string
	for _, s := range list {
		if !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

// mergeMetadata returns a new map: null removes a value, what is not mentioned stays.
func mergeMetadata(old, changes map[string]any) map[string]any {
	merged := map[string]any{}
	maps.Copy(merged, old)
	maps.Copy(merged, changes)
	maps.DeleteFunc(merged, func(_ string, v any) bool { return v == nil })
	return merged
}
