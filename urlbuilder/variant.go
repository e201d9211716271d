package urlbuilder

import (
	"strings"
)

// Parts of the URLs that [Options] with a SEOName or a Prompt have.
const (
	seoPrefix    = "ik-seo/"
	promptPrefix = "ik-genimg-prompt-"
)

// isVariant reports whether the path in the URL differs from that of the file in the media library.
func (o *Options) isVariant() bool { return len(o.Rendition)+len(o.SEOName)+len(o.Prompt) > 0 }

// checkVariant returns an error if Rendition, SEOName or Prompt is wrong, or cannot be combined with the other options.
// Rendition.append and appendSEOName check the extension in the path.
func (o *Options) checkVariant() error {
	switch {
	case o.Prompt != "" && (o.SEOName != "" || o.Rendition != ""):
		return promptError(o.Prompt, "cannot be combined with SEOName and Rendition")
	case o.Prompt != "":
		return checkPrompt(o.Prompt, o.Path)
	case o.SEOName != "":
		if err := checkSEOName(o.SEOName, o.Path); err != nil {
			return err
		}
	}
	return o.Rendition.check(o.Transformation)
}

// checkPrompt returns an error if no picture can be generated from a prompt.
func checkPrompt(prompt, path string) error {
	switch trimmed := strings.TrimPrefix(path, "/"); {
	case strings.TrimSpace(prompt) == "":
		return promptError(prompt, "must not be blank")
	case hasControl(prompt):
		return promptError(prompt, controlProblem)
	case schemeOf(trimmed) != "" || isReserved(trimmed):
		return promptError(prompt, "requires the path of the new picture, in the media library")
	}
	return nil
}

// checkSEOName returns an error if a name cannot be the SEO-friendly name of a file.
func checkSEOName(name, path string) error {
	problem := fileNameProblem(name)
	switch trimmed := strings.TrimPrefix(path, "/"); {
	case problem != "":
	case isReserved(name):
		problem = "must not begin with ik- or tr:"
	case schemeOf(trimmed) != "" || isReserved(trimmed):
		problem = "requires the path of a file in the media library"
	}
	if problem != "" {
		return seoError(name, problem)
	}
	return nil
}

// isReserved reports whether a path or name begins with a word that has a meaning for the service.
func isReserved(path string) bool {
	return strings.HasPrefix(path, "ik-") || strings.HasPrefix(path, "tr:")
}

// fileNameProblem returns the reason why a text cannot be the name of a file, or "".
func fileNameProblem(name string) string {
	switch {
	case strings.ContainsAny(name, `/\`):
		return "must not contain slashes"
	case hasControl(name):
		return controlProblem
	}
	return ""
}

func promptError(prompt, reason string) error {
	return &BuildError{Field: "Prompt", Value: strings.Clone(prompt), Reason: reason}
}

func seoError(name, reason string) error {
	return &BuildError{Field: "SEOName", Value: strings.Clone(name), Reason: reason}
}

// appendFile appends the path with its prompt, SEO-friendly name and rendition, but without seoPrefix, which is written
// before the transformation.
func (o *Options) appendFile(out []byte, collapse, signed bool) ([]byte, error) {
	if !o.isVariant() {
		return appendSource(out, o.Path, collapse, signed)
	}
	if o.Prompt != "" {
		out = append(appendEncoded(append(out, promptPrefix...), o.Prompt, inPathComponent), '/')
	}
	start := len(out)
	out, err := appendSource(out, o.Path, collapse, signed)
	if err == nil && o.Prompt != "" && (len(out) == start || out[len(out)-1] == '/') {
		err = promptError(o.Prompt, "requires a path with the name of a file")
	}
	if err == nil && o.SEOName != "" {
		out, err = appendSEOName(out, start, o.SEOName)
	}
	if err == nil && o.Rendition != "" {
		out, err = o.Rendition.append(out, start)
	}
	return out, err
}

// appendSrcRendition appends the rendition to the path of Src, which begins at start.
func (o *Options) appendSrcRendition(out []byte, start int) ([]byte, error) {
	switch {
	case o.SEOName != "":
		return nil, seoError(o.SEOName, "cannot be combined with Src; use Path")
	case o.Prompt != "":
		return nil, promptError(o.Prompt, "cannot be combined with Src; use Path")
	}
	if err := o.Rendition.check(o.Transformation); err != nil {
		return nil, err
	}
	return o.Rendition.append(out, start)
}

// appendSEOName writes NAME.EXTENSION after a path that begins at start, and removes the extension from the path.
func appendSEOName(out []byte, start int, name string) ([]byte, error) {
	path := string(out[start:])
	last := path[strings.LastIndexByte(path, '/')+1:]
	end := string(extension([]byte(last)))
	switch {
	case end == "":
		return nil, seoError(name, "requires a path with an extension, which the name will have")
	case dots(strings.TrimSuffix(last, end)) > 0: // would be resolved by browsers
		return nil, seoError(name, "requires a path whose file name has more than dots before the extension")
	case strings.HasSuffix(strings.ToLower(name), strings.ToLower(end)):
		return nil, seoError(name, "must not have the extension, which is added")
	}
	out = append(out[:len(out)-len(end)], '/')
	return append(appendEncoded(out, name, inPathText), end...), nil
}

// parseVariant sets Path, Prompt, SEOName and Rendition from a path without a leading slash and transformation. The
// result can be wrong for a path that the builder does not write in this form.
func (o *Options) parseVariant(path string, seo bool) {
	if rest, name, ok := cutLast(path); ok && Rendition(name).isKnown() {
		path, o.Rendition = rest, Rendition(strings.Clone(name))
	}
	switch prompt, rest, ok := strings.Cut(path, "/"); {
	case seo:
		dir, name, _ := cutLast(path)
		end := string(extension([]byte(name)))
		o.SEOName, path = decodePercent(strings.TrimSuffix(name, end)), dir+end
	case ok && strings.HasPrefix(prompt, promptPrefix):
		o.Prompt, path = decodePercent(strings.TrimPrefix(prompt, promptPrefix)), rest
	case schemeOf(decodePercent(path)) != "": // a web proxy's source in a signed URL
		path = decodePercent(path)
	}
	o.Path = "/" + path
}

// cutLast splits a path before its last segment.
func cutLast(path string) (dir, name string, ok bool) {
	i := strings.LastIndexByte(path, '/')
	if i < 0 {
		return "", path, false
	}
	return path[:i], path[i+1:], true
}
