package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"syscall"
	"time"
)

// A contender is a process that serves tasks.
type contender struct {
	name  string
	note  string
	cmd   *exec.Cmd
	in    io.WriteCloser
	lines *bufio.Scanner
}

// start starts a contender and waits until it has loaded its model.
func start(name string, env, argv []string) (*contender, error) {
	c := &contender{name: name, cmd: exec.Command(argv[0], argv[1:]...)}
	c.cmd.Env = append(os.Environ(), env...)
	var err error
	if c.in, err = c.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := c.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	c.lines = bufio.NewScanner(out)
	errors, err := os.Create(name + ".log")
	if err != nil {
		return nil, err
	}
	defer errors.Close()
	c.cmd.Stderr = errors
	if err := c.cmd.Start(); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	a, err := c.read()
	if err != nil || a.Ready == nil {
		return nil, fmt.Errorf("%s did not start: see %s.log", name, name)
	}
	c.note = a.Note
	return c, nil
}

// ask has a task run once.
func (c *contender) ask(r request) (sample, error) {
	line, err := json.Marshal(r)
	if err != nil {
		return sample{}, err
	}
	if _, err := c.in.Write(append(line, '\n')); err != nil {
		return sample{}, fmt.Errorf("%s: %w (see %s.log)", c.name, err, c.name)
	}
	a, err := c.read()
	return sample{Seconds: a.Seconds, CPU: a.CPU}, err
}

func (c *contender) read() (answer, error) {
	var a answer
	if !c.lines.Scan() {
		return a, fmt.Errorf("%s ended: see %s.log", c.name, c.name)
	}
	if err := json.Unmarshal(c.lines.Bytes(), &a); err != nil {
		return a, fmt.Errorf("%s: %q: %w", c.name, c.lines.Text(), err)
	}
	if a.Error != "" {
		return a, fmt.Errorf("%s: %s", c.name, a.Error)
	}
	return a, nil
}

// stop lets a contender end.
func (c *contender) stop() {
	c.in.Close()
	c.cmd.Wait()
}

// A sample is what one run took: seconds, processor seconds, and, of a whole
// process, the most memory that it held, in bytes.
type sample struct {
	Seconds float64 `json:"seconds"`
	CPU     float64 `json:"cpu"`
	Peak    float64 `json:"peak,omitempty"`
}

// whole runs a process to its end.
func whole(env, argv []string) (sample, error) {
	cmd := exec.Command(argv[0], argv[1:]...)
	cmd.Env = append(os.Environ(), env...)
	begin := time.Now()
	if out, err := cmd.CombinedOutput(); err != nil {
		return sample{}, fmt.Errorf("%s: %w: %s", argv[0], err, out)
	}
	s := sample{Seconds: time.Since(begin).Seconds(), CPU: (cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()).Seconds()}
	if usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		s.Peak = float64(usage.Maxrss) * 1024
	}
	return s, nil
}
