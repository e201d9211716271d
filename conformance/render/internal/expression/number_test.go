package expression_test

import (
	"testing"

	"github.com/openimagekit/imagekit/conformance/render/internal/expression"
)

func TestNumber(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]float64{"0": 0, "12.5": 12.5, ".5": 0.5, "N20": -20, "-1.5": -1.5} {
		if got, err := expression.Number(text); err != nil || got != want {
			t.Errorf("Number(%q) = %v, %v, want %v", text, got, err, want)
		}
	}
	for _, text := range []string{"", "N", "+1", "1e3", "0x10", "1_000", "Inf", "NaN", "--1", "iw"} {
		if got, err := expression.Number(text); err == nil {
			t.Errorf("Number(%q) = %v, want an error", text, got)
		}
	}
}

func TestInteger(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int{"0": 0, "30": 30, "N30": -30, "-7": -7} {
		if got, err := expression.Integer(text, -30, 30); err != nil || got != want {
			t.Errorf("Integer(%q) = %v, %v, want %v", text, got, err, want)
		}
	}
	for _, text := range []string{"", "31", "N31", "1.5", "+1", "N", "NN1", "99999999999999999999"} {
		if got, err := expression.Integer(text, -30, 30); err == nil {
			t.Errorf("Integer(%q) = %v, want an error", text, got)
		}
	}
}

func TestIsNegative(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"N20": true, "-0.5": true, "20": false, "": false, "N": false, "-": false, "NN1": false, "N20_mul_2": false,
	} {
		if got := expression.IsNegative(text); got != want {
			t.Errorf("IsNegative(%q) = %v", text, got)
		}
	}
}

func TestUnsigned(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"20": true, "0.5": true, "N20": false, "-1": false, "": false, ".": false, "1e3": false, "iw": false,
	} {
		if _, err := expression.Unsigned(text); (err == nil) != want || expression.IsUnsigned(text) != want {
			t.Errorf("Unsigned(%q): %v; IsUnsigned %v", text, err, expression.IsUnsigned(text))
		}
	}
}
