package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
)

func (o options) input(size int) string { return fmt.Sprintf("%s/input_%d.npy", o.dir, size) }

// tfreeze is the command line of this program as tfreeze's side.
func (o options) tfreeze(input string, model ...string) []string {
	return append([]string{os.Args[0], "-serve", "-threads", strconv.Itoa(o.threads), "-inputs", input}, model...)
}

// python is the command line of a script.
func (o options) python(script string, args ...string) []string {
	return append([]string{o.dir + "/venv/bin/python", "tools/bench/python/" + script}, args...)
}

// serving is that of one that serves, which takes the number of threads last.
func (o options) serving(script string, args ...string) []string {
	return append(o.python(script, args...), strconv.Itoa(o.threads))
}

func (o options) tfreezeVGG(r *request) side {
	return side{name: "tfreeze-vgg_16", argv: o.tfreeze(o.input(224), "-arch", "vgg_16", "-checkpoint", o.dir+"/vgg_16.ckpt"), task: r}
}

func (o options) pythonVGG(r *request) side {
	return side{name: "python-vgg_16", argv: o.serving("tensorflow_vgg.py", o.dir+"/vgg_16.ckpt", o.input(224)), task: r,
		env: []string{"DEEPEXPLAIN=" + o.deepExplain}}
}

func (o options) torchVGG(r *request) side {
	return side{name: "pytorch-vgg_16", argv: o.serving("torch_vgg.py", o.dir+"/vgg_16.ckpt", o.input(224)), task: r}
}

func (o options) sgemm() side {
	return side{name: "sgemm", argv: o.serving("sgemm.py", strconv.Itoa(productSize)), task: &request{Task: "sgemm"}}
}

func (o options) modelRow(name, ours, theirs, input string, batch int) row {
	base, r := filepath.Base(ours), gradient(batch)
	return row{name: fmt.Sprintf("%s-gradient-%d", base, batch), what: fmt.Sprintf("%s, gradient, batch %d, against tf.gradients", name, batch),
		ours:   side{name: "tfreeze-" + base, argv: o.tfreeze(input, "-model", ours), task: r},
		theirs: side{name: "tf.gradients-" + base, argv: o.serving("tensorflow_model.py", theirs, input), task: r}}
}

// explain is the tfreeze command on the photo, with a plain method.
func (o options) explain(out, method string, model ...string) side {
	argv := append([]string{o.command, "explain", "--method", method, "--freeze", "plain", "--out", out, "--overwrite"}, model...)
	return side{argv: append(argv, o.photo)}
}

// rules names the code of eps-LRP, DeepLIFT and IG on Python's side.
func (o options) rules() string {
	if o.deepExplain == "" {
		return "an equivalent of DeepExplain"
	}
	return "DeepExplain"
}
