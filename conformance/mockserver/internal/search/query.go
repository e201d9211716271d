package search

import (
	"strings"
	"time"
)

// Query is a parsed query. It is immutable and safe for concurrent use.
type Query struct {
	root  node
	wants [len(typeNames)]bool
}

// Parse parses a query. Relative times in it count back from now. Every error is a [*SyntaxError].
func Parse(query string, now time.Time) (*Query, error) { return searches.parse(query, now) }

// ParseChecks parses the checks of an upload. They have the grammar of search queries and other fields:
//
//	"request.folder", "request.fileName"           =  NOT =  :  IN  NOT IN      a folder ends in a slash
//	"request.tags"                                 IN  NOT IN  EXISTS  NOT EXISTS
//	"file.mime"                                    =  NOT =  :  IN  NOT IN
//	"file.size"                                    =  NOT =  <  <=  >  >=  IN  NOT IN
//	"mediaMetadata.format"                         =  IN
//	"mediaMetadata.width", "mediaMetadata.height"  =  NOT =  <  <=  >  >=  IN  NOT IN
//
// Names of fields must be quoted. The asset for [Query.Match] has the type [File]. Every error is a [*SyntaxError].
func ParseChecks(text string, now time.Time) (*Query, error) { return checks.parse(text, now) }

func (l *language) parse(query string, now time.Time) (*Query, error) {
	tokens, err := scan(query)
	if err != nil {
		return nil, err
	}
	p := &parser{language: l, query: query, tokens: tokens, now: now}
	root, err := p.alternatives()
	if err != nil {
		return nil, err
	}
	if t := p.peek(); t.kind != end {
		return nil, p.problem(t, "expected AND, OR or end of query, got %s", t)
	}
	q := &Query{root: root}
	for t := range q.wants {
		q.wants[t] = root.possible(Type(t)) && (Type(t) != FileVersion || root.names(FileVersion))
	}
	return q, nil
}

// Match reports whether the query selects an asset. It does not retain the asset, so a caller can reuse one Asset for
// many calls.
func (q *Query) Match(a *Asset) bool { return q.wants[a.Type] && q.root.match(a) }

// Wants reports whether the query can select assets of a type. Callers can skip assets of other types.
func (q *Query) Wants(t Type) bool { return q.wants[t] }

// Relevance returns how well an asset that the query selects matches the HAS conditions: higher is better, and 0 means
// that it matches none.
//
// Assumed: in the sort order by relevance, a match of a whole word counts more than a match of the beginning of a word,
// and nothing else counts. Equally relevant results come newest first.
func (q *Query) Relevance(a *Asset) int { return q.root.relevance(a) }

// String returns the query in a canonical form, which parses to the same query.
func (q *Query) String() string {
	var b strings.Builder
	q.root.write(&b)
	return b.String()
}
