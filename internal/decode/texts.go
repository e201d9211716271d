package decode

import "reflect"

// sharedTexts gives the elements of a list memory for their first list of texts, such as the tags of a file. Several
// elements share an array, so that most lists of texts need no allocation.
type sharedTexts struct {
	field []int    // index of the field; nil if the elements have none
	free  []string // the part of the array that no element uses
}

const (
	textsPerArray = 32
	fewTexts      = 4 // a longer list can need memory of its own
)

func newSharedTexts(element reflect.Type) sharedTexts {
	if element.Kind() != reflect.Struct {
		return sharedTexts{}
	}
	return sharedTexts{field: fieldsOf(element).texts}
}

// list returns the list of texts of an element.
func (s *sharedTexts) list(element reflect.Value) *[]string {
	return element.FieldByIndex(s.field).Addr().Interface().(*[]string)
}

// lend sets the list of texts of an element to an empty list with capacity, which the decoder fills.
func (s *sharedTexts) lend(element reflect.Value) {
	if s.field == nil {
		return
	}
	if len(s.free) < fewTexts {
		s.free = make([]string, textsPerArray)
	}
	*s.list(element) = s.free[:0]
}

// settle takes back what a decoded element does not need. After it, appending to the list does not change another list.
func (s *sharedTexts) settle(element reflect.Value) {
	if s.field == nil {
		return
	}
	switch list := s.list(element); {
	case cap(*list) == 0: // null or an empty array
	case len(*list) == 0: // no such property
		*list = nil
	case &(*list)[0] == &s.free[0]:
		n := len(*list)
		*list, s.free = (*list)[:n:n], s.free[n:]
	}
}
