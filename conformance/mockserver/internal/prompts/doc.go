// Package prompts turns descriptions of assets in plain English into search queries. It knows a few phrases and no
// more: the same words always give the same query, and every query is one that the search understands.
//
//	pictures in this folder tagged summer larger than 2 MB    path : "/menu" AND tags IN ["summer"] AND size > "2mb"
package prompts
