package jobs

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"tfreeze/inputs"
)

// TestOf: each item belongs to one shard, and shards and names stay what they are: a job
// may be continued by a later tfreeze.
func TestOf(t *testing.T) {
	counts := make([]int, 8)
	for i := range 10000 {
		var of []int
		for k := range counts {
			if (Shard{k, 8}).Of(inputs.Item{Path: fmt.Sprintf("photos/%d.jpg", i)}) {
				of = append(of, k)
				counts[k]++
			}
		}
		if len(of) != 1 {
			t.Fatalf("photo %d is in the shards %v", i, of)
		}
	}
	for k, n := range counts {
		if n < 1150 || n > 1350 { // five standard deviations of 33
			t.Errorf("shard %d has %d of 10000 photos", k, n)
		}
	}
	for item, want := range map[inputs.Item]string{
		{Path: "photos/cat.jpg"}:                              "cat-e10cd79d90a3389f, 7/8",
		{Path: "./photos//cat.jpg"}:                           "cat-e10cd79d90a3389f, 7/8",
		{Path: "photos/cat.jpg", Target: "tabby"}:             "cat-6ece0d81b12bcb21, 1/8",
		{Path: "x.npz:a/b"}:                                   "b-0b4c11327bf70d32, 2/8",
		{Path: ".." + "/" + strings.Repeat("ä", 99) + ".png"}: strings.Repeat("ä", 60) + "-96fb49a64acb3ef9, 1/8",
	} {
		var of Shard
		for k := range 8 {
			if (Shard{k, 8}).Of(item) {
				of = Shard{k, 8}
			}
		}
		if got := fmt.Sprintf("%s, %v", Name(item), of); got != want {
			t.Errorf("%v is %s, want %s", item, got, want)
		}
	}
}

func TestParseShard(t *testing.T) {
	for text, want := range map[string]string{
		"0/1": "", "7/8": "",
		"8/8": "shard 8/8: of 8 shards, the numbers are 0 to 7",
		"3":   `shard "3": give I/N, as in 0/8 for the first of eight`,
		"a/8": `shard "a/8": give I/N, as in 0/8 for the first of eight`,
		"0/0": "shard 0/0: of 0 shards, the numbers are 0 to -1",
	} {
		s, err := ParseShard(text)
		if (err == nil) != (want == "") || err != nil && err.Error() != want || err == nil && s.String() != text {
			t.Errorf("%s is %v, error %v", text, s, err)
		}
	}
}

func TestFromEnvironment(t *testing.T) {
	for _, c := range []struct{ variables, want string }{
		{"", "0/0 "},
		{"JOB_COMPLETION_INDEX=3", "0/0 "}, // how many there are is unknown
		{"JOB_COMPLETION_INDEX=3 JOB_COMPLETIONS=8", "3/8 a Kubernetes Indexed Job"},
		{"AWS_BATCH_JOB_ARRAY_INDEX=0 AWS_BATCH_JOB_ARRAY_SIZE=2", "0/2 an AWS Batch array"},
		{"SLURM_ARRAY_TASK_ID=1 SLURM_ARRAY_TASK_COUNT=4 SLURM_ARRAY_TASK_MIN=1 SLURM_ARRAY_TASK_MAX=4 SLURM_ARRAY_TASK_STEP=1", "0/4 a Slurm array"},
		{"SLURM_ARRAY_TASK_ID=12 SLURM_ARRAY_TASK_COUNT=4 SLURM_ARRAY_TASK_MIN=3 SLURM_ARRAY_TASK_STEP=3", "3/4 a Slurm array"},
		{"SLURM_ARRAY_TASK_ID=9 SLURM_ARRAY_TASK_COUNT=3 SLURM_ARRAY_TASK_MIN=1", "SLURM_ARRAY_TASK_ID of a Slurm array: shard 8/3: of 3 shards, the numbers are 0 to 2; give --shard I/N"},
		{"SLURM_ARRAY_TASK_ID=2 SLURM_ARRAY_TASK_COUNT=3 SLURM_ARRAY_TASK_MIN=1 SLURM_ARRAY_TASK_STEP=2", "SLURM_ARRAY_TASK_ID of a Slurm array: task 2 is not one of those from 1 in steps of 2; give --shard I/N"},
		{"JOB_COMPLETION_INDEX=a JOB_COMPLETIONS=8", `JOB_COMPLETION_INDEX of a Kubernetes Indexed Job: JOB_COMPLETION_INDEX is "a", not a number; give --shard I/N`},
	} {
		s, from, err := FromEnvironment(func(name string) (string, bool) {
			for _, v := range strings.Fields(c.variables) {
				if value, ok := strings.CutPrefix(v, name+"="); ok {
					return value, true
				}
			}
			return "", false
		})
		got := fmt.Sprintf("%v %s", s, from)
		if err != nil {
			got = err.Error()
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.variables, diff)
		}
	}
}

func TestLimit(t *testing.T) {
	for _, c := range []struct {
		text          string
		failed, total int
		want          bool
	}{{"0", 0, 10, false}, {"0", 1, 10, true}, {"3", 3, 10, false}, {"3", 4, 10, true}, {"10%", 1, 10, false}, {"10%", 2, 10, true}, {"0.5%", 5, 1000, false}, {"0.5%", 6, 1000, true}} {
		l, err := ParseLimit(c.text)
		if err != nil || l.exceeded(c.failed, c.total) != c.want {
			t.Errorf("%s, %d of %d: error %v", c.text, c.failed, c.total, err)
		}
	}
	for _, text := range []string{"", "-1", "101%", "1.5", "x%", "NaN"} {
		if _, err := ParseLimit(text); err == nil {
			t.Errorf("%q is a limit", text)
		}
	}
	if (Limit{}).exceeded(9, 9) {
		t.Error("without a limit, too many failed")
	}
}
