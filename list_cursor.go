package imagekit

import (
	"cmp"
	"errors"
	"slices"
	"time"
)

const (
	// minOverlap is the number of known results, besides those with the time of the last one, with which a page begins.
	// One would not be enough: a loop that deletes files has deleted the first result of a page when it requests the
	// next page.
	minOverlap = 4
	// maxOverlap is the maximum number of known results that a page begins with, in order to find out whether earlier
	// results have vanished.
	maxOverlap = 100
	// maxFruitless is the maximum number of requests that look for the next new result. A service that does not sort
	// its results must not make the client look for it forever.
	maxFruitless = 1000
	// maxRepeated is the maximum number of pages in succession that repeat the one before. A service that ignores skip
	// must not make the client request the same page forever. If files are added, a correct service can also repeat a
	// page.
	maxRepeated = 4
)

// errRepeated is the error of a list that has no end because the service ignores skip.
var errRepeated = errors.New(
	"imagekit: listFiles: the service returns the same results for different values of skip, so the list has no end",
)

// assetKey is the position of an asset in a list that is sorted by creation time, and its identity.
type assetKey struct {
	created     time.Time
	id, version string // id of the file or folder, id of the version
}

// key returns the key of a file, or of a folder that was decoded as a file.
func (f *File) key() assetKey {
	return assetKey{f.CreatedAt, cmp.Or(f.FileID, f.Name), f.VersionInfo.ID}
}

func (a *Asset) key() assetKey {
	if a.FileID == "" {
		return assetKey{created: a.CreatedAt, id: a.FolderID}
	}
	return assetKey{a.CreatedAt, a.FileID, a.VersionInfo.ID}
}

// cursor decides which results of a list to request, and which results of a page are new.
//
// The service counts results from the beginning of a list, so results that vanish from it move later ones to pages that
// have been fetched. In a list that is sorted by creation time, which does not change, every result shows whether the
// end of the previous page is before it or after it. Each page therefore begins with a few results of the previous one.
// If these have moved, cursor goes back.
type cursor struct {
	direction int    // 1 if results are sorted by creation time, -1 for the latest first, 0 if they are only counted
	limit     int    // of new results in a page
	skip      int    // of the next request
	overlap   int    // results of the next page that should be known; 0 if its beginning is not checked
	tied      bool   // whether the next page may begin with a result that has the same time as the last one
	counted   int    // the end of the previous page if nothing has moved since the first one
	step      int    // how far the last request went back; 0 if the page was found
	fruitless int    // requests since the last new result
	expected  int    // the end of the previous page when it was fetched
	shift     int    // by how much the end of the previous page is expected to move
	delivered [2]int // new results of the last two pages

	fresh []int // see advance

	last time.Time             // creation time of the last result; zero before the first one
	same map[assetKey]struct{} // results with this time

	page     []assetKey // the last page
	pageSkip int        // skip of the request for it
	repeated int        // pages before it that were the same
}

func newCursor(order *SortOrder, skip, limit int) cursor {
	c := cursor{limit: limit, skip: skip, counted: skip, expected: skip}
	switch {
	case order == nil || *order == SortOrderAscCreated:
		c.direction = 1
	case *order == SortOrderDescCreated:
		c.direction = -1
	}
	c.same = map[assetKey]struct{}{}
	return c
}

// size returns the limit of the next request.
func (c *cursor) size() int { return min(c.limit+c.overlap+c.slack(), maxPageSize) }

// slack is how many more known results a page begins with if results vanish, because the next number of results that
// vanish can be larger than the previous one.
func (c *cursor) slack() int { return c.shift / 8 }

// advance moves the cursor behind the page that it has requested. leftOut is the number of results of the page that
// could not be decoded. fresh are the indices of the new results; it is valid until the next call. If there are none
// and more is true, the page was not the one that was looked for. If more is false, the list has no other page.
func (c *cursor) advance(keys []assetKey, leftOut int) (fresh []int, more bool) {
	received := len(keys) + leftOut
	more = received >= c.size()
	c.fresh = c.fresh[:0]
	if c.direction != 0 && (!c.sorted(keys) || c.fruitless > maxFruitless) {
		c.direction, c.overlap, c.shift = 0, 0, 0
		if c.skip != c.counted {
			c.skip = c.counted
			return nil, true
		}
	}
	if c.moved(keys) {
		c.back()
		return nil, true
	}
	for i, key := range keys {
		if c.direction == 0 || c.isNew(key) {
			c.fresh = append(c.fresh, i)
		}
	}
	if c.repeats(keys) {
		c.fresh = c.fresh[:0]
	}
	c.counted += len(c.fresh) + leftOut
	if c.direction == 0 {
		c.skip += received
		return c.fresh, more
	}
	c.found()
	c.remember(keys)
	c.next(keys, leftOut)
	return c.fresh, more
}

// sorted reports whether keys have times in the order of the list.
func (c *cursor) sorted(keys []assetKey) bool {
	for i, key := range keys {
		if key.created.IsZero() || i > 0 && key.created.Compare(keys[i-1].created)*c.direction < 0 {
			return false
		}
	}
	return true
}

// isNew reports whether a result has not been received yet.
func (c *cursor) isNew(key assetKey) bool {
	if order := key.created.Compare(c.last) * c.direction; order != 0 {
		return order > 0 || c.last.IsZero()
	}
	_, known := c.same[key]
	return !known
}

// repeats reports whether a page has the same results as the last one, although it was requested with another skip. In
// a sorted list, a page with new results does not repeat another one.
func (c *cursor) repeats(keys []assetKey) bool {
	last := c.page[:min(len(c.page), len(keys))]
	isSame := len(last) > 0 && last[0].id != "" && slices.Equal(last, keys[:len(last)])
	if c.direction == 0 {
		isSame = isSame && len(keys) == len(c.page)
	} else {
		isSame = isSame && len(c.fresh) == 0
	}
	switch {
	case !isSame:
		c.repeated = 0
	case c.skip != c.pageSkip:
		c.repeated++
	}
	c.page, c.pageSkip = append(c.page[:0], keys...), c.skip
	return isSame && c.repeated > 0
}

// moved reports whether new results may be before the page, because it does not begin with a result that is earlier
// than the last one. Those with the same time can be in another order in each page.
func (c *cursor) moved(keys []assetKey) bool {
	switch {
	case c.overlap == 0 || c.skip == 0:
		return false
	case len(keys) == 0 || c.isNew(keys[0]):
		return true
	}
	return !c.tied && keys[0].created.Equal(c.last)
}

// back requests an earlier page, twice as far back as the last time.
func (c *cursor) back() {
	c.step = max(2*c.step, c.limit)
	c.skip = max(0, c.skip-c.step)
	c.fruitless++
}

// found estimates how many results will have vanished before the next page is requested. A page is requested when the
// loop begins with the page before it. So the results that have vanished by now are mostly those of the last page but
// one. If the loop deletes files, it will delete the same share of the last page.
func (c *cursor) found() {
	c.shift = 0
	if len(c.fresh) == 0 {
		c.fruitless++
		return
	}
	if vanished := c.expected - c.skip - c.fresh[0]; vanished > 0 && c.delivered[0] > 0 {
		c.shift = min(vanished*c.delivered[1]/c.delivered[0], c.expected)
	}
	c.delivered = [2]int{c.delivered[1], len(c.fresh)}
	c.step, c.fruitless = 0, 0
}

// remember records the last results of a page that has new ones.
func (c *cursor) remember(keys []assetKey) {
	if len(c.fresh) == 0 {
		return
	}
	if last := keys[len(keys)-1].created; !last.Equal(c.last) {
		c.last = last
		clear(c.same)
	}
	for _, key := range slices.Backward(keys) {
		if !key.created.Equal(c.last) {
			break
		}
		c.same[key] = struct{}{}
	}
}

// next requests the page after one that was received.
func (c *cursor) next(keys []assetKey, leftOut int) {
	c.expected = c.skip + len(keys) + leftOut
	last := c.sameAtEnd(keys)
	c.overlap, c.tied = min(last+minOverlap, len(keys))+leftOut, last == len(keys)
	if c.overlap > maxOverlap {
		c.overlap, c.tied = 1+leftOut, true
	}
	if len(keys) == 0 || c.overlap > maxOverlap {
		c.overlap = 0
	}
	c.skip = max(0, c.expected-c.overlap-c.shift-c.slack())
}

// sameAtEnd returns the number of results at the end of a page that have the time of the last one.
func (c *cursor) sameAtEnd(keys []assetKey) int {
	for i, key := range slices.Backward(keys) {
		if !key.created.Equal(c.last) {
			return len(keys) - 1 - i
		}
	}
	return len(keys)
}
