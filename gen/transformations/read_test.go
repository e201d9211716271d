package main

import (
	"os"
	"strings"
	"testing"

	"github.com/openimagekit/imagekit/internal/race"
)

// changed returns the sample with a text in place of another one, which must be in it once.
func changed(t *testing.T, old, replacement string) []byte {
	t.Helper()
	text, err := os.ReadFile(sample)
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(text), old); n != 1 {
		t.Fatalf("the sample has %q %d times", old, n)
	}
	return []byte(strings.Replace(string(text), old, replacement, 1))
}

// Values of properties of the sample.
const (
	uniqueItems = "uniqueItems: true\n          examples: [['240', '480']]"
	quality     = "type: integer\n          minimum: 1\n          maximum: 100\n          examples: [80]"
)

func TestRead_Errors(t *testing.T) {
	t.Parallel()
	race.SkipSlow(t)
	for name, test := range map[string]struct{ old, replacement, want string }{
		"unknown key of the extension": {
			"{code: q,", "{code: q, alias: [q],", `: Transformation.quality: unknown key "alias"; supported are code, `,
		},
		"unknown place": {
			"code: q, classic: [quality], places: [image, video]", "code: q, places: [picture]",
			`: Transformation.quality: unknown place "picture"; supported are layer, image, `,
		},
		"no places": {
			"code: q, classic: [quality], places: [image, video]", "code: q",
			": Transformation.quality: q has no places",
		},
		"documented and forbidden": {
			"places: [image], forbidden: [layer]", "places: [image], forbidden: [image]",
			": Transformation.defaultImage: di is both documented and forbidden for image",
		},
		"no code": {
			"{code: q,", "{", ": Transformation.quality: x-transformation has no code",
		},
		"no extension": {
			"x-transformation: {code: q, classic: [quality], places: [image, video]}", "",
			": Transformation.quality: has no x-transformation",
		},
		"no form":              {quality, "examples: [80]", ": Transformation.quality: has no form"},
		"unknown key of value": {quality, "type: integer\n          minimun: 1", `quality: unknown key "minimun"`},
		"unknown type":         {quality, "type: object", ": Transformation.quality: has no form"},
		"multipleOf": {
			"multipleOf: 0.01", "multipleOf: 0.02",
			"startOffset: multipleOf: 0.02 is not supported",
		},
		"false": {
			"const: true\n          examples: [true]\n          x-transformation: {code: e-g",
			"const: false\n          x-transformation: {code: e-g", "grayscale: const: false is not supported",
		},
		"word without a meaning": {
			"at_max, maintain_ratio]",
			"at_max, maintain_ratio]\n          x-enumDescriptions: {force: fits., at_max: fits.}",
			": Transformation.crop: x-enumDescriptions has no description of maintain_ratio",
		},
		"meaning of no word": {
			"at_max, maintain_ratio]", "at_max, maintain_ratio]\n          x-enumDescriptions: {at_min: fits.}",
			": Transformation.crop: x-enumDescriptions has the word at_min, which is not in enum",
		},
		"example too large": {
			"examples: [80]", "examples: [101]",
			`: Transformation.quality: no form allows the example "101"`,
		},
		"example of no part": {
			"bl-15_st-40_x-N10", "bl-16", `: Transformation.shadow: no form allows the example "bl-16"`,
		},
		"example of a list": {
			"[['240', '480']]", "[['240', '500']]",
			": Transformation.streamingResolutions: no form allows the example ['240', '500']",
		},
		"example of too few items": {
			"[['240', '480']]", "[[]]", ": Transformation.streamingResolutions: no form allows the example []",
		},
		"example of too many items": {
			uniqueItems, strings.Replace(uniqueItems, "uniqueItems: true", "maxItems: 1", 1),
			": Transformation.streamingResolutions: no form allows the example ['240', '480']",
		},
		"example that is an array": {
			"examples: [80]", "examples: [[]]", ": Transformation.quality: no form allows the example []",
		},
		"example at an exclusive bound": {
			"examples: [400, 0.4", "examples: [0", `: Transformation.width: no form allows the example "0"`,
		},
		"items of no form": {
			"items:\n            $ref: '#/components/schemas/StreamingResolution'", "items: {type: object}",
			": Transformation.streamingResolutions: has no form",
		},
		"reference to several forms": {
			"type: string\n      enum: ['240', '360', '480']", "anyOf: [{enum: ['240']}, {type: integer}]",
			": Transformation.streamingResolutions: StreamingResolution has 2 forms; want one",
		},
		"example that is a number": {
			"'10_20_30_40'", "10_20_30_40", "radius: YAML reads the example 10_20_30_40 as a number",
		},
		"unknown x-format": {
			"x-format: prompt", "x-format: promt", `aiEdit: unknown x-format "promt"`,
		},
		"array without separator": {
			", separator: _}\n        # Effects", "}\n        # Effects",
			"an array needs the key separator",
		},
		"no separator of parts": {
			"prefix: blurred\n                separator: _", "prefix: blurred",
			"background: has no separator",
		},
		"part without name": {"{label: bl-, name: blur,", "{label: bl-,", "shadow: a part has no name"},
		"part after an optional one": {
			"{name: brightness, optional: true,", "{name: brightness,",
			"the part brightness cannot follow an optional one",
		},
		"same code": {
			"code: q,", "code: w,",
			": Transformation.quality: the code w is already used by Transformation.width (line ",
		},
		"same code and values": {
			"{code: e-retouch,", "{code: e-grayscale,",
			": Transformation.aiRetouch: the code e-grayscale is already used by Transformation.grayscale (line ",
		},
		"same code of another schema": {
			"{code: co}", "{code: r, places: [text layer]}",
			": TextOverlayTransformation.fontColor: the code r is already used by Transformation.radius (line ",
		},
		"removed code": {
			"code: oiar", "code: oi",
			": RemovedTransformation.oiar: the code oi is already used by Removed",
		},
		"same classic name": {
			"classic: [quality]", "classic: [width]", "quality: the name width of q is already used by w (line ",
		},
		"same name": {
			"width:\n          description: Width of the text.", "crop:\n          description: Width of the text.",
			"TextOverlayTransformation.crop: the name crop of w is already used by c (line ",
		},
		"reference to no schema": {
			"$ref: '#/components/schemas/Overlay'\n        raw", "$ref: '#/components/schemas/Layer'\n        raw",
			": Transformation: no schema has the name Layer",
		},
		"reference to no schema of the document": {
			"$ref: '#/components/schemas/Overlay'\n        raw", "$ref: other.yaml\n        raw",
			`: Transformation: the reference "other.yaml" is not to a schema of the document`,
		},
		"no chain": {
			"    TransformationChain:\n", "    Chain:\n",
			": components.schemas: no schema has the name TransformationChain",
		},
		"no expression": {"x-expression:", "x-expressions:", ": TransformationExpression: has no x-expression"},
		"no color":      {"x-color: true", "x-colour: true", ": TransformationColor: has no x-color: true"},
		"no comparisons": {
			"comparisons:", "comparison:",
			`: TransformationCondition: unknown key "comparison"; supported are properties, comparisons`,
		},
		"unknown key of a schema": {
			"required: [if, then]", "requires: [if, then]",
			`: ConditionalStep: unknown key "requires"; supported are type, `,
		},
		"unknown key of x-parts": {
			"prefix: blurred", "praefix: blurred",
			`: Transformation.background: unknown key "praefix"; supported are prefix, `,
		},
		"unknown key of a part": {
			"name: blur, type: integer", "name: blur, typ: integer", `: Transformation.shadow: unknown key "typ"`,
		},
		"example of a part": {
			"name: blur, type: integer", "name: blur, examples: [5], type: integer",
			`: Transformation.shadow: unknown key "examples"`,
		},
		"default of a part": {
			"maximum: 15, default: 10", "maximum: 15, default: 16",
			`: Transformation.shadow: no form of the part blur allows its default "16"`,
		},
		"default of another type": {
			"maximum: 15, default: 10", "maximum: 15, default: [10]",
			`: Transformation.shadow: no form of the part blur allows its default [10]`,
		},
		"number as the default of a word": {
			"type: integer, minimum: 0, maximum: 15, default: 10", "type: string, enum: ['5', '10'], default: 10",
			`: Transformation.shadow: no form of the part blur allows its default "10"`,
		},
		"default": {
			"default: maintain_ratio", "default: maintain",
			`: Transformation.crop: no form allows the default "maintain"`,
		},
		"key of another type": {
			quality, "type: integer\n          pattern: '^[0-9]$'",
			": Transformation.quality: the key pattern has no effect here; supported are type, minimum, ",
		},
		"key beside anyOf": {
			"anyOf:\n            - {type: number}\n            - const",
			"type: number\n          anyOf:\n            - const",
			": Transformation.rotation: the key type has no effect here; supported are anyOf",
		},
		"key beside $ref": {
			"$ref: '#/components/schemas/TransformationColor'\n          examples",
			"$ref: '#/components/schemas/TransformationColor'\n          minLength: 3\n          examples",
			": TextOverlayTransformation.fontColor: the key minLength has no effect here; supported are $ref",
		},
		"anyOf within anyOf": {
			"- {type: boolean}\n            - {type: integer,",
			"- anyOf: [{type: boolean}]\n            - {type: integer,",
			": Transformation.trim: anyOf within anyOf",
		},
		"two bounds": {
			"- {type: number, exclusiveMinimum: 0}\n            - $ref",
			"- {type: number, minimum: 1, exclusiveMinimum: 0}\n            - $ref",
			": Transformation.width: has both minimum and exclusiveMinimum",
		},
		"pattern": {"'^[1-9][0-9]*(-[1-9][0-9]*)?$'", "'^[1-9'", ": Transformation.page: error parsing regexp"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := read("small.yaml", changed(t, test.old, test.replacement))
			if err == nil || !strings.HasPrefix(err.Error(), "small.yaml:") ||
				!strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v; want %s", err, test.want)
			}
		})
	}
}

func TestRead_NoDocument(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{"empty": "", "no YAML": "a: [", "no schemas": "openapi: 3.1.0"} {
		if _, err := read("small.yaml", []byte(text)); err == nil || !strings.HasPrefix(err.Error(), "small.yaml:") {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

// Properties of layers that repeat those of a step stand for the same code only if they take the same values.
func TestRead_SameCodeOfAnotherSchema(t *testing.T) {
	t.Parallel()
	text := changed(t, "x-transformation: {code: i, base64: ie, places: [image layer]}",
		"x-transformation: {code: di, places: [text layer, image]}")
	if _, err := read("small.yaml", text); err != nil {
		t.Error(err)
	}
}

// Examples at the bounds of numbers are allowed.
func TestRead_Bounds(t *testing.T) {
	t.Parallel()
	for old, replacement := range map[string]string{
		"examples: [80]": "examples: [1, 100]", "examples: [5, 2.25]": "examples: [0, 0.01]",
		uniqueItems: strings.Replace(uniqueItems, "uniqueItems: true", "maxItems: 2", 1),
	} {
		if _, err := read("small.yaml", changed(t, old, replacement)); err != nil {
			t.Errorf("%s: %v", replacement, err)
		}
	}
}

func TestReadGroup(t *testing.T) {
	t.Parallel()
	for comment, want := range map[string]group{
		"":                                    {},
		"# Videos":                            {heading: "Videos"},
		"# AI. A step can have one of these.": {heading: "AI", text: "A step can have one of these."},
		"# Two\n# lines":                      {},
	} {
		if got, ok := readGroup(comment); got != want || ok != (want != group{}) {
			t.Errorf("%q: got %v, %v", comment, got, ok)
		}
	}
}

func TestOneLine(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"One\nsentence.\n":       "One sentence.",
		"First.\n\nSecond\none.": "First.\n\nSecond one.",
		"These:\n- a\n  b\n- c":  "These:\n- a   b\n- c",
	} {
		if got := oneLine(text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}
