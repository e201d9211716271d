package library

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"
	"unicode/utf8"
)

// fieldRules returns the rules of all fields that are not deleted, by name. The caller holds the lock.
func (l *Library) fieldRules() map[string]Rules {
	all := map[string]Rules{}
	for _, f := range l.fields.List() {
		if !f.Deleted {
			all[f.Name] = f.Rules
		}
	}
	return all
}

// uploadMetadata returns the custom metadata of an upload. The caller holds the lock.
//
// Contradiction: according to the documentation of 2024, a file without a value for a required custom metadata field
// gets the default value; according to the vendor's OpenAPI document, setting custom metadata without all required
// fields is an error. The mock server follows both: an upload without custom metadata gets the default values, and one
// with custom metadata must have all required fields.
func (l *Library) uploadMetadata(sent map[string]any) (map[string]any, error) {
	if len(sent) > 0 {
		return l.updateMetadata(nil, sent)
	}
	defaults := map[string]any{}
	for name, r := range l.fieldRules() {
		if value(r.IsValueRequired, false) {
			defaults[name] = value(r.DefaultValue, nil)
		}
	}
	return mergeMetadata(nil, defaults), nil
}

// updateMetadata returns the custom metadata of a file after an update. The caller holds the lock.
func (l *Library) updateMetadata(old, sent map[string]any) (map[string]any, error) {
	if len(sent) > 0 {
		if err := checkMetadata(l.fieldRules(), sent); err != nil {
			return nil, err
		}
	}
	return mergeMetadata(old, sent), nil
}

// checkMetadata checks the values of a request with the rules of their fields. Null removes a value.
//
// A request that sets any field must contain all required ones, even if the file already has their values:
// https://docs.imagekit.io/api-reference/custom-metadata-fields-api/update-custom-metadata-field.
func checkMetadata(fields map[string]Rules, sent map[string]any) error {
	for _, name := range slices.Sorted(maps.Keys(sent)) {
		r, found := fields[name]
		if !found {
			return invalidMetadata(name, "is not a custom metadata field")
		}
		if sent[name] == nil {
			continue
		}
		if err := checkValue(r, sent[name]); err != nil {
			return invalidMetadata(name, err.Error())
		}
	}
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		if value(fields[name].IsValueRequired, false) && sent[name] == nil {
			return invalidMetadata(name, "is required")
		}
	}
	return nil
}

// checkValue checks one JSON value with the rules of its field. The text of the error is a predicate, such as "must be
// a date", without the value.
//
// Assumed: the value of a MultiSelect field can be an empty list and can contain an option twice. minLength and
// maxLength of a field count Unicode code points and cannot be negative.
func checkValue(r Rules, v any) error {
	switch r.Type {
	case FieldText, FieldTextarea:
		return checkText(r, v)
	case FieldNumber:
		return checkRange(r, v, asNumber, cmp.Compare)
	case FieldDate:
		return checkRange(r, v, asDate, time.Time.Compare)
	case FieldBoolean:
		if _, ok := v.(bool); !ok {
			return errors.New("should be of type boolean")
		}
		return nil
	case FieldSingleSelect:
		return checkOption(r, v)
	}
	list, ok := v.([]any)
	if !ok {
		return errors.New("should be of type array")
	}
	for _, item := range list {
		if err := checkOption(r, item); err != nil {
			return err
		}
	}
	return nil
}

// checkText checks a text. Its length is the number of Unicode code points.
func checkText(r Rules, v any) error {
	text, ok := v.(string)
	length := int64(utf8.RuneCountInString(text))
	switch {
	case !ok:
		return errors.New("should be of type string")
	case r.MinLength != nil && length < *r.MinLength:
		return fmt.Errorf("must have at least %v characters", *r.MinLength)
	case r.MaxLength != nil && length > *r.MaxLength:
		return fmt.Errorf("must have at most %v characters", *r.MaxLength)
	}
	return nil
}

// checkRange checks a number or a date. The limits are valid, because they were checked with the field.
func checkRange[T any](r Rules, v any, as func(any) (T, error), compare func(x, y T) int) error {
	x, err := as(v)
	if err != nil {
		return err
	}
	if lowest, err := as(value(r.MinValue, nil)); err == nil && compare(x, lowest) < 0 {
		return fmt.Errorf("must not be less than %v", *r.MinValue)
	}
	if highest, err := as(value(r.MaxValue, nil)); err == nil && compare(x, highest) > 0 {
		return fmt.Errorf("must not be more than %v", *r.MaxValue)
	}
	return nil
}

func asNumber(v any) (float64, error) {
	n, ok := v.(float64)
	if !ok {
		return 0, errors.New("should be of type number")
	}
	return n, nil
}

// dateLayouts are the forms of ISO 8601 that are accepted.
var dateLayouts = []string{
	time.RFC3339Nano, "2006-01-02T15:04:05.999999999", "2006-01-02T15:04Z07:00",
	"2006-01-02T15:04", time.DateOnly,
}

// asDate parses a date. A date without a time zone is in UTC.
func asDate(v any) (time.Time, error) {
	text, _ := v.(string)
	for _, layout := range dateLayouts {
		if t, err := time.Parse(layout, text); err == nil {
			return t, nil
		}
	}
	return time.Time{}, errors.New("must be a date in ISO 8601")
}

// checkOption checks that a value is one of the options. The number 30 is not the same option as the text "30".
func checkOption(r Rules, v any) error {
	if !slices.Contains(value(r.SelectOptions, nil), v) {
		return errors.New("must be one of the select options")
	}
	return nil
}

// mergeMetadata returns a new map with the old values and the changes. A change to nil removes the value.
func mergeMetadata(old, changes map[string]any) map[string]any {
	merged := map[string]any{}
	maps.Copy(merged, old)
	maps.Copy(merged, changes)
	maps.DeleteFunc(merged, func(_ string, v any) bool { return v == nil })
	return merged
}
