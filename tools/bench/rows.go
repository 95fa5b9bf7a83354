package main

// A row is one line of the table: a task that two sides run.
type row struct {
	name, what string
	ours       side
	theirs     side
	// goal and want are the ratios theirs/ours that must hold, and that we want.
	goal, want float64
	// quantity is what is compared: seconds if empty, else "peak".
	quantity string
}

// A side is a process, and what it is asked to do. A side without a request is
// a whole process, run anew each time.
type side struct {
	name  string
	argv  []string
	first *request
	task  *request
	env   []string
}

func is(n int) *int { return &n }

// rows are the goals of the project, in its order.
func rows(o options) []row {
	vgg, input := o.dir+"/vgg_16.ckpt", o.dir+"/input_224.npy"
	tfreezeVGG := o.tfreeze("-arch", "vgg_16", "-checkpoint", vgg)
	python := o.python("tensorflow_vgg.py", vgg, input)
	torch := o.python("torch_vgg.py", vgg, input)
	gradient := func(n int) *request { return &request{Task: "gradient", Batch: is(n)} }
	ig := &request{Task: "ig", Steps: is(25)}
	paper := &request{Task: "paper", Steps: is(10), Samples: is(5)}
	keras := func(name string, goal, want float64) row {
		return row{name: name + "-gradient-8", what: name + ", gradient, batch 8", goal: goal, want: want,
			ours:   side{name: "tfreeze-" + name, argv: o.tfreeze("-model", o.dir+"/"+name), task: gradient(8)},
			theirs: side{name: "tf.gradients-" + name, argv: o.python("tensorflow_model.py", o.dir+"/"+name, input), task: gradient(8)}}
	}
	ours := func(r *request) side { return side{name: "tfreeze-vgg_16", argv: tfreezeVGG, task: r} }
	original := func(r *request) side { return side{name: "python-vgg_16", argv: python, task: r} }
	pytorch := func(r *request) side { return side{name: "pytorch-vgg_16", argv: torch, task: r} }
	return []row{
		{name: "vgg-gradient-1", what: "VGG16, gradient, batch 1, against saliency", goal: 2, want: 2.5,
			ours: ours(gradient(1)), theirs: original(&request{Task: "saliency_gradient"})},
		{name: "vgg-gradient-8", what: "VGG16, gradient, batch 8, against tf.gradients", goal: 2.2, want: 3,
			ours: ours(gradient(8)), theirs: original(gradient(8))},
		{name: "vgg-paper", what: "VGG16, the paper's experiment (10 steps, 5 samples)", goal: 2.5, want: 4,
			ours: ours(paper), theirs: side{name: "python-vgg_16", argv: python, first: &request{Task: "prepare"}, task: paper}},
		{name: "squeezenet-first", what: "SqueezeNet, first heatmap, whole process", goal: 6, want: 15,
			ours:   side{argv: []string{o.command, "explain", o.dir + "/squeezenet_frozen", o.photo, "--method", "grad", "--freeze", "plain", "--out", o.dir + "/first"}},
			theirs: side{argv: o.python("first.py", o.squeezenet, o.photo, o.dir+"/first.png")}},
		keras("mobilenet_v2", 1.2, 2), keras("resnet50", 1.2, 2),
		{name: "vgg-peak", what: "VGG16, IG with 100 steps, peak memory", goal: 1, want: 2, quantity: "peak",
			ours:   side{argv: []string{o.command, "explain", "--arch", "vgg_16", "--checkpoint", vgg, o.photo, "--method", "integrated_gradients", "--freeze", "plain", "--steps", "100", "--out", o.dir + "/peak"}},
			theirs: side{argv: o.python("peak.py", vgg, input, "100")}},
		{name: "vgg-torch-gradient", what: "VGG16, gradient, batch 1, against captum on PyTorch", goal: 1, want: 1.3,
			ours: ours(gradient(1)), theirs: pytorch(gradient(1))},
		{name: "vgg-torch-ig", what: "VGG16, IG with 25 steps, against captum on PyTorch", goal: 1, want: 1.3,
			ours: ours(ig), theirs: pytorch(&request{Task: "ig", Steps: is(25), Batch: is(1)})},
	}
}
