package urlbuilder_test

import (
	"errors"
	"testing"

	. "github.com/openimagekit/imagekit/urlbuilder"
)

// TestBuildError_Reason checks the complete reasons for invalid values.
func TestBuildError_Reason(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"w-0":                     "must be greater than 0",
		"pg-0":                    "must be at least 1",
		"rt-99999999999999999999": "must be from -9007199254740992 to 9007199254740992",
		"e-grayscale-5":           "must have no value",
		"q-5.5":                   "must be a whole number",
		"so-1.234":                "must have at most two decimals",
		"sr-1":                    `is invalid: "1" must be one of 240, 360, 480, 720, 1080, 1440, 2160`,
		"sr-240_1":                `is invalid: "1" must be one of 240, 360, 480, 720, 1080, 1440, 2160`,
		"sr-240_240":              `is invalid: "240" is given twice`,
		"b-Red_5": "is invalid: width must be a whole number of at least 1 " +
			"or an arithmetic expression such as iw_div_2",
		"cr-Red": "is invalid: new colour must be a colour " +
			"(RRGGBB, RGB, RRGGBBAA with AA from 00 to 99, or a name in lower case)",
		"cr-red_101":              "is invalid: tolerance must be from 0 to 100",
		"e-distort-p-1_2_3":       "is invalid: corners must have at least 8 values",
		"l-text,i-a,tg-x,l-end":   `is invalid: "x" must be one of b, i, strikethrough`,
		"l-text,i-a,tg-b_x,l-end": `is invalid: "x" must be one of b, i, strikethrough`,
		"e-shadow-5":              "must have no value, or one that is [bl-BLUR][_st-SATURATION][_x-X][_y-Y]",
		"fo-nose": "must be one of center, top, left, bottom, right, top_left and 87 more " +
			"or several of these separated by _",
		"l-image:l-end": "must have a comma after it",
	} {
		_, err := ParseChain(text)
		e, ok := errors.AsType[*BuildError](err)
		if !ok || e.Reason != want {
			t.Errorf("%s: got %+v, want %s", text, err, want)
		}
	}
}
