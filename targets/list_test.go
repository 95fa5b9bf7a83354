package targets

import (
	"fmt"
	"slices"
	"testing"
)

// TestList: several targets in one text are taken apart, each once, and labels stay whole.
func TestList(t *testing.T) {
	labels := append(slices.Clone(labels), "tabby, tabby cat", "top5")
	for _, c := range []struct {
		asked   []string
		classes bool
		want    []string
	}{
		{[]string{"top1"}, true, []string{"top1"}},
		{[]string{"top3", "rank:2", "4"}, true, []string{"top1", "rank:2", "rank:3", "4"}},
		{[]string{"cat, 1,cat"}, true, []string{"cat", "1"}},
		{[]string{"0,top2"}, true, []string{"0", "top1", "rank:2"}},
		{[]string{"tabby, tabby cat", "top5"}, true, []string{"tabby, tabby cat", "top5"}},
		{[]string{"3,1,1", "1@a,b.png"}, false, []string{"3,1,1", "1@a,b.png"}},
	} {
		got, err := List(c.asked, labels, c.classes)
		if err != nil || !slices.Equal(got, c.want) {
			t.Errorf("%q: %q, error %v, want %q", c.asked, got, err, c.want)
		}
	}
	if _, err := List([]string{"top99999999999999999999"}, nil, true); fmt.Sprint(err) != "target top99999999999999999999: give at most top1000" {
		t.Error(err)
	}
}
