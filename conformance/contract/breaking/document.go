package main

import (
	"fmt"
	"maps"
	"os"
	"strings"

	"go.yaml.in/yaml/v3"
)

// node is a JSON object of a document.
type node = map[string]any

// readDocument reads an OpenAPI document in YAML or JSON.
func readDocument(file string) (node, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var document node
	if err := yaml.Unmarshal(data, &document); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	if versionOf(document) == "" {
		return nil, fmt.Errorf("%s is not an OpenAPI document with a version", file)
	}
	return document, nil
}

func versionOf(document node) string {
	info, _ := document["info"].(node)
	version, _ := info["version"].(string)
	return version
}

// webhookPath begins the paths that stand for webhooks.
const webhookPath = "/webhooks/"

// forComparison returns a copy of a document for oasdiff, which compares bodies of webhooks like requests. In the copy,
// the body of a webhook is that of a response, because clients receive it. The copy has no experimental operations.
func forComparison(document node) node {
	copied, paths := maps.Clone(document), node{}
	delete(copied, "webhooks")
	items, _ := document["paths"].(node)
	for path, item := range items {
		if kept := withoutExperimental(item); len(kept) > 0 {
			paths[path] = kept
		}
	}
	webhooks, _ := document["webhooks"].(node)
	for name, item := range webhooks {
		item, _ := item.(node)
		operation, _ := item["post"].(node)
		body, _ := operation["requestBody"].(node)
		paths[webhookPath+name] = node{"get": node{
			"operationId": operation["operationId"],
			"responses":   node{"200": node{"description": "The event.", "content": body["content"]}},
		}}
	}
	copied["paths"] = paths
	return copied
}

// withoutExperimental returns a copy of a path item without experimental operations. It is empty if there are no
// others.
func withoutExperimental(item any) node {
	kept, operations := node{}, 0
	all, _ := item.(node)
	for key, value := range all {
		operation, _ := value.(node)
		if operation["x-experimental"] == true {
			continue
		}
		if operation["responses"] != nil {
			operations++
		}
		kept[key] = value
	}
	if operations == 0 {
		return nil
	}
	return kept
}

// place names an operation or a webhook.
func place(method, path string) string {
	if name, ok := strings.CutPrefix(path, webhookPath); ok {
		return "webhook " + name
	}
	if path == "" {
		return "components"
	}
	return method + " " + path
}
