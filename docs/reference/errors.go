package main

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// apiError is an item of x-errors.
type apiError struct {
	Status  int
	Message string
	Reason  string
	When    string
}

// errors returns the errors that the document lists for the operation itself.
func (op *operation) errors() ([]apiError, error) {
	return decode[[]apiError](member(op.node, "x-errors"))
}

// errorSection returns the description of the errors of an operation.
func errorSection(list []apiError) string {
	if len(list) == 0 {
		return ""
	}
	return "**Errors** besides [those of all operations](errors.html#errors-of-all-operations):\n\n" + errorTable(list)
}

// errorTable returns a table of errors in Markdown, in the order of their status. It has no columns that are empty.
func errorTable(list []apiError) string {
	list = slices.Clone(list)
	slices.SortStableFunc(list, func(a, b apiError) int { return cmp.Compare(a.Status, b.Status) })
	columns := []struct {
		title string
		cell  func(apiError) string
	}{
		{"Status", func(e apiError) string { return strconv.Itoa(e.Status) }},
		{"Message", func(e apiError) string { return code(e.Message) }},
		{"Reason", func(e apiError) string { return code(e.Reason) }},
		{"When", func(e apiError) string { return escaped(e.When) }},
	}
	rows := make([]strings.Builder, len(list)+2)
	for _, column := range columns {
		isEmpty := func(e apiError) bool { return column.cell(e) == "" }
		if !slices.ContainsFunc(list, func(e apiError) bool { return !isEmpty(e) }) {
			continue
		}
		rows[0].WriteString("| " + column.title + " ")
		rows[1].WriteString("| --- ")
		for i, e := range list {
			rows[i+2].WriteString("| " + column.cell(e) + " ")
		}
	}
	var table strings.Builder
	for i := range rows {
		table.WriteString(rows[i].String() + "|\n")
	}
	return table.String()
}

var backquotes = regexp.MustCompile("`+")

// code returns a code span of Markdown in a table, or an empty text for one.
func code(text string) string {
	if text == "" {
		return ""
	}
	fence := "`"
	for _, run := range backquotes.FindAllString(text, -1) {
		if len(run) >= len(fence) {
			fence = run + "`"
		}
	}
	if len(fence) > 1 { // a space, which is not shown, separates backquotes in the text
		text = " " + text + " "
	}
	return fence + strings.ReplaceAll(text, "|", `\|`) + fence
}

// escaped returns text in a table of Markdown. It may contain code spans.
func escaped(text string) string { return strings.ReplaceAll(text, "|", `\|`) }

// sharedErrors returns the table of the errors of shared responses.
func (d *document) sharedErrors() (string, error) {
	responses := member(d.root, "components", "responses")
	var all []apiError
	for name, response := range members(responses) {
		list, err := decode[[]apiError](member(response, "x-errors"))
		if err != nil {
			return "", err
		}
		status, err := d.statusOf(name)
		if err != nil && len(list) > 0 {
			return "", err
		}
		for _, e := range list {
			e.Status = status
			all = append(all, e)
		}
	}
	return errorTable(all), nil
}

// statusOf returns the status with which operations refer to a shared response.
func (d *document) statusOf(response string) (int, error) {
	for _, op := range d.operations {
		for status, reference := range members(member(op.node, "responses")) {
			if text(member(reference, "$ref")) == "#/components/responses/"+response {
				return strconv.Atoi(status)
			}
		}
	}
	return 0, fmt.Errorf("no operation has the response %s", response)
}

// operationErrors returns a section for each operation with errors of its own.
func (d *document) operationErrors() (string, error) {
	var out strings.Builder
	for _, op := range d.operations {
		list, err := op.errors()
		if err != nil {
			return "", fmt.Errorf("%s: %w", op.id, err)
		}
		if len(list) == 0 {
			continue
		}
		fmt.Fprintf(&out, "### %s\n\n%s: [`%s %s`](%s)\n\n%s\n", op.id,
			strings.TrimSuffix(text(member(op.node, "summary")), "."), op.method, op.path, op.link(), errorTable(list))
	}
	return out.String(), nil
}
