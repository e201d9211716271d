package transformations_test

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/openimagekit/imagekit/urlbuilder"
)

// maxNumber is the bound of numbers without a bound, in urlbuilder and here.
const maxNumber = 1 << 53

// samples are values as they are written in URLs. The builder must allow those in allowed. It may allow or refuse those
// in unverified: one form of a parameter may allow a value that another form does not.
type samples struct{ allowed, unverified []string }

func (s *samples) add(other samples) {
	s.allowed = append(s.allowed, other.allowed...)
	s.unverified = append(s.unverified, other.unverified...)
}

// samplesOf returns values of each form, within and beyond its bounds.
func samplesOf(forms []urlbuilder.ValueForm) samples {
	var all samples
	for _, f := range forms {
		all.add(samplesOfForm(f))
	}
	return all
}

func samplesOfForm(f urlbuilder.ValueForm) samples {
	switch f.Kind {
	case urlbuilder.BooleanForm:
		return samples{[]string{"true", "false"}, []string{"yes", "1"}}
	case urlbuilder.WordForm:
		return samples{f.Words, []string{"NoSuchWord", strings.ToUpper(f.Words[0])}}
	case urlbuilder.NumberForm:
		return samplesOfNumber(f)
	case urlbuilder.ExpressionForm:
		return expressions
	case urlbuilder.ColorForm:
		return colors
	case urlbuilder.TextForm:
		return samples{[]string{namedTransformation}, []string{"", "a,b"}}
	case urlbuilder.PatternForm:
		return samples{unverified: []string{"", namedTransformation, "a,b"}}
	case urlbuilder.PathForm:
		return samples{[]string{"logo.png", "a b@@é.png", "x&y=z.jpg"}, []string{"", "a:b.png"}}
	case urlbuilder.Base64Form:
		return samples{[]string{"aGVsbG8="}, []string{"", "a", "*"}}
	case urlbuilder.PromptForm:
		return samples{[]string{"prompt-a hat", "prompte-YSBoYXQ="}, []string{"", "prompt-", "prompte-*", "a hat"}}
	case urlbuilder.PartsForm:
		return samplesOfParts(f)
	case urlbuilder.ListForm:
		return samplesOfList(f)
	}
	return samples{}
}

// number returns a number as it is written in URLs.
func number(n float64) string {
	if n < 0 {
		return "N" + number(-n)
	}
	return strconv.FormatFloat(n, 'f', -1, 64)
}

func samplesOfNumber(f urlbuilder.ValueForm) samples {
	step := 1.0
	if f.Decimals != 0 {
		step = 0.01
	}
	low, below := f.Min, f.Min-step
	if f.ExclusiveMin {
		low, below = f.Min+step, f.Min
	}
	middle := math.Floor(max(low+1, 5))
	s := samples{
		allowed:    []string{number(low), number(f.Max)},
		unverified: []string{"", "-", "N", "1.", ".5", "1e3", "١"},
	}
	if middle < f.Max {
		s.allowed = append(s.allowed, number(middle))
	}
	if f.Min > -maxNumber {
		s.unverified = append(s.unverified, number(below))
	}
	if f.Max < maxNumber {
		s.unverified = append(s.unverified, number(f.Max+1))
	}
	switch {
	case f.Decimals == 0:
		s.unverified = append(s.unverified, number(low)+".5")
	case f.Decimals > 0:
		s.allowed = append(s.allowed, "7."+strings.Repeat("1", f.Decimals))
		s.unverified = append(s.unverified, "7.1"+strings.Repeat("1", f.Decimals), "0.0000001")
	}
	return s
}

var expressions = func() samples {
	s := samples{
		allowed: []string{"ih_div_2", "iw_mul_0.4", "bh_sub_ch", "100_add_cw", "iw_sub_ih_div_2_pow_2", "idn"},
		unverified: []string{
			"iw_", "_iw", "iw_div", "iw_div_", "iw_iw", "div_2", "iw_div_x", "iw__div_2", "IW_div_2", "iw-2",
			"iw_div_N2",
			"N5_add_3",
		},
	}
	for _, variable := range []string{
		"ih", "iw", "iar", "ch", "cw", "car", "bh", "bw", "bar", "idn", "idu", "bdu",
	} {
		for _, operator := range []string{"add", "sub", "mul", "div", "mod", "pow"} {
			s.allowed = append(s.allowed, variable+"_"+operator+"_2.5")
		}
	}
	return s
}()

var colors = samples{
	allowed:    []string{"red", "lightskyblue", "F3F3F3", "f3f3f3", "ABC", "AAFF0010", "00000000", "FF000099"},
	unverified: []string{"", "#FF0000", "F3F3F", "GGGGGG", "AAFF00FF", "Red", "red_5", "red-5", "auto", "rgb(1,2,3)"},
}

// samplesOfParts returns values that consist of parts: with and without the optional parts, and with each value of each
// part.
func samplesOfParts(f urlbuilder.ValueForm) samples {
	var s samples
	for _, separator := range f.Separators {
		first := make([]string, len(f.Parts))
		for i, p := range f.Parts {
			first[i] = p.Label + samplesOf(p.Forms).allowed[0]
		}
		join := func(parts []string) string {
			if f.Prefix != "" {
				parts = slices.Concat([]string{f.Prefix}, parts)
			}
			return strings.Join(parts, separator)
		}
		s.unverified = append(s.unverified, join(first)+separator, join(slices.Concat(first, first)))
		for i, p := range f.Parts {
			if shorter := join(first[:i]); p.Optional && shorter != "" {
				s.allowed = append(s.allowed, shorter)
			}
			s.add(samplesOfPart(p, func(value string) string {
				parts := slices.Clone(first)
				parts[i] = value
				return join(parts)
			}))
		}
	}
	return s
}

// samplesOfPart returns a complete value for each value of a part.
func samplesOfPart(p urlbuilder.ValuePart, whole func(value string) string) (s samples) {
	values := samplesOf(p.Forms)
	for _, v := range values.allowed {
		s.allowed = append(s.allowed, whole(p.Label+v))
	}
	for _, v := range values.unverified {
		s.unverified = append(s.unverified, whole(p.Label+v))
	}
	return s
}

func samplesOfList(f urlbuilder.ValueForm) samples {
	items := samplesOf(f.Items)
	separator := f.Separators[0]
	most := min(len(items.allowed), 8)
	if f.MaxItems > 0 {
		most = f.MaxItems
	}
	list := func(n int) string {
		texts := make([]string, n)
		for i := range texts {
			texts[i] = items.allowed[i%len(items.allowed)]
		}
		return strings.Join(texts, separator)
	}
	var s samples
	for n := max(f.MinItems, 1); n <= most; n++ {
		s.allowed = append(s.allowed, list(n))
	}
	s.unverified = []string{list(most) + separator, list(most + 1), list(1) + separator + separator + list(1)}
	if f.Unique {
		s.unverified = append(s.unverified, items.allowed[0]+separator+items.allowed[0])
	}
	if f.MinItems > 1 {
		s.unverified = append(s.unverified, list(f.MinItems-1))
	}
	for _, v := range items.unverified {
		s.unverified = append(s.unverified, items.allowed[0]+separator+v)
	}
	return s
}
