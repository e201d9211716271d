package main

import (
	"fmt"
	"maps"
	"os"
	"slices"
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
// the body of a webhook is that of a response, because clients receive it. The copy has no experimental operations,
// parameters, properties and enum values.
func forComparison(document node) node {
	copied, paths := maps.Clone(document), node{}
	delete(copied, "webhooks")
	items, _ := document["paths"].(node)
	for path, item := range items {
		if stable := withoutExperimental(item).(node); hasOperations(stable) {
			paths[path] = stable
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
	copied["paths"], copied["components"] = paths, node{}
	components, _ := document["components"].(node)
	for kind, all := range components {
		kept := node{}
		for name, component := range all.(node) { // also experimental ones, because references must not be broken
			kept[name] = withoutExperimental(component)
		}
		copied["components"].(node)[kind] = kept
	}
	return copied
}

// withoutExperimental returns a copy of a value without the experimental objects and enum values in it.
func withoutExperimental(value any) any {
	switch value := value.(type) {
	case node:
		kept := node{}
		for key, child := range value {
			if !isExperimental(child) {
				kept[key] = withoutExperimental(child)
			}
		}
		removeExperimentalValues(kept)
		return kept
	case []any:
		kept := []any{}
		for _, child := range value {
			if !isExperimental(child) {
				kept = append(kept, withoutExperimental(child))
			}
		}
		return kept
	}
	return value
}

// removeExperimentalValues removes the experimental values of an enum.
func removeExperimentalValues(schema node) {
	values, _ := schema["enum"].([]any)
	experimental, _ := schema["x-experimental-values"].([]any)
	if len(experimental) == 0 {
		return
	}
	schema["enum"] = slices.DeleteFunc(values, func(v any) bool { return slices.Contains(experimental, v) })
}

func isExperimental(value any) bool {
	object, _ := value.(node)
	return object["x-experimental"] == true
}

// hasOperations reports whether a path item has an operation.
func hasOperations(item node) bool {
	for _, value := range item {
		if operation, _ := value.(node); operation["responses"] != nil {
			return true
		}
	}
	return false
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
