package main

import (
	"maps"
	"slices"
	"strings"
)

// intersect returns the shapes of the values that both lists allow.
func intersect(a, b []shape) []shape {
	var all []shape
	for _, s := range a {
		for _, other := range b {
			if both, ok := s.and(other); ok {
				all = append(all, both)
			}
		}
	}
	return all
}

// and returns the shape of the values that have both shapes. It returns false if there are no such values.
func (s shape) and(other shape) (shape, bool) {
	kind := s.kind
	switch {
	case kind == anyKind || kind == "number" && other.kind == "integer":
		kind = other.kind
	case other.kind != kind && other.kind != anyKind && (kind != "integer" || other.kind != "number"):
		return shape{}, false
	}
	both := shape{
		kind: kind, keywords: maps.Clone(other.keywords), enum: s.enum,
		properties: map[string]node{}, required: map[string]bool{},
		additional: s.additional, isClosed: s.isClosed || other.isClosed, items: s.items,
	}
	maps.Copy(both.keywords, s.keywords)
	maps.DeleteFunc(both.keywords, func(k, _ string) bool { return !slices.Contains(keywordsOf[kind], k) })
	if both.enum == nil {
		both.enum = other.enum
	} else if other.enum != nil {
		both.enum = maps.Clone(s.enum)
		maps.DeleteFunc(both.enum, func(value string, _ bool) bool { return !other.enum[value] })
	}
	if both.additional == nil {
		both.additional = other.additional
	}
	if both.items == nil {
		both.items = other.items
	}
	both.addPropertiesOf(s)
	both.addPropertiesOf(other)
	return both, true
}

func (s *shape) addPropertiesOf(other shape) {
	for name, schema := range other.properties {
		if known := s.properties[name]; known != nil {
			schema = node{"allOf": []any{known, schema}}
		}
		s.properties[name] = schema
	}
	maps.Copy(s.required, other.required)
}

// or returns the shape of the values that have at least one of two shapes of the same type.
func (s shape) or(other shape) shape {
	either := shape{
		kind: s.kind, keywords: map[string]string{}, properties: maps.Clone(s.properties),
		required: maps.Clone(s.required), additional: s.additional, isClosed: s.isClosed && other.isClosed,
		items: s.items,
	}
	for _, keyword := range sortedKeys(s.keywords, other.keywords) {
		either.keywords[keyword] = orText(s.keywords[keyword], other.keywords[keyword])
	}
	if s.enum != nil && other.enum != nil {
		either.enum = maps.Clone(s.enum)
		maps.Copy(either.enum, other.enum)
	}
	maps.DeleteFunc(either.required, func(name string, _ bool) bool { return !other.required[name] })
	for name, schema := range other.properties {
		if either.properties[name] != nil {
			schema = node{"anyOf": []any{either.properties[name], schema}}
		}
		either.properties[name] = schema
	}
	if either.additional == nil {
		either.additional = other.additional
	}
	if s.items != nil && other.items != nil {
		either.items = node{"anyOf": []any{s.items, other.items}}
	}
	return either
}

// orText joins two values of a keyword with "or". An empty string means that the value is absent.
func orText(a, b string) string {
	if a == b {
		return a
	}
	alternatives := slices.Concat(strings.Split(orNone(a), " or "), strings.Split(orNone(b), " or "))
	slices.Sort(alternatives)
	return strings.Join(slices.Compact(alternatives), " or ")
}

// byKind returns one shape for each JSON type.
func byKind(shapes []shape) map[string]shape {
	all := map[string]shape{}
	for _, s := range shapes {
		if known, ok := all[s.kind]; ok {
			s = known.or(s)
		}
		all[s.kind] = s
	}
	return all
}
