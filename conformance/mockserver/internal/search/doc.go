// Package search implements the query language of the list operation's searchQuery parameter. A query is parsed once
// and then matched against many assets:
//
//	q, err := search.Parse(`createdAt > "7d" AND (size < "1mb" OR tags IN ["sale"])`, time.Now())
//	var a search.Asset // reused: Match does not retain it
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
// A text is written in double or single quotes; numbers, true and false are written without quotes. A date or a size
// may be quoted, and must be quoted in a list. The name of a field may be quoted too, and must be if it begins with
// customMetadata or embeddedMetadata.
//
// # Fields
//
// The fields and their operators are those of package helpers/search, whose table is generated from openapi.yaml.
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
// = and : (begins with) are case-sensitive. HAS is not: it requires all words of its value, in any order; the last one
// may be the beginning of a word. In relative times, h, d, w, m and y are hours, days, weeks, months and years before
// now. NOT is allowed only before an operator, where the documentation lists it.
//
// # What is selected
//
// A query selects files and folders. As the documentation says, it selects older versions of files only if it names the
// type file-version. A condition on a field that an asset cannot have is false, even with NOT: folders have no tags,
// and only images have a width.
//
// Assumed: in a search query, AND binds more tightly than OR, and operators are written in capitals. A quote inside a
// text is written \" or, in single quotes, \', and a backslash is written \\. If an asset could have a custom metadata
// field, a keyword or a date but does not have it, conditions on it with NOT are true.
package search
