package check

import "testing"

func TestMissingValues(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		want, got string
		problems  int
	}{
		"equal values":                  {`{"a":[1,"x",{"b":true}]}`, `{"a":[1,"x",{"b":true}]}`, 0},
		"additional values are allowed": {`{"a":1}`, `{"a":1,"b":2}`, 0},
		"zero values may be missing": {
			`{"a":0,"b":"","c":false,"d":null,"e":{"f":0},"g":{}}`, `{}`, 0,
		},
		"null may be any zero value": {
			`{"a":null,"b":null,"c":null}`, `{"a":"0001-01-01T00:00:00Z","b":{"c":""},"c":0}`, 0,
		},
		"numbers are compared as numbers": {`{"a":1e3,"b":1.50}`, `{"a":1000,"b":1.5}`, 0},
		"large integers are not rounded":  {`9007199254740993`, `9007199254740992`, 1},
		"times are compared as instants": {
			`"2024-08-24T06:14:41.000Z"`, `"2024-08-24T08:14:41+02:00"`, 0,
		},
		"times differ":                               {`"2024-08-24T06:14:41.001Z"`, `"2024-08-24T06:14:41Z"`, 1},
		"each missing value is a problem":            {`{"a":1,"b":{"c":true,"d":"x"}}`, `{}`, 3},
		"zero values of different types differ":      {`{"a":0}`, `{"a":false}`, 1},
		"a list must have all elements":              {`[1,2]`, `[1]`, 1},
		"a number is not a string":                   {`1`, `"1"`, 1},
		"a zero value must not become another value": {`{"a":0,"b":null}`, `{"a":1,"b":"x"}`, 2},
		"an object is not a list":                    {`{"a":{}}`, `{"a":[]}`, 1},
		"elements of a list are compared deeply":     {`[{"a":1},{"a":2}]`, `[{"a":1},{"a":3}]`, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := missingValues("", Parse(t, []byte(test.want)), Parse(t, []byte(test.got)))
			if len(got) != test.problems {
				t.Errorf("got %d problems, want %d: %v", len(got), test.problems, got)
			}
		})
	}
}
