package main

import (
	"context"
	"fmt"
	"path/filepath"
	"syscall"
	"time"

	"tfreeze"
)

// plain explains images one after the other in this process, and writes nothing: what a
// job is held against.
func plain(model, photos string, threads int, method string) error {
	ctx := context.Background()
	m, err := tfreeze.Open(ctx, model, tfreeze.ModelOptions{Threads: threads, Methods: []string{method}})
	if err != nil {
		return err
	}
	defer m.Close()
	files, err := filepath.Glob(filepath.Join(photos, "*.png"))
	if err != nil {
		return err
	}
	before, start := processor(), time.Now()
	for _, file := range files {
		if _, err := m.Explain(ctx, tfreeze.File(file), tfreeze.ExplainOptions{Variants: []tfreeze.Variant{tfreeze.Threshold}}); err != nil {
			return err
		}
	}
	n := float64(len(files))
	fmt.Printf("one after the other: %d images, %.1f a second; %.2f ms of a core for each\n", len(files), n/time.Since(start).Seconds(), (processor()-before).Seconds()*1000/n)
	return nil
}

// processor is the time that the process has had of the processor.
func processor() time.Duration {
	var u syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
