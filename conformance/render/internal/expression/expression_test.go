package expression_test

import (
	"testing"

	"github.com/openimagekit/imagekit/conformance/render/internal/expression"
)

func TestEvaluate(t *testing.T) {
	t.Parallel()
	v := expression.Variables{"iw": 600, "ih": 400, "iar": 1.5, "cw": 300}
	for text, want := range map[string]float64{
		"400":                         400,
		"0.5":                         0.5,
		"N20":                         -20,
		"iw":                          600,
		"iw_div_2":                    300,
		"iw_mul_0.4":                  240,
		"ih_mul_0.8_add_iw_mul_0.4":   560,
		"iw_sub_ih_sub_50":            150,
		"iw_div_2_div_3":              100,
		"2_add_3_mul_4":               14,
		"10_mod_4_add_3":              3, // addition first: 10 mod 7
		"2_pow_3_mod_2":               2, // remainder first: 2 to the power of 1
		"2_pow_3_pow_2":               64,
		"cw_mul_2_sub_iar_mul_100":    450,
		"iw_add_0_mul_0_sub_N1_mul_5": 605,
	} {
		if got, err := expression.Evaluate(text, v); err != nil || got != want {
			t.Errorf("Evaluate(%q) = %v, %v, want %v", text, got, err, want)
		}
	}
}

func TestEvaluate_Errors(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"", "_", "iw_", "_iw", "iw_div", "iw_div_", "iw_by_2", "iw_div_0", "0_div_0", "iw_mod_0", "bw", "iw_2", "1e3",
		"--1",
		"2_pow_9999", "NaN", "Inf", "NN1",
	} {
		if got, err := expression.Evaluate(text, expression.Variables{"iw": 600}); err == nil {
			t.Errorf("Evaluate(%q) = %v, want an error", text, got)
		}
	}
}
