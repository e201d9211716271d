package redact

// Field replaces a credential, which is a string or a pointer to one, by a mark. What a pointer points to is left
// alone: it is the caller's.
func Field(field any) { replaceField(field, func(string) string { return Mark }) }

// URLField replaces in a URL, which is a string or a pointer to one, what can be a secret, like [Field].
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
