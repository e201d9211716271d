package urlbuilder

import (
	"iter"
	"slices"
)

// Parameters returns an iterator over the table of transformation parameters, in the order of openapi.yaml. Changes to
// an entry do not change the table.
//
// The table is also in docs/transformations.md, for people, and in openapi.yaml, for programs in other languages.
func Parameters() iter.Seq[Parameter] {
	return func(yield func(Parameter) bool) {
		for i := range parameters {
			if !yield(parameters[i].clone()) {
				return
			}
		}
	}
}

// LookupParameter returns the table entry of a parameter. code is its name in URLs, such as "w". If the table has
// several entries for the code, LookupParameter returns the first one whose Places include place, or the first one if
// no entry does. ok is false if the table does not contain the code.
func LookupParameter(code string, place Places) (p Parameter, ok bool) {
	id := lookupCode(code)
	if id == 0 {
		return Parameter{}, false
	}
	return id.in(place).clone(), true
}

// clone returns a copy that shares nothing with the table.
func (p Parameter) clone() Parameter {
	p.ClassicNames = slices.Clone(p.ClassicNames)
	p.Examples = slices.Clone(p.Examples)
	p.Forms = cloneForms(p.Forms)
	return p
}

func cloneForms(forms []ValueForm) []ValueForm {
	forms = slices.Clone(forms)
	for i := range forms {
		f := &forms[i]
		f.Words = slices.Clone(f.Words)
		f.Separators = slices.Clone(f.Separators)
		f.Items = cloneForms(f.Items)
		f.Parts = slices.Clone(f.Parts)
		for j := range f.Parts {
			f.Parts[j].Forms = cloneForms(f.Parts[j].Forms)
		}
	}
	return forms
}

// lookupCode returns the code of a name in URLs, or 0 if the table does not contain it.
func lookupCode(code string) codeID {
	return codesByName[code]
}

var codesByName = func() map[string]codeID {
	byName := make(map[string]codeID, len(codes))
	for i := range codes[1:] {
		byName[codes[i+1].code] = codeID(i + 1)
	}
	return byName
}()

func (c codeID) String() string { return codes[c].code }

// entry returns the first entry of a code.
func (c codeID) entry() *Parameter { return &parameters[codes[c].entries[0]] }

// in returns the entry of a code for a place, or the first entry if no entry is for the place.
func (c codeID) in(place Places) *Parameter {
	if place &^= InCondition; place == 0 {
		return c.entry()
	}
	for _, i := range codes[c].entries {
		if p := &parameters[i]; p.Places.Has(place) {
			return p
		}
	}
	return c.entry()
}

// hasFlag reports whether the code can be written without a value.
func (c codeID) hasFlag() bool {
	return slices.ContainsFunc(c.entry().Forms, func(f ValueForm) bool { return f.Kind == FlagForm })
}

// isFlag reports whether the code is always written without a value.
func (c codeID) isFlag() bool { return len(c.entry().Forms) == 1 && c.hasFlag() }

// check returns the form of a value, and the reason why the service does not allow the parameter in a place, or "" if
// it does.
func (c codeID) check(value string, place Places) (form *ValueForm, reason string) {
	entry := c.in(place)
	if entry.Removed != "" {
		return nil, "was removed by the service on " + entry.Removed + ", and replaced by layers"
	}
	if forbidden := entry.Forbidden & place; forbidden != 0 {
		return nil, forbiddenProblem(forbidden)
	}
	form, reason = entry.match(value)
	if form != nil && form.Forbidden&place != 0 {
		return nil, forbiddenProblem(form.Forbidden & place)
	}
	return form, reason
}
