package fuzz_test

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
)

// maxPool is the maximum number of identifiers of a kind in the pools.
const maxPool = 20

// pools has identifiers from earlier responses by kind. A kind is the name of a field, or the path of a resource.
type pools map[string][]string

func (p pools) add(kind, value string) {
	if value == "" || slices.Contains(p[kind], value) {
		return
	}
	p[kind] = append(p[kind], value)
	if len(p[kind]) > maxPool {
		p[kind] = p[kind][1:]
	}
}

// remove removes identifiers of deleted objects.
func (p pools) remove(ids []string) {
	for kind := range p {
		p[kind] = slices.DeleteFunc(p[kind], func(id string) bool {
			return slices.Contains(ids, id) || kind == versionPairs && slices.ContainsFunc(strings.Fields(id),
				func(part string) bool { return slices.Contains(ids, part) })
		})
	}
}

// get returns a random identifier of a kind. It returns false if there is none.
func (p pools) get(s source, kind string) (string, bool) {
	if len(p[kind]) == 0 {
		return "", false
	}
	return pick(s, p[kind]), true
}

// Kinds that are not names of fields or paths of resources.
const (
	fieldNames   = "field names"
	versionPairs = "ids of files and versions"
	namedKind    = "named transformations"
	urls         = "urls"
)

// addFromResponse adds the identifiers in a response. path is the path of the operation.
func (p pools) addFromResponse(path string, body []byte) {
	var value any
	if json.Unmarshal(body, &value) != nil {
		return
	}
	resource := strings.TrimSuffix(strings.TrimSuffix(path, "/{id}"), "/")
	list, ok := value.([]any)
	if !ok {
		list = []any{value}
	}
	for _, item := range list {
		o, _ := item.(map[string]any)
		if id, ok := o["id"].(string); ok {
			p.add(resource, id)
		}
		if name, ok := o["name"].(string); ok {
			p.addObjectName(resource, name)
		}
		p.addFields(o)
	}
}

func (p pools) addObjectName(resource, name string) {
	switch resource {
	case "/v1/customMetadataFields":
		p.add(fieldNames, name)
	case "/v1/named-transformations":
		p.add(namedKind, name)
	}
}

// addFields adds the values of fields that have the same meaning in all responses.
func (p pools) addFields(o map[string]any) {
	for _, name := range slices.Sorted(maps.Keys(o)) {
		switch v := o[name].(type) {
		case string:
			switch name {
			case "fileId", "filePath", "folderPath", "jobId", "requestId", "purgeRequestId":
				p.add(strings.Replace(name, "purgeRequestId", "requestId", 1), v)
			case "url", "thumbnail":
				p.add(urls, v)
			}
		case map[string]any:
			if id, ok := v["id"].(string); ok && name == "versionInfo" {
				file, _ := o["fileId"].(string)
				p.add("versionId", id)
				p.add(versionPairs, file+" "+id)
			}
		}
	}
}

// identifierKinds has the kind of the identifier in a field or a parameter, by name.
var identifierKinds = map[string]string{
	"fileId": "fileId", "versionId": "versionId", "jobId": "jobId", "requestId": "requestId", "filePath": "filePath",
	"sourceFilePath": "filePath", "folderPath": "folderPath", "sourceFolderPath": "folderPath",
	"destinationPath": "folderPath", "parentFolderPath": "folderPath", "folder": "folderPath", "path": "folderPath",
	"url": urls,
}

// insertValues replaces values in a body by identifiers of stored objects, and names by short names that occur often.
func (p pools) insertValues(s source, value any) {
	for _, at := range locations(value, nil, func(any) {}) {
		if at.parent == nil || s.oneIn(5) {
			continue
		}
		if v, ok := p.valueFor(s, at.name); ok {
			at.set(v)
		}
	}
}

// valueFor returns a value for a field that refers to a stored object or contains a name. It returns false for other
// fields.
func (p pools) valueFor(s source, name string) (any, bool) {
	switch name {
	case "fileIds":
		var ids []any
		for range 1 + s.IntN(3) {
			if id, ok := p.get(s, "fileId"); ok {
				ids = append(ids, id)
			}
		}
		return ids, ids != nil
	case "origins":
		id, ok := p.get(s, "/v1/accounts/origins")
		return []any{id}, ok
	case "fileName", "newFileName":
		return s.word() + pick(s, []string{".txt", ".png", "", ".mp4"}), true
	case "folderName", "newFolderName", "urlPrefix":
		return s.word(), true
	case "customMetadata":
		field, ok := p.get(s, fieldNames)
		return map[string]any{field: pick(s, []any{s.word(), s.IntN(100), true, []any{"a"}, nil})}, ok
	}
	value, ok := p.get(s, identifierKinds[name])
	return value, ok
}
