package blob

import (
	"encoding/hex"
	"path"
	"strings"
)

// path returns the path in the media library of a key.
func (b *bucket) path(key string) string {
	dir, name, ok := cutLast(key)
	file := escape(name, ".")
	if strings.Trim(name, ".") == "" {
		file = escape(name, "")
	}
	if !ok {
		return path.Join(b.root, file)
	}
	return path.Join(b.root, escapePath(dir), file)
}

// key returns the key of a path in the media library. ok is false for a file that this driver has not written.
func (b *bucket) key(full string) (key string, ok bool) {
	rest, ok := strings.CutPrefix(full, strings.TrimSuffix(b.root, "/")+"/")
	if !ok {
		return "", false
	}
	names := strings.Split(rest, "/")
	for i, name := range names {
		if names[i], ok = unescape(name); !ok {
			return "", false
		}
	}
	key = strings.Join(names, "/")
	return key, b.path(key) == full
}

// cutLast cuts a key at its last slash. If it has none, ok is false and name is the key.
func cutLast(key string) (dir, name string, ok bool) {
	i := strings.LastIndexByte(key, '/')
	if i < 0 {
		return "", key, false
	}
	return key[:i], key[i+1:], true
}

// escapePath escapes the names of folders.
func escapePath(dir string) string {
	names := strings.Split(dir, "/")
	for i, name := range names {
		names[i] = escape(name, "")
	}
	return strings.Join(names, "/")
}

// escape returns a name that the service keeps. An empty name becomes an underscore.
func escape(name, keep string) string {
	if name == "" {
		return "_"
	}
	var b strings.Builder
	for i := range len(name) {
		c := name[i]
		isKept := '0' <= c && c <= '9' || 'A' <= c && c <= 'Z' || 'a' <= c && c <= 'z' || c == '-'
		if isKept || strings.IndexByte(keep, c) >= 0 {
			b.WriteByte(c)
		} else {
			b.WriteString("_" + hex.EncodeToString([]byte{c}))
		}
	}
	return b.String()
}

// unescape reverses escape. ok is false for a name that escape does not return.
func unescape(name string) (plain string, ok bool) {
	if name == "_" {
		return "", true
	}
	var b strings.Builder
	for i := 0; i < len(name); i++ {
		if name[i] != '_' {
			b.WriteByte(name[i])
			continue
		}
		if i+2 >= len(name) {
			return "", false
		}
		c, err := hex.DecodeString(name[i+1 : i+3])
		if err != nil {
			return "", false
		}
		b.Write(c)
		i += 2
	}
	return b.String(), true
}
