package targets

import (
	"fmt"
	"slices"
	"testing"
)

// TestResolve: each form gives the indices, the class, the score and the scores of the
// classes at the same positions.
func TestResolve(t *testing.T) {
	// scores[i] is i, of shape [2,3,2] or [12].
	scores := make([]float32, 12)
	for i := range scores {
		scores[i] = float32(i)
	}
	grid, flat := []int64{2, 3, 2}, []int64{12}
	mask := &Mask{Path: "m", Shape: []int64{2, 3}, Weights: []float32{0, 1, 0, 0, 0, 0.5}}
	series := &Mask{Path: "m", Shape: []int64{1, 3}, Weights: []float32{1, 0, 1}}
	for _, c := range []struct {
		target  Target
		shape   []int64
		index   []int32
		class   int
		score   float32
		byClass []float32
	}{
		{Target{}, flat, []int32{11}, 11, 11, scores},
		{Rank(2), flat, []int32{10}, 10, 10, scores},
		{Class(4), flat, []int32{4}, 4, 4, scores},
		{Sum(4), flat, []int32{4}, 4, 4, scores},
		{Element(Every), flat, []int32{-1}, -1, 66, nil},
		{Element(1, 2, 0), grid, []int32{1, 2, 0}, 0, 10, []float32{10, 11}},
		{Element(1, 0, Every), grid, []int32{1, 0, -1}, -1, 13, nil},
		{Sum(1), grid, []int32{-1, -1, 1}, 1, 36, []float32{30, 36}},
		{Sum(1).Within(mask), grid, []int32{-1, -1, 1}, 1, 3 + 5.5, []float32{2 + 5, 3 + 5.5}},
		{Class(1).Within(mask), grid, []int32{-1, -1, 1}, 1, 8.5, []float32{7, 8.5}},
		{Element(1, Every, 0).Within(series), grid, []int32{1, -1, 0}, 0, 6 + 10, []float32{16, 18}},
	} {
		got, err := c.target.Resolve(c.shape, scores)
		if err != nil {
			t.Errorf("%s: %v", c.target, err)
			continue
		}
		if !slices.Equal(got.Index(), c.index) || got.Class() != c.class || got.Score(c.shape, scores) != c.score || !slices.Equal(got.ByClass(c.shape, scores), c.byClass) {
			t.Errorf("%s is %v, class %d, score %v, by class %v", c.target, got.Index(), got.Class(), got.Score(c.shape, scores), got.ByClass(c.shape, scores))
		}
		if again, err := got.Resolve(c.shape, scores); err != nil || again.String() != got.String() {
			t.Errorf("%s, resolved twice, is %s, error %v", got, again, err)
		}
	}
}

func TestResolveErrors(t *testing.T) {
	const forms = "give an element, such as 1,1,1; sum:1, class 1 summed over all positions; or 1@mask.png, summed within a mask"
	grid, flat := []int64{2, 3, 2}, []int64{12}
	mask := &Mask{Path: "m", Shape: []int64{3, 2}, Weights: make([]float32, 6)}
	for _, c := range []struct {
		target Target
		shape  []int64
		want   string
	}{
		{Target{}, grid, "target top1: the scores of an input are [2,3,2], so a class has 6 of them: " + forms},
		{Rank(13), flat, "target rank:13: the network has 12 classes"},
		{Rank(2), grid, "target rank:2: the scores of an input are [2,3,2], so a class has 6 of them: " + forms},
		{Class(1), grid, "target 1: the scores of an input are [2,3,2], so a class has 6 of them: " + forms},
		{Element(1, 1), grid, "target 1,1: it has 2 indices, and the scores of an input are [2,3,2]: " + forms},
		{Element(1, 3, 1), grid, "target 1,3,1: index 3 is not within 0 to 2: the scores of an input are [2,3,2]"},
		{Sum(2), grid, "target *,*,2: index 2 is not within 0 to 1: the scores of an input are [2,3,2]"},
		{Sum(1).Within(mask), grid, "mask m has shape [3,2]; the scores have positions [2,3]"},
		{Element(1, 1, 1).Within(mask), grid, "mask m: the target is a single score, so there is nothing to mask"},
		{Class(12), flat, "target 12 is not a class of the network, which has 12, numbered from 0 to 11"},
		{Class(-1), flat, "target -1 is not a class of the network, which has 12, numbered from 0 to 11"},
		{Element(1, 2), flat, "target 1,2: it has 2 indices, and the scores of an input are [12]: give a class, such as 11"},
	} {
		if _, err := c.target.Resolve(c.shape, make([]float32, 12)); fmt.Sprint(err) != c.want {
			t.Errorf("got  %v\nwant %s", err, c.want)
		}
	}
	if _, err := Class(0).Resolve([]int64{0}, nil); err == nil {
		t.Error("there are no scores")
	}
}

// TestOffset: an element is where C order has it.
func TestOffset(t *testing.T) {
	if at := Element(1, 2, 0).Offset([]int64{2, 3, 2}); at != 10 {
		t.Errorf("it is at %d, not 10", at)
	}
}

// TestIsTop: what takes the class of the highest score without the scores must not take
// another rank.
func TestIsTop(t *testing.T) {
	above, ok := Rank(2).Ranked()
	if !Rank(1).IsTop() || !(Target{}).IsTop() || Rank(2).IsTop() || Class(0).IsTop() || above != 1 || !ok {
		t.Errorf("rank 2 is %d below the top, %v", above, ok)
	}
}
