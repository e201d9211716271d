package library

import (
	"slices"
)

// checkRules checks that the rules of a field fit its type and each other.
func checkRules(r Rules) error {
	return firstError(checkOptions(r), checkLengths(r), checkLimits(r), checkDefault(r))
}

// checkOptions checks that select fields, and no others, have options.
func checkOptions(r Rules) error {
	isSelect := slices.Contains([]FieldType{FieldSingleSelect, FieldMultiSelect}, r.Type)
	switch {
	case !isSelect && r.SelectOptions != nil:
		return invalidRule("selectOptions", "not allowed for this type")
	case isSelect && len(value(r.SelectOptions, nil)) == 0:
		return invalidRule("selectOptions", "is required for this type")
	}
	return nil
}

// checkLengths checks the rules of texts.
func checkLengths(r Rules) error {
	isText := r.Type == FieldText || r.Type == FieldTextarea
	isLength := func(n *int64) bool { return n == nil || *n >= 0 }
	switch {
	case r.MinLength != nil && !isText:
		return invalidRule("minLength", "not allowed for this type")
	case r.MaxLength != nil && !isText:
		return invalidRule("maxLength", "not allowed for this type")
	case !isLength(r.MinLength):
		return invalidRule("minLength", "must not be negative")
	case !isLength(r.MaxLength):
		return invalidRule("maxLength", "must not be negative")
	case r.MinLength != nil && r.MaxLength != nil && *r.MinLength > *r.MaxLength:
		return invalidRule("maxLength", "must not be less than minLength")
	}
	return nil
}

// checkLimits checks the limits of numbers and dates. A limit must be a valid value of the field, and maxValue must not
// be less than minValue.
func checkLimits(r Rules) error {
	err := firstError(checkLimit(r.Type, "minValue", r.MinValue), checkLimit(r.Type, "maxValue", r.MaxValue))
	if err != nil {
		return err
	}
	if r.MinValue != nil && r.MaxValue != nil && checkValue(r, *r.MaxValue) != nil {
		return invalidRule("maxValue", "must not be less than minValue")
	}
	return nil
}

// checkLimit checks one limit.
func checkLimit(kind FieldType, name string, limit *any) error {
	if limit == nil {
		return nil
	}
	if kind != FieldNumber && kind != FieldDate {
		return invalidRule(name, "not allowed for this type")
	}
	if err := checkValue(Rules{Type: kind}, *limit); err != nil {
		return invalidRule(name, err.Error())
	}
	return nil
}

// checkDefault checks that there is a default if a value is required, and that it is valid.
func checkDefault(r Rules) error {
	if r.DefaultValue == nil {
		if value(r.IsValueRequired, false) {
			return invalidRule("defaultValue", "is required if isValueRequired is true")
		}
		return nil
	}
	if err := checkValue(r, *r.DefaultValue); err != nil {
		return invalidRule("defaultValue", err.Error())
	}
	return nil
}
