package search

import (
	"strings"
	"time"
)

// Query is a parsed query. It never changes, and may be used concurrently.
type Query struct {
	root  node
	wants [len(typeNames)]bool
}

// Parse reads a query; relative times in it are before now. Every error is a *[SyntaxError].
func Parse(query string, now time.Time) (*Query, error) { return searches.parse(query, now) }

// ParseChecks reads the condition of an upload, a language with the same grammar and other fields:
//
//	"request.folder", "request.fileName"           =  NOT =  :  IN  NOT IN      the folder ends in a slash
//	"request.tags"                                 IN  NOT IN  EXISTS  NOT EXISTS
//	"file.mime"                                    =  NOT =  :  IN  NOT IN
//	"file.size"                                    =  NOT =  <  <=  >  >=  IN  NOT IN
//	"mediaMetadata.format"                         =  IN
//	"mediaMetadata.width", "mediaMetadata.height"  =  NOT =  <  <=  >  >=  IN  NOT IN
//
// Names of fields are always quoted. What is to be checked is an [Asset] of the type [File].
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

// Match reports whether the query selects an asset. It keeps nothing of it, so that a caller with many of them can use
// one Asset for all.
func (q *Query) Match(a *Asset) bool { return q.wants[a.Type] && q.root.match(a) }

// Wants reports whether the query can select an asset of a type at all. A caller need not look at the others.
func (q *Query) Wants(t Type) bool { return q.wants[t] }

// Relevance tells how well an asset fulfils the HAS conditions of a query that selects it: the more, the better, and 0
// if there is none that it fulfils.
//
// Assumed: a word that is found whole is more relevant than one that is the beginning of another word, and nothing else
// matters. Equally relevant results come the newest first.
func (q *Query) Relevance(a *Asset) int { return q.root.relevance(a) }

// String writes the query in a canonical form, which parses to the same query.
func (q *Query) String() string {
	var b strings.Builder
	q.root.write(&b)
	return b.String()
}
