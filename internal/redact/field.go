package redact

// Field replaces a credential by a mark. field is a *string, which does not change if the string is empty, or a
// **string. If the latter does not point to nil, Field sets a pointer to a new string, because the old string belongs
// to the caller.
func Field(field any) { replaceField(field, func(string) string { return Mark }) }

// URLField is like [Field], but replaces only the parts of a URL that can be secret.
func URLField(field any) { replaceField(field, URL) }

func replaceField(field any, by func(string) string) {
	switch f := field.(type) {
	case *string:
		if *f != "" {
			*f = by(*f)
		}
	case **string:
		if *f != nil {
			*f = new(by(**f))
		}
	}
}
