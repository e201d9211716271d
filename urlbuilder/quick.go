package urlbuilder

import "math"

// quickEntry contains what most parameters need from the table, so that making them does not search the table.
type quickEntry struct {
	infos       [infoCount]paramInfo
	wholeOnly   bool     // numbers must be integers
	first, last float64  // numbers from first to last are allowed
	words       []string // allowed words that need no encoding and match no other form of value
}

// infoIndex is the index of the information of a code: for an integer, for another number, and so on.
type infoIndex uint8

const (
	intInfo infoIndex = iota
	floatInfo
	textInfo
	cleanInfo // for text that needs no encoding
	flagInfo
	infoCount
)

var infoKinds = [infoCount]kind{kindInt, kindFloat, kindText, kindText, kindFlag}

// quick has an entry for each code.
var quick = func() (table [len(codes)]quickEntry) {
	for i := range codes[1:] {
		code := codeID(i + 1)
		entry := code.entry()
		q := &table[code]
		q.first = 1 // last is 0, so no number is allowed
		for which, kind := range infoKinds {
			info := paramInfo{name: entry.Code, forbidden: entry.Forbidden, kind: kind, code: code}
			if infoIndex(which) == cleanInfo {
				info.flags = isCleanText
			}
			switch {
			case entry.ExclusiveGroup != "":
				info.flags |= isExclusive
			case infoIndex(which) != textInfo:
				info.flags |= isPlain
			}
			q.infos[which] = info
		}
		q.addNumbers(entry)
		if entry.Removed == "" {
			q.addWords(entry)
		}
	}
	return table
}()

// addNumbers sets the range of numbers, if the first form is for numbers.
func (q *quickEntry) addNumbers(entry *Parameter) {
	f := &entry.Forms[0]
	if f.Kind != NumberForm {
		return
	}
	q.first, q.last, q.wholeOnly = f.Min, f.Max, f.Decimals >= 0
	if f.ExclusiveMin {
		q.first = math.Nextafter(f.Min, math.Inf(1))
	}
}

// addWords adds the words of all forms.
func (q *quickEntry) addWords(entry *Parameter) {
	for i := range entry.Forms {
		f := &entry.Forms[i]
		if f.Kind != WordForm || f.Forbidden != 0 || f.ExclusiveGroup != "" {
			continue
		}
		for _, word := range f.Words {
			if form, _ := entry.match(word); form == f && isClean(word) {
				q.words = append(q.words, word)
			}
		}
	}
}

// takes reports whether a number is allowed. If it returns false, another form of value can still allow the number.
func (q *quickEntry) takes(n float64) bool {
	return n >= q.first && n <= q.last && (!q.wholeOnly || n == math.Trunc(n))
}
