// Command beam explains very many images by Apache Beam:
//
//	beam --model MODEL --list images.txt --out OUT --shards 64 [--runner RUNNER ...]
//
// An element is a shard of a job, like one of tfreeze explain --shard. README.md says how
// to run it. Its module stands for one of yours.
package main

import (
	"cmp"
	"context"
	"flag"
	"fmt"
	"os"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/x/beamx"
)

func main() {
	setProcess()
	registerTypes()
	var j job
	j.flags(flag.CommandLine)
	good := flag.String("explained", "", "The file for the records of images with maps (default: OUT/beam-explained.jsonl).")
	bad := flag.String("failed", "", "The file for the records of images that failed (default: OUT/beam-failed.jsonl).")
	flag.Parse()
	beam.Init() // does not return in a worker
	if err := j.check(); err != nil {
		fmt.Fprintln(os.Stderr, "beam:", err)
		os.Exit(2)
	}
	p, s := beam.NewPipelineWithRoot()
	images, failures := explainAll(s, j)
	write(s, cmp.Or(*good, j.Out+"/beam-explained.jsonl"), beam.ParDo(s, explainedLine, images))
	write(s, cmp.Or(*bad, j.Out+"/beam-failed.jsonl"), beam.ParDo(s, failedLine, failures))
	result, err := beamx.RunWithMetrics(context.Background(), p)
	if err != nil {
		fmt.Fprintln(os.Stderr, "beam:", err)
		os.Exit(1)
	}
	printCounts(os.Stdout, result)
}

// setProcess says how TensorFlow behaves in this process, as the command does.
func setProcess() {
	os.Setenv("TF_CPP_MIN_LOG_LEVEL", "3")
	os.Setenv("TF_ENABLE_ONEDNN_OPTS", "1")
}
