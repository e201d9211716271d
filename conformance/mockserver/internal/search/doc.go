// Package search is the language of the list operation's searchQuery parameter. A query is parsed once and then held
// against many assets:
//
//	q, err := search.Parse(`createdAt > "7d" AND (size < "1mb" OR tags IN ["sale"])`, time.Now())
//	var a search.Asset // one for all: Match keeps nothing of it
//	for _, f := range files {
//		a = asset(f)
//		selected := q.Match(&a)
//	}
//
// # Grammar
//
//	query     = all { "OR" all }
//	all       = operand { "AND" operand }
//	operand   = condition | "(" query ")"
//	condition = field ( operator value | ( "IN" | "NOT IN" ) list | "EXISTS" | "NOT EXISTS" )
//	operator  = "=" | "NOT =" | ":" | "<" | "<=" | ">" | ">=" | "HAS"
//	list      = "[" value { "," value } "]"
//
// Texts stand in double or single quotes; numbers, true and false do not; a date or a size may, but must in a list.
// Names of fields may be quoted too, and must be if they begin with customMetadata or embeddedMetadata.
//
// # Fields
//
//	name                    =  NOT =  :  IN  NOT IN  HAS
//	tags                    IN  NOT IN  HAS  EXISTS  NOT EXISTS         AI tags count as tags
//	type                    =  NOT =  IN  NOT IN                        "file", "file-version", "folder"
//	id, createdBy           =  NOT =  IN  NOT IN
//	createdAt, updatedAt    =  NOT =  <  <=  >  >=  IN  NOT IN          "2020-01-31", "2020-01-31T12:30:00", "7d"
//	width, height           =  NOT =  <  <=  >  >=  IN  NOT IN          pixels; of images
//	size                    =  NOT =  <  <=  >  >=  IN  NOT IN          bytes, or "10kb", "1.5mb"
//	format                  =  IN
//	private, published      =                                           true, false
//	transparency            =                                           true, false; of images
//	path                    =  NOT =  :  IN  NOT IN                     = this folder, : its subfolders as well
//	"customMetadata.x"      all of them, as far as the value allows
//	"embeddedMetadata.Keywords"          IN  NOT IN  EXISTS  NOT EXISTS
//	"embeddedMetadata.DateTimeOriginal"  as createdAt
//	"embeddedMetadata.LocationTaken"     =                              "40,100 5km", "40,100|50,105"
//
// = and : (begins with) are case-sensitive. HAS is not: it looks for whole words, in any order, and for the last one as
// the beginning of a word. In relative times h, d, w, m and y are hours, days, weeks, months and years before now.
//
// # What is selected
//
// A query about no type selects files and folders. A condition about what an asset cannot have does not hold, not even
// with NOT: folders have no tags, and only images have a width.
//
// NOT stands before an operator only, where the documentation lists it, and older versions of files are selected only
// by a query that names the type file-version, as it says.
//
// Assumed: in a search query, AND binds more tightly than OR; operators are written in capitals; \" is a quote in a
// text, \' in one in single quotes, and \\ a backslash. A custom metadata field, a keyword or a date that an asset
// could have but has not fulfils the conditions with NOT.
package search
