package media_test

import "testing"

func TestReadMetadata_SVG(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]any{
		`<?xml version="1.0"?><!-- a --><svg xmlns="http://www.w3.org/2000/svg" width="120px" height="80"/>`: {120, 80},
		`<!DOCTYPE svg [<!ENTITY ns "http://a">]><svg xmlns:a="&ns;" width="12" height="8"/>`:                {12, 8},
		`<svg viewBox="0 0 300 150"/>`:                          {300, 150},
		`<svg viewBox="0,0,300,150" width="600"/>`:              {600, 300},
		`<svg viewBox="0 0 300 150" height="10mm"/>`:            {76, 38},
		`<svg width="100%" height="100%" viewBox="0 0 30 20"/>`: {30, 20},
		`<svg width="1e300" height="20"/>`:                      {nil, nil},
		`<svg viewBox="0 0 1e9 1e-9" width="1000000000" />`:     {1000000000, 0},
		`<svg/>`:                    {nil, nil},
		`<svg width="12"`:           {nil, nil},
		`<g width="1" height="1"/>`: {nil, nil},
	} {
		m := metadataOf(t, "drawing.svg", []byte(text))
		if got := encoded(t, []any{m["width"], m["height"]}); got != encoded(t, want) {
			t.Errorf("%s: size %s, want %s", text, got, encoded(t, want))
		}
	}
}
