// Package prompts translates descriptions of assets in plain English into search queries. It recognises a fixed set of
// phrases: the same text always gives the same query, and package search can parse every query.
//
//	pictures in this folder tagged summer larger than 2 MB    path : "/menu" AND tags IN ["summer"] AND size > "2mb"
package prompts
