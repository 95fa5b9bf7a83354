package graphrewrite

import (
	"fmt"
	"testing"
)

// TestDistributions: the mean of what constants and arithmetic make of a uniform number u in
// 0..1, and of what is no known distribution.
func TestDistributions(t *testing.T) {
	const given = `s = Const() {dtype=int32 value=int32[1]{4}} -> int32[1]
u = RandomUniform(s) {dtype=float} -> float[4]
low = Const() {dtype=float value=float[]{0.25}} -> float[]
one = Const() {dtype=float value=float[]{1}} -> float[]
zero = Const() {dtype=float value=float[]{0}} -> float[]
neg = Neg(u) -> float[4]
rest = Sub(one, u) -> float[4]
over = RealDiv(u, low) -> float[4]
shifted = AddV2(u, low) -> float[4]
mask = Less(u, low) -> bool[4]
far = AddV2(over, low) -> float[4]
y = `
	for text, want := range map[string]string{
		"Less(u, low)":         "0.25",
		"Less(low, u)":         "0.75",
		"LessEqual(u, low)":    "0.25",
		"Greater(u, low)":      "0.75",
		"Greater(low, u)":      "0.25",
		"GreaterEqual(low, u)": "0.25",
		"Less(neg, low)":       "1",
		"Floor(neg)":           "-1",
		"Identity(neg)":        "-0.5",
		"Identity(rest)":       "0.5",
		"Less(rest, low)":      "0.25",
		"Sub(low, u)":          "-0.25",
		"Sub(u, low)":          "0.25",
		"Mul(low, u)":          "0.125",
		"Identity(over)":       "2",
		"RealDiv(low, u)":      "none",
		"Div(u, zero)":         "none",
		"Less(over, one)":      "0.25",
		"Floor(shifted)":       "0.25",
		"Round(shifted)":       "0.75",
		"Rint(u)":              "0.5",
		"Floor(far)":           "none",
		"LogicalNot(mask)":     "0.75",
		"Greater(mask, low)":   "none",
		"Exp(u)":               "none",
		"Sub(u, u)":            "none",
		"Sub(one, low)":        "none",
		"Maximum(u, low)":      "none",
	} {
		got := "none"
		if d, ok := distributionOf(parse(t, given+text+" -> float[4]").Node("y").Out(0)); ok {
			got = fmt.Sprint(d.mean())
		}
		if got != want {
			t.Errorf("%s: mean %s, want %s", text, got, want)
		}
	}
}
