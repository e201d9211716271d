package search

import "time"

// CustomText returns a custom metadata field of the type Text or Textarea. The name is that of the field in the
// customMetadata of files, such as "brand". An empty name or one with control characters is an error in conditions.
func CustomText(name string) CustomTextField {
	f := field{customText, name}
	return CustomTextField{TextField{ExactField[string]{f}}, OptionalField{f}}
}

// CustomNumber returns a custom metadata field of the type Number.
func CustomNumber(name string) CustomNumberField { return numberField(field{customNumber, name}) }

// CustomDate returns a custom metadata field of the type Date.
func CustomDate(name string) CustomDateField {
	f := field{customDate, name}
	return CustomDateField{DateField{ExactField[time.Time]{f}}, OptionalField{f}}
}

// CustomBool returns a custom metadata field of the type Boolean.
func CustomBool(name string) CustomBoolField {
	f := field{customBoolean, name}
	return CustomBoolField{BoolField{f}, OptionalField{f}}
}

// CustomSelect returns a custom metadata field of the type SingleSelect. Its methods are for options that are text;
// [SelectField.Numbers] and [SelectField.Bools] are for other options.
func CustomSelect(name string) SelectField {
	f := field{customSingleSelect, name}
	return SelectField{ExactField[string]{f}, OptionalField{f}}
}

// CustomMultiSelect returns a custom metadata field of the type MultiSelect. Its methods are for options that are text;
// [MultiSelectField.Numbers] and [MultiSelectField.Bools] are for other options. Combine them with Or to look for
// options of several kinds.
func CustomMultiSelect(name string) MultiSelectField {
	return MultiSelectField{ListField[string]{OptionalField{field{customMultiSelect, name}}}}
}

// CustomTextField is a custom metadata field with text.
type CustomTextField struct {
	TextField
	OptionalField
}

// CustomNumberField is a custom metadata field with a number.
type CustomNumberField struct {
	NumberField[float64]
	OptionalField
}

func numberField(f field) CustomNumberField {
	return CustomNumberField{NumberField[float64]{ExactField[float64]{f}}, OptionalField{f}}
}

// CustomDateField is a custom metadata field with a date.
type CustomDateField struct {
	DateField
	OptionalField
}

// CustomBoolField is a custom metadata field with a boolean.
type CustomBoolField struct {
	BoolField
	OptionalField
}

// SelectField is a custom metadata field with one of several options.
type SelectField struct {
	ExactField[string]
	OptionalField
}

// HasPrefix holds if the option begins with prefix, in the same case. The prefix must not be empty.
func (f SelectField) HasPrefix(prefix string) Condition {
	return compare(f.ExactField.field, opBegins, prefix)
}

// Numbers returns the field for conditions on options that are numbers.
func (f SelectField) Numbers() CustomNumberField { return numberField(f.ExactField.field) }

// Bools returns the field for conditions on options that are booleans.
func (f SelectField) Bools() CustomBoolField {
	return CustomBoolField{BoolField{f.ExactField.field}, f.OptionalField}
}

// MultiSelectField is a custom metadata field with any number of several options.
type MultiSelectField struct{ ListField[string] }

// Numbers returns the field for conditions on options that are numbers.
func (f MultiSelectField) Numbers() ListField[float64] { return ListField[float64]{f.OptionalField} }

// Bools returns the field for conditions on options that are booleans.
func (f MultiSelectField) Bools() ListField[bool] { return ListField[bool]{f.OptionalField} }
