package main

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// operation is an operation or a webhook of a document.
type operation struct {
	*document
	node
	name      string // method and path, or "webhook" and the name of the webhook
	path      string
	item      node // path item that contains the operation
	isWebhook bool
}

var methods = []string{"get", "put", "post", "delete", "options", "head", "patch", "trace"}

var pathParameter = regexp.MustCompile(`\{[^}]*\}`)

// operations returns all operations and webhooks by name. In the keys, path parameters are replaced by {}.
func (d *document) operations() map[string]operation {
	all := map[string]operation{}
	for _, isWebhook := range []bool{false, true} {
		items := child(d.root, map[bool]string{false: "paths", true: "webhooks"}[isWebhook])
		for path := range items {
			for _, method := range methods {
				item := d.resolve(items[path])
				if child(item, method) == nil {
					continue
				}
				op := operation{document: d, node: child(item, method), path: path, item: item, isWebhook: isWebhook}
				op.name = strings.ToUpper(method) + " " + path
				if isWebhook {
					op.name = "webhook " + path
				}
				all[pathParameter.ReplaceAllString(op.name, "{}")] = op
			}
		}
	}
	return all
}

// servers returns the URLs of the servers of the operation.
func (op operation) servers() string {
	for _, n := range []node{op.node, op.item, op.root} {
		if servers := list(n, "servers"); servers != nil {
			var urls []string
			for _, s := range servers {
				urls = append(urls, text(op.resolve(s), "url"))
			}
			slices.Sort(urls)
			return strings.Join(urls, " ")
		}
	}
	return ""
}

// parameters returns the parameters of the operation by location and name, such as "query limit". Path parameters are
// numbered instead, because their names are not sent.
func (op operation) parameters() map[string]node {
	var inPath []string
	for _, name := range pathParameter.FindAllString(op.path, -1) {
		inPath = append(inPath, strings.Trim(name, "{}"))
	}
	all := map[string]node{}
	for _, p := range slices.Concat(list(op.item, "parameters"), list(op.node, "parameters")) {
		n := op.resolve(p)
		name := text(n, "name")
		switch text(n, "in") {
		case "path":
			name = strconv.Itoa(slices.Index(inPath, name) + 1)
		case "header":
			name = strings.ToLower(name)
		}
		all[text(n, "in")+" "+name] = n
	}
	return all
}
