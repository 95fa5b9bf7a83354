package jobs

import (
	"fmt"
	"strconv"
	"strings"
)

// A Limit is how many inputs of a shard may fail. The zero value lets all fail, and the
// shard fails at the end if one has.
type Limit struct {
	given bool
	// count is a number of inputs, or, if share is set, percent of them.
	count float64
	share bool
}

// ParseLimit reads a number, or a percentage such as "0.5%".
func ParseLimit(text string) (Limit, error) {
	number, share := strings.CutSuffix(text, "%")
	n, err := strconv.ParseFloat(number, 64)
	if err != nil || !(n >= 0) || share && n > 100 || !share && n != float64(int64(n)) {
		return Limit{}, fmt.Errorf("%q: give how many inputs may fail, as in 10, or 0.5%% of them", text)
	}
	return Limit{true, n, share}, nil
}

// exceeded reports whether more inputs have failed than may.
func (l Limit) exceeded(failed, total int) bool {
	return l.given && float64(failed) > l.most(total)
}

func (l Limit) most(total int) float64 {
	if l.share {
		return l.count / 100 * float64(total)
	}
	return l.count
}
