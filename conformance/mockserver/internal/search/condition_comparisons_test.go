package search_test

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/openimagekit/imagekit/conformance/mockserver/internal/search"
	build "github.com/openimagekit/imagekit/helpers/search"
)

// compared returns a comparison with the tree that its query must have.
func compared(c build.Condition, ok bool, name, operator string, values ...any) randomCondition {
	return randomCondition{c, search.Comparison{Field: name, Operator: operator, Values: values}, !ok}
}

// exactField is a field with text that can be compared for equality.
type exactField interface {
	Is(value string) build.Condition
	IsNot(value string) build.Condition
	In(values ...string) build.Condition
	NotIn(values ...string) build.Condition
}

func (s *randomSource) exact(f exactField, name string) randomCondition {
	value, isText := s.anyText()
	values, texts, areTexts := s.anyTexts()
	switch s.choose(4) {
	case 0:
		return compared(f.Is(value), isText, name, "=", value)
	case 1:
		return compared(f.IsNot(value), isText, name, "NOT =", value)
	case 2:
		return compared(f.In(values...), areTexts, name, "IN", texts...)
	}
	return compared(f.NotIn(values...), areTexts, name, "NOT IN", texts...)
}

// textField is a field with text of any length.
type textField interface {
	exactField
	HasPrefix(prefix string) build.Condition
	Has(words string) build.Condition
}

var wordPart = regexp.MustCompile(`[\pL\p{Nd}\pM]`)

func (s *randomSource) text(f textField, name string) randomCondition {
	value, isText := s.anyText()
	switch s.choose(3) {
	case 0:
		return s.exact(f, name)
	case 1:
		return compared(f.HasPrefix(value), isText && value != "", name, ":", value)
	}
	return compared(f.Has(value), isText && wordPart.MatchString(value), name, "HAS", value)
}

// custom returns a condition on a custom metadata field with text, sometimes with a strange name.
func (s *randomSource) custom() randomCondition {
	name, isName := "brand", true
	if s.choose(4) == 3 {
		name, isName = s.anyText()
	}
	c := s.text(build.CustomText(name), "customMetadata."+name)
	c.wrong = c.wrong || !isName || name == ""
	return c
}

// listField is a field with several texts.
type listField interface {
	In(values ...string) build.Condition
	NotIn(values ...string) build.Condition
	Exists() build.Condition
	NotExists() build.Condition
}

func (s *randomSource) list(f listField, name string) randomCondition {
	values, texts, ok := s.anyTexts()
	switch s.choose(4) {
	case 0:
		return compared(f.In(values...), ok, name, "IN", texts...)
	case 1:
		return compared(f.NotIn(values...), ok, name, "NOT IN", texts...)
	case 2:
		return compared(f.Exists(), true, name, "EXISTS")
	}
	return compared(f.NotExists(), true, name, "NOT EXISTS")
}

func (s *randomSource) tags() randomCondition {
	if s.choose(2) == 0 {
		return s.list(build.Tags, "tags")
	}
	words, isText := s.anyText()
	return compared(build.Tags.Has(words), isText && wordPart.MatchString(words), "tags", "HAS", words)
}

func (s *randomSource) assetType() randomCondition {
	types := []build.AssetType{build.File, build.FileVersion, build.Folder, "image"}
	one, two := types[s.choose(4)], types[s.choose(4)]
	ok := one != "image"
	switch s.choose(4) {
	case 0:
		return compared(build.Type.Is(one), ok, "type", "=", string(one))
	case 1:
		return compared(build.Type.IsNot(one), ok, "type", "NOT =", string(one))
	case 2:
		return compared(build.Type.In(one, two), ok && two != "image", "type", "IN", string(one), string(two))
	}
	return compared(build.Type.NotIn(one, two), ok && two != "image", "type", "NOT IN", string(one), string(two))
}

func (s *randomSource) format() randomCondition {
	formats := []string{"png", "txt", "jpg"}
	one, two := formats[s.choose(3)], formats[s.choose(3)]
	if s.choose(2) == 0 {
		return compared(build.Format.Is(one), true, "format", "=", one)
	}
	return compared(build.Format.In(one, two), true, "format", "IN", one, two)
}

func (s *randomSource) boolean() randomCondition {
	value := s.choose(2) == 1
	bare := search.Bare(strconv.FormatBool(value))
	switch s.choose(4) {
	case 0:
		return compared(build.Private.Is(value), true, "private", "=", bare)
	case 1:
		return compared(build.Published.Is(value), true, "published", "=", bare)
	case 2:
		return compared(build.Transparency.Is(value), true, "transparency", "=", bare)
	}
	return compared(build.CustomBool("active").Is(value), true, "customMetadata.active", "=", bare)
}

func (s *randomSource) path() randomCondition {
	folders := []string{"/", "shop", "/shop/", "/shop/new", "shop/new/", "/shopping", `it's "new"`, "a//b", "..", ""}
	written := []string{"/", "/shop/", "/shop/", "/shop/new/", "/shop/new/", "/shopping/", `/it's "new"/`, "", "", ""}
	i, j := s.choose(len(folders)), s.choose(len(folders))
	one, two, ok := written[i], written[j], written[i] != ""
	switch s.choose(5) {
	case 0:
		return compared(build.Path.Is(folders[i]), ok, "path", "=", one)
	case 1:
		return compared(build.Path.IsNot(folders[i]), ok, "path", "NOT =", one)
	case 2:
		return compared(build.Path.In(folders[i], folders[j]), ok && two != "", "path", "IN", one, two)
	case 3:
		return compared(build.Path.NotIn(folders[i], folders[j]), ok && two != "", "path", "NOT IN", one, two)
	}
	return compared(build.Path.Within(folders[i]), ok, "path", ":", one)
}

func (s *randomSource) location() randomCondition {
	const name = "embeddedMetadata.LocationTaken"
	latitudes, longitudes := []float64{40, -90, 48.14, 91}, []float64{100, -180, 0.000001, math.NaN()}
	i, j := s.choose(4), s.choose(4)
	corner, opposite := build.Point{Latitude: latitudes[i], Longitude: longitudes[j]}, build.Point{Longitude: 11.5}
	ok, text := i < 3 && j < 3, []string{"40", "-90", "48.14", ""}[i]+","+[]string{"100", "-180", "0.000001", ""}[j]
	if s.choose(2) == 0 {
		return compared(build.LocationTaken.Near(corner, 0.5), ok, name, "=", text+" 0.5km")
	}
	return compared(build.LocationTaken.InRectangle(corner, opposite), ok, name, "=", text+"|0,11.5")
}

// options returns a condition on a field with options that are text, numbers or booleans.
func (s *randomSource) options() randomCondition {
	color, sizes := build.CustomSelect("color"), build.CustomMultiSelect("sizes")
	const one, several = "customMetadata.color", "customMetadata.sizes"
	switch s.choose(6) {
	case 0:
		return s.exact(color, one)
	case 1:
		prefix, isText := s.anyText()
		return compared(color.HasPrefix(prefix), isText && prefix != "", one, ":", prefix)
	case 2:
		return numbers(s, color.Numbers().NumberField, one, s.number)
	case 3:
		return compared(color.Bools().Is(true), true, one, "=", search.Bare("true"))
	case 4:
		return compared(sizes.Numbers().In(38, 40.5), true, several, "IN", search.Bare("38"), search.Bare("40.5"))
	}
	return compared(sizes.Bools().NotIn(true), true, several, "NOT IN", search.Bare("true"))
}

func (s *randomSource) existence() randomCondition {
	fields := []struct {
		name  string
		field interface {
			Exists() build.Condition
			NotExists() build.Condition
		}
	}{
		{"brand", build.CustomText("brand")},
		{"price", build.CustomNumber("price")},
		{"bought", build.CustomDate("bought")},
		{"active", build.CustomBool("active")},
		{"color", build.CustomSelect("color")},
		{"sizes", build.CustomMultiSelect("sizes")},
	}
	f := fields[s.choose(len(fields))]
	if s.choose(2) == 0 {
		return compared(f.field.Exists(), true, "customMetadata."+f.name, "EXISTS")
	}
	return compared(f.field.NotExists(), true, "customMetadata."+f.name, "NOT EXISTS")
}

func (s *randomSource) integer() (n int, written any, ok bool) {
	n = []int{8, 20, 0, -5, 300}[s.choose(5)]
	return n, search.Bare(strconv.Itoa(n)), true
}

func (s *randomSource) number() (n float64, written any, ok bool) {
	i := s.choose(6)
	n = []float64{4.5, 1e21, math.Copysign(0, -1), -3, math.Inf(1), math.NaN()}[i]
	return n, search.Bare([]string{"4.5", "1" + strings.Repeat("0", 21), "0", "-3", "", ""}[i]), i < 4
}

func (s *randomSource) size() (size build.ByteSize, written any, ok bool) {
	n := []int64{1, 100, 0, -1}[s.choose(4)]
	text, ok := strconv.FormatInt(n, 10), n >= 0
	switch s.choose(3) {
	case 0:
		return build.KB(n), text + "kb", ok
	case 1:
		return build.MB(n), text + "mb", ok
	}
	return build.Bytes(n), search.Bare(text), ok
}

func numbers[T int | float64 | build.ByteSize](
	s *randomSource, f build.NumberField[T], name string, value func() (T, any, bool),
) randomCondition {
	one, oneWritten, ok := value()
	two, twoWritten, okTwo := value()
	switch s.choose(8) {
	case 0:
		return compared(f.Is(one), ok, name, "=", oneWritten)
	case 1:
		return compared(f.IsNot(one), ok, name, "NOT =", oneWritten)
	case 2:
		return compared(f.LessThan(one), ok, name, "<", oneWritten)
	case 3:
		return compared(f.AtMost(one), ok, name, "<=", oneWritten)
	case 4:
		return compared(f.GreaterThan(one), ok, name, ">", oneWritten)
	case 5:
		return compared(f.AtLeast(one), ok, name, ">=", oneWritten)
	case 6:
		return compared(f.In(one, two), ok && okTwo, name, "IN", oneWritten, twoWritten)
	}
	return compared(f.NotIn(one, two), ok && okTwo, name, "NOT IN", oneWritten, twoWritten)
}

func (s *randomSource) date(f build.DateField, name string) randomCondition {
	times := []time.Time{
		now.AddDate(0, 0, -3), now.Add(-5*time.Hour + time.Second/2), now.In(time.FixedZone("", 3600)), {},
	}
	written := []string{"2026-06-12T12:00:00", "2026-06-15T07:00:00", "2026-06-15T12:00:00", ""}
	i := s.choose(4)
	t, text, ok := times[i], written[i], i < 3
	exact := ok && i != 1 // without a fraction of a second
	ages := []time.Duration{time.Hour, 5 * 24 * time.Hour, 50 * time.Hour, 90 * time.Minute, -time.Hour, 1<<63 - 1}
	j := s.choose(6)
	age, ageText, isAge := ages[j], []string{"1h", "5d", "50h", "", "", ""}[j], j < 3
	return []randomCondition{
		compared(f.Is(t), exact, name, "=", text),
		compared(f.IsNot(t), exact, name, "NOT =", text),
		compared(f.In(now, t), exact, name, "IN", written[2], text),
		compared(f.NotIn(now, t), exact, name, "NOT IN", written[2], text),
		compared(f.After(age), isAge, name, ">", ageText),
		compared(f.Before(age), isAge, name, "<", ageText),
		compared(f.NotBefore(age), isAge, name, ">=", ageText),
		compared(f.NotAfter(age), isAge, name, "<=", ageText),
		compared(f.AfterTime(t), ok, name, ">", text),
		compared(f.BeforeTime(t), ok, name, "<", text),
		compared(f.NotBeforeTime(t), ok, name, ">=", text),
		compared(f.NotAfterTime(t), ok, name, "<=", text),
	}[s.choose(12)]
}
