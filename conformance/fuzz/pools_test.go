package fuzz_test

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
)

// maxPool is the maximum number of identifiers of a kind in the pools.
const maxPool = 20

// pools has the identifiers in earlier responses by kind. A kind is the name of a field, or the path of a resource.
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

// drop removes identifiers of deleted objects.
func (p pools) drop(ids []string) {
	for kind := range p {
		p[kind] = slices.DeleteFunc(p[kind], func(id string) bool {
			return slices.Contains(ids, id) || kind == versionPairs && slices.ContainsFunc(strings.Fields(id),
				func(part string) bool { return slices.Contains(ids, part) })
		})
	}
}

// get returns a random identifier of a kind, if there is one.
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

// harvest adds the identifiers in a response. path is the path of the operation.
func (p pools) harvest(path string, body []byte) {
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
			p.addName(resource, name)
		}
		p.walk(o)
	}
}

func (p pools) addName(resource, name string) {
	switch resource {
	case "/v1/customMetadataFields":
		p.add(fieldNames, name)
	case "/v1/named-transformations":
		p.add(namedKind, name)
	}
}

// walk adds the values of fields that have the same meaning in all responses.
func (p pools) walk(o map[string]any) {
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

// kindOf has the kinds of identifiers that fields and parameters take.
var kindOf = map[string]string{
	"fileId": "fileId", "versionId": "versionId", "jobId": "jobId", "requestId": "requestId", "filePath": "filePath",
	"sourceFilePath": "filePath", "folderPath": "folderPath", "sourceFolderPath": "folderPath",
	"destinationPath": "folderPath", "parentFolderPath": "folderPath", "folder": "folderPath", "path": "folderPath",
	"url": urls,
}

// fill replaces values in a body by identifiers of stored objects, and names by short ones that are used repeatedly.
func (p pools) fill(s source, value any) {
	for _, at := range slots(value, nil, func(any) {}) {
		if at.parent == nil || s.oneIn(5) {
			continue
		}
		if v, ok := p.live(s, at.name); ok {
			at.set(v)
		}
	}
}

// live returns a value for a field if the field refers to a stored object or has a name.
func (p pools) live(s source, name string) (any, bool) {
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
	value, ok := p.get(s, kindOf[name])
	return value, ok
}
