// Package text typesets text: [Typeset] turns a text and a [Style] into a [Layout], which has the size of the picture
// and draws it. Text is shaped, so that ligatures, kerning, joined letters and text from right to left are correct.
//
// The embedded fonts are the Go fonts, which have Latin, Greek and Cyrillic letters. [ParseFont] reads other fonts. No
// font is taken from the system.
//
// A picture is the same on every machine: positions and outlines are whole numbers after one rounding, and letters are
// rasterized with integers.
package text
