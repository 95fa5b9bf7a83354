package jobs

import (
	"fmt"
	"strconv"
)

// A scheduler says by environment variables which of its tasks a process is. With min and
// step, tasks are numbered from there, and by steps; without, from 0 by 1.
type scheduler struct{ name, index, count, min, step string }

var schedulers = []scheduler{
	{"a Kubernetes Indexed Job", "JOB_COMPLETION_INDEX", "JOB_COMPLETIONS", "", ""},
	{"a Slurm array", "SLURM_ARRAY_TASK_ID", "SLURM_ARRAY_TASK_COUNT", "SLURM_ARRAY_TASK_MIN", "SLURM_ARRAY_TASK_STEP"},
	{"an AWS Batch array", "AWS_BATCH_JOB_ARRAY_INDEX", "AWS_BATCH_JOB_ARRAY_SIZE", "", ""},
}

// FromEnvironment returns the shard that a scheduler's variables say, and what set them.
// Without variables, from is empty. Kubernetes does not set JOB_COMPLETIONS itself; an
// index without it is no shard.
func FromEnvironment(lookup func(string) (string, bool)) (s Shard, from string, err error) {
	for _, sch := range schedulers {
		index, _ := lookup(sch.index)
		count, _ := lookup(sch.count)
		if index == "" || count == "" {
			continue
		}
		if s, err = sch.shard(lookup); err != nil {
			return s, "", fmt.Errorf("%s of %s: %w; give --shard I/N", sch.index, sch.name, err)
		}
		return s, sch.name, nil
	}
	return Shard{}, "", nil
}

func (sch scheduler) shard(lookup func(string) (string, bool)) (Shard, error) {
	number := func(name string, without int) (int, error) {
		text, ok := lookup(name)
		if name == "" || !ok {
			return without, nil
		}
		n, err := strconv.Atoi(text)
		if err != nil {
			return 0, fmt.Errorf("%s is %q, not a number", name, text)
		}
		return n, nil
	}
	var values [4]int
	for i, name := range []string{sch.index, sch.count, sch.min, sch.step} {
		var err error
		if values[i], err = number(name, i/3); err != nil {
			return Shard{}, err
		}
	}
	index, count, least, step := values[0], values[1], values[2], max(1, values[3])
	s := Shard{(index - least) / step, count}
	if (index-least)%step != 0 {
		return s, fmt.Errorf("task %d is not one of those from %d in steps of %d", index, least, step)
	}
	return s, s.check()
}
