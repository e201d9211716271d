// Package languages contains only tests. They run programs in languages for which no client is generated, against a
// mock server: scenarios in Perl and Python, which read openapi.yaml at run time, and an upload in each language.
//
//	conformance/languages/run
package languages
