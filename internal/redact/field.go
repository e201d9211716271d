package redact

// Field replaces a credential, which is a string or a pointer to one, by a mark. It replaces a pointer by one to a new
// string, because the old string belongs to the caller.
func Field(field any) { replaceField(field, func(string) string { return Mark }) }

// URLField is like [Field] for a URL, in which it replaces only the parts that can be secret.
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
