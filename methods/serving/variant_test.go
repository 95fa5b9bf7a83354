package serving

import (
	"fmt"
	"slices"
	"testing"
)

func TestParseVariants(t *testing.T) {
	got, err := ParseVariants("mask, plain,threshold")
	if want := []Variant{Mask, Plain, Threshold}; !slices.Equal(got, want) || err != nil {
		t.Errorf("got %v, %v; want %v", got, err, want)
	}
	const want = `there is no variant "msk" (did you mean "mask"?); there are plain, threshold, mask`
	if _, err := ParseVariants("plain,msk"); fmt.Sprint(err) != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
}

// TestSuffix: signatures keep their names, on which the users of a served model rely.
func TestSuffix(t *testing.T) {
	for v, want := range map[Variant]string{Plain: "", Threshold: "_frozen", Mask: "_frozen_mask"} {
		if got := v.Suffix(); got != want {
			t.Errorf("%s: got %q, want %q", v, got, want)
		}
	}
}
