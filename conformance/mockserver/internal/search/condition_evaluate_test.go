package search_test

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/openimagekit/imagekit"
	"github.com/openimagekit/imagekit/conformance/mockserver/internal/search"
)

// selects reports whether a condition selects an asset that the server lists. It is written from the documentation of
// package helpers/search, and shares no code with the parser.
func selects(tree any, a *imagekit.Asset) bool {
	if a.Type == "file-version" && !mentions(tree, "file-version") {
		return false
	}
	return tree == nil || holds(tree, a)
}

// mentions reports whether a condition on the type of assets has this type.
func mentions(tree any, kind string) bool {
	if group, ok := tree.([]any); ok {
		return slices.ContainsFunc(group[1:], func(part any) bool { return mentions(part, kind) })
	}
	c, ok := tree.(search.Comparison)
	return ok && c.Field == "type" && slices.Contains(c.Values, any(kind))
}

func holds(tree any, a *imagekit.Asset) bool {
	if group, ok := tree.([]any); ok {
		isOr := group[0] == "OR"
		for _, part := range group[1:] {
			if holds(part, a) == isOr {
				return isOr
			}
		}
		return !isOr
	}
	c := tree.(search.Comparison)
	values, canHave := valuesOf(c.Field, a)
	operator, isNegated := strings.CutPrefix(c.Operator, "NOT ")
	return canHave && compare(c.Field, operator, values, c.Values) != isNegated
}

// valuesOf returns the values of a field, and whether the asset could have some.
func valuesOf(field string, a *imagekit.Asset) (values []any, canHave bool) {
	isFile := a.Type != imagekit.AssetTypeFolder
	isImage := isFile && a.Width > 0
	if name, ok := strings.CutPrefix(field, "customMetadata."); ok {
		return flat(a.CustomMetadata[name]), true
	}
	switch field {
	case "id":
		return []any{a.FileID + a.FolderID}, true
	case "name":
		return []any{a.Name}, true
	case "type":
		return []any{string(a.Type)}, true
	case "path":
		return []any{path.Join(path.Dir(strings.TrimSuffix(a.FilePath+a.FolderPath, "/")), "/")}, true
	case "createdBy":
		return []any{""}, true
	case "createdAt":
		return []any{a.CreatedAt}, true
	case "updatedAt":
		return []any{a.UpdatedAt}, true
	case "size":
		return []any{float64(a.Size)}, isFile
	case "width":
		return []any{float64(a.Width)}, isImage
	case "height":
		return []any{float64(a.Height)}, isImage
	case "transparency":
		return []any{a.HasAlpha}, isImage
	case "private":
		return []any{a.IsPrivateFile}, isFile
	case "published":
		return []any{a.IsPublished}, isFile
	case "format":
		return []any{strings.TrimPrefix(path.Ext(a.Name), ".")}, isFile
	case "tags":
		for _, tag := range a.Tags {
			values = append(values, tag)
		}
		return values, isFile
	}
	return nil, isFile // the files have no embedded metadata
}

func flat(value any) []any {
	switch value := value.(type) {
	case nil:
		return nil
	case []any:
		return value
	}
	return []any{value}
}

// compare reports whether values have the relation to the wanted ones that an operator without NOT stands for.
func compare(field, operator string, values, wanted []any) bool {
	switch operator {
	case "EXISTS":
		return len(values) > 0
	case "HAS":
		return hasWords(values, wanted[0].(string))
	case ":":
		return slices.ContainsFunc(values, func(v any) bool { return begins(field, fmt.Sprint(v), wanted[0].(string)) })
	}
	return slices.ContainsFunc(values, func(v any) bool {
		return slices.ContainsFunc(wanted, func(w any) bool {
			order, ok := orderOf(field, v, w)
			return ok && map[string]bool{
				"=": order == 0, "IN": order == 0, "<": order < 0, "<=": order <= 0, ">": order > 0, ">=": order >= 0,
			}[operator]
		})
	})
}

func begins(field, text, prefix string) bool {
	if field == "path" {
		return strings.HasPrefix(strings.TrimSuffix(text, "/")+"/", prefix)
	}
	return strings.HasPrefix(text, prefix)
}

// orderOf compares a value with a wanted one. ok is false if they cannot be compared.
func orderOf(field string, value, wanted any) (order int, ok bool) {
	text := fmt.Sprint(wanted)
	_, isBare := wanted.(search.Bare)
	switch v := value.(type) {
	case bool:
		return strings.Compare(strconv.FormatBool(v), text), isBare && (text == "true" || text == "false")
	case time.Time:
		return v.Compare(timeOf(text)), true
	case float64:
		n, ok := numberOf(text)
		return cmp.Compare(v, n), ok && (isBare || field == "size")
	case string:
		if field == "path" {
			return strings.Compare(strings.TrimSuffix(v, "/")+"/", text), true
		}
		if t, err := time.Parse(time.RFC3339, v); err == nil && field == "customMetadata.bought" {
			return t.Compare(timeOf(text)), true
		}
		return strings.Compare(v, text), !isBare
	}
	return 0, false
}

// timeOf parses a time as conditions write it.
func timeOf(text string) time.Time {
	if t, err := time.Parse("2006-01-02T15:04:05", text); err == nil {
		return t
	}
	n, _ := strconv.Atoi(text[:len(text)-1])
	return now.Add(-time.Duration(n) * map[byte]time.Duration{'h': time.Hour, 'd': 24 * time.Hour}[text[len(text)-1]])
}

func numberOf(text string) (float64, bool) {
	factor := 1.0
	for unit, bytes := range map[string]float64{"kb": 1024, "mb": 1024 * 1024} {
		if number, ok := strings.CutSuffix(text, unit); ok {
			text, factor = number, bytes
		}
	}
	n, err := strconv.ParseFloat(text, 64)
	return n * factor, err == nil
}

// hasWords reports whether texts have all words, the last of which can be the beginning of a word.
func hasWords(values []any, words string) bool {
	all := wordPattern.FindAllString(strings.ToLower(words), -1)
	have := " " + strings.Join(wordPattern.FindAllString(strings.ToLower(fmt.Sprintln(values...)), -1), " ") + " "
	for i, word := range all {
		if i < len(all)-1 {
			word += " "
		}
		if !strings.Contains(have, " "+word) {
			return false
		}
	}
	return true
}
