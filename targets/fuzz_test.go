package targets

import "testing"

// FuzzTarget: no text panics, and a target that was read is read again from what it writes.
func FuzzTarget(f *testing.F) {
	for _, s := range []string{"", "top1", "3", "index:3", "label:cat", "sum:1", "3,*,1", "*", "1@none.png", "-1", "3,,1", "99999999999999999999,1", "@", "sum:@a.png"} {
		f.Add(s, 2, 3)
	}
	f.Fuzz(func(t *testing.T, s string, height, width int) {
		target, err := Parse(s, labels)
		if err != nil {
			return
		}
		again, err := Parse(target.String(), nil)
		if err != nil || again.String() != target.String() {
			t.Errorf("%q is %s, which is %s, error %v", s, target, again, err)
		}
		shape := []int64{int64(height % 5), int64(width % 5)}
		if r, err := target.Resolve(shape, make([]float32, 4)); err == nil {
			r.Score(shape, make([]float32, 4))
			r.ByClass(shape, make([]float32, 4))
		}
	})
}
