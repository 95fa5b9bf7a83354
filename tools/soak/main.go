// Command soak explains many images in shards, by several processes at once, joins the
// shards, and checks that each image is there once. It prints how fast that was, and how
// much memory the processes took as they went on.
//
//	soak TFREEZE MODEL DIR [-images N] [-shards N] [-processes N] [explain's flags after --]
//
// The images are made of the shipped photos: parts of them, mirrored and brightened.
package main

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"tfreeze/results"
)

func main() {
	images := flag.Int("images", 10000, "how many images")
	shards := flag.Int("shards", 8, "how many shards")
	processes := flag.Int("processes", 4, "how many processes at once")
	loop := flag.Bool("plain", false, "instead, explain the images one after the other, by grad frozen by threshold, with one thread")
	flag.Parse()
	var err error
	if *loop && flag.NArg() > 2 {
		err = plain(flag.Arg(1), filepath.Join(flag.Arg(2), "photos"), 1, "grad")
	} else {
		err = run(flag.Args(), *images, *shards, *processes)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "soak:", err)
		os.Exit(1)
	}
}

func run(args []string, images, shards, processes int) error {
	if len(args) < 3 {
		return fmt.Errorf("usage: soak [flags] TFREEZE MODEL DIR [flags of explain]")
	}
	tfreeze, model, dir := args[0], args[1], args[2]
	photos, out := filepath.Join(dir, "photos"), filepath.Join(dir, "out")
	if err := augment(photos, images); err != nil {
		return err
	}
	if err := os.RemoveAll(out); err != nil {
		return err
	}
	start := time.Now()
	used, err := explain(shards, processes, func(shard int) *exec.Cmd {
		given := []string{"explain", model, filepath.Join(photos, "*.png"), "--out", out, "--shard", fmt.Sprintf("%d/%d", shard, shards)}
		return exec.Command(tfreeze, append(given, args[3:]...)...)
	})
	if err != nil {
		return err
	}
	report(start, images, used)
	start = time.Now()
	if text, err := exec.Command(tfreeze, "merge", out).CombinedOutput(); err != nil {
		return fmt.Errorf("merge: %w\n%s", err, text)
	}
	fmt.Printf("merged in %.1f s\n", time.Since(start).Seconds())
	return check(out, images)
}

// A usage is what a process took.
type usage struct {
	cpu time.Duration
	// memory is the resident memory, in MiB, when a tenth, a half and all of its time is
	// over, and most at its peak.
	memory []float64
	peak   float64
}

// explain runs all shards, some at once.
func explain(shards, processes int, command func(shard int) *exec.Cmd) ([]usage, error) {
	used, failed := make([]usage, shards), make([]error, shards)
	next := make(chan int)
	var all sync.WaitGroup
	for range processes {
		all.Go(func() {
			for shard := range next {
				used[shard], failed[shard] = watch(command(shard))
			}
		})
	}
	for shard := range shards {
		next <- shard
	}
	close(next)
	all.Wait()
	for _, err := range failed {
		if err != nil {
			return nil, err
		}
	}
	return used, nil
}

// watch runs a process, and looks at its memory ten times a second.
func watch(c *exec.Cmd) (usage, error) {
	var text strings.Builder
	c.Stdout, c.Stderr = &text, &text
	if err := c.Start(); err != nil {
		return usage{}, err
	}
	done := make(chan error)
	go func() { done <- c.Wait() }()
	var samples []float64
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			if mib := resident(c.Process.Pid); mib > 0 { // it has not ended
				samples = append(samples, mib)
			}
		case err := <-done:
			if err != nil {
				return usage{}, fmt.Errorf("%v: %w\n%s", c.Args, err, text.String())
			}
			u := usage{cpu: c.ProcessState.UserTime() + c.ProcessState.SystemTime()}
			u.peak = float64(c.ProcessState.SysUsage().(*syscall.Rusage).Maxrss) / 1024
			for _, percent := range []int{10, 50, 100} {
				if n := len(samples); n > 0 {
					u.memory = append(u.memory, samples[max(0, n*percent/100-1)])
				}
			}
			return u, nil
		}
	}
}

// resident is a process's resident memory, in MiB.
func resident(pid int) float64 {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/statm", pid))
	if err != nil {
		return 0
	}
	var size, pages int
	fmt.Sscan(string(text), &size, &pages)
	return float64(pages) * float64(os.Getpagesize()) / (1 << 20)
}

func report(start time.Time, images int, used []usage) {
	seconds, cpu := time.Since(start).Seconds(), time.Duration(0)
	for _, u := range used {
		cpu += u.cpu
	}
	fmt.Printf("%d images in %.1f s, %.1f a second; %.2f ms of a core for each\n", images, seconds, float64(images)/seconds, cpu.Seconds()*1000/float64(images))
	for shard, u := range used {
		fmt.Printf("shard %d: MiB after a tenth, a half, at the end: %.0f; peak %.0f\n", shard, u.memory, u.peak)
	}
}

// check reads what was joined.
func check(out string, images int) error {
	r, err := results.Read(out)
	if err != nil {
		return err
	}
	var files []string
	for i := range r.Inputs {
		in := &r.Inputs[i]
		files = append(files, in.File)
		for k := range in.Attributions {
			if _, err := results.ReadMap(out, in, &in.Attributions[k]); err != nil && in.Attributions[k].NPY != "" {
				return err
			}
		}
	}
	slices.Sort(files)
	if n := len(slices.Compact(files)); n != images || len(r.Inputs) != images || !r.Complete || len(r.Failed) > 0 {
		return fmt.Errorf("of %d images, %d are explained, %d of them once; complete: %v, failed: %d", images, len(r.Inputs), n, r.Complete, len(r.Failed))
	}
	fmt.Printf("each of %d images is explained once, and its maps are whole\n", images)
	return nil
}
