package main

import (
	"context"
	"fmt"
	"io"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/register"

	"tfreeze/jobs"
)

// registerTypes tells Beam the functions and types that workers look up by name. It is
// called before beam.Init, which runs the worker.
func registerTypes() {
	register.DoFn4x1[context.Context, jobs.Shard, func(Explained), func(Failed), error](&explainFn{})
	register.Emitter1[Explained]()
	register.Emitter1[Failed]()
	register.Function1x2(explainedLine)
	register.Function1x2(failedLine)
	register.DoFn3x1[context.Context, []byte, func(*string) bool, error](&writeFn{})
	register.Iter1[string]()
}

// explainAll explains the images of all shards. The first collection is of Explained, and
// the second of Failed.
func explainAll(s beam.Scope, j job) (explained, failed beam.PCollection) {
	s = s.Scope("explain")
	shards := make([]jobs.Shard, j.Shards)
	for i := range shards {
		shards[i] = jobs.Shard{I: i, N: j.Shards}
	}
	// Without Reshuffle, a runner may fuse the list with the work, and one worker has all.
	all := beam.Reshuffle(s, beam.CreateList(s, shards))
	return beam.ParDo2(s, &explainFn{Job: j}, all)
}

// printCounts prints the metrics, where the runner has them.
func printCounts(w io.Writer, result beam.PipelineResult) {
	if result == nil {
		return
	}
	counts := map[string]int64{}
	for _, c := range result.Metrics().AllMetrics().Counters() {
		counts[c.Name()] += c.Result()
	}
	fmt.Fprintf(w, "explained %d, and %d before; failed %d\n", counts["explained"], counts["earlier"], counts["failed"])
}
