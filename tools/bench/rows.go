package main

import "slices"

func is(n int) *int { return &n }

func gradient(batch int) *request { return &request{Task: "gradient", Batch: is(batch)} }

func ig(steps int) *request { return &request{Task: "ig", Steps: is(steps)} }

// rows are the goals of the project, in its order, with what has no goal beside
// what is like it.
func rows(o options) []row {
	return slices.Concat(vggRows(o), modelRows(o), wholeRows(o), torchRows(o), rateRows(o))
}

// vggRows compare VGG16 with the code that came with the methods.
func vggRows(o options) []row {
	paper := &request{Task: "paper", Steps: is(10), Samples: is(5)}
	against := func(name, what, whose string, r *request, goal, want float64) row {
		return row{name: name, what: "VGG16, " + what + ", against " + whose, goal: goal, want: want, ours: o.tfreezeVGG(r), theirs: o.pythonVGG(r)}
	}
	first := against("vgg-gradient-1", "gradient, batch 1", "saliency", gradient(1), 2, 2.5)
	first.theirs.task = &request{Task: "saliency_gradient"}
	return []row{
		first,
		against("vgg-gradient-8", "gradient, batch 8", "tf.gradients", gradient(8), 2.2, 3),
		against(paperRow, "the paper's experiment (10 steps, 5 samples)", "saliency and "+o.rules(), paper, 2.5, 4),
		against("vgg-elrp", "eps-LRP", o.rules(), &request{Task: "elrp"}, 0, 0),
		against("vgg-deeplift", "DeepLIFT", o.rules(), &request{Task: "deeplift"}, 0, 0),
		against(stepsRow, "IG with 10 steps", o.rules(), ig(10), 0, 0),
	}
}

// modelRows compare the gradient of SavedModels with tf.gradients.
func modelRows(o options) []row {
	var all []row
	for _, m := range []struct{ name, ours, theirs, input string }{
		{"SqueezeNet", o.dir + "/squeezenet_frozen", o.squeezenet, o.input(227)},
		{"MobileNetV2", o.dir + "/mobilenet_v2", o.dir + "/mobilenet_v2", o.input(224)},
		{"ResNet-50", o.dir + "/resnet50", o.dir + "/resnet50", o.input(224)},
	} {
		one, eight := o.modelRow(m.name, m.ours, m.theirs, m.input, 1), o.modelRow(m.name, m.ours, m.theirs, m.input, 8)
		if m.name != "SqueezeNet" {
			eight.goal, eight.want = 1.2, 2
		}
		all = append(all, one, eight)
	}
	return all
}

// wholeRows compare whole processes: time to the first heatmap, and peak memory.
func wholeRows(o options) []row {
	checkpoint := o.dir + "/vgg_16.ckpt"
	return []row{
		{name: "squeezenet-first", what: "SqueezeNet, first heatmap, whole process", goal: 6, want: 15,
			ours:   o.explain(o.dir+"/first", "grad", o.dir+"/squeezenet_frozen"),
			theirs: side{argv: o.python("first.py", o.squeezenet, o.photo, o.dir+"/first.png")}},
		{name: "vgg-peak", what: "VGG16, IG with 100 steps, peak memory", goal: 1, want: 2, quantity: peak,
			ours:   o.explain(o.dir+"/peak", "integrated_gradients", "--arch", "vgg_16", "--checkpoint", checkpoint, "--steps", "100"),
			theirs: side{argv: o.python("peak.py", checkpoint, o.input(224), "100")}},
	}
}

// torchRows compare VGG16 with captum on PyTorch, on the same weights.
func torchRows(o options) []row {
	steps := ig(25)
	steps.Batch = is(1)
	return []row{
		{name: "vgg-torch-gradient", what: "VGG16, gradient, batch 1, against captum on PyTorch", goal: 1, want: 1.3,
			ours: o.tfreezeVGG(gradient(1)), theirs: o.torchVGG(gradient(1))},
		{name: "vgg-torch-ig", what: "VGG16, IG with 25 steps, against captum on PyTorch", goal: 1, want: 1.3,
			ours: o.tfreezeVGG(ig(25)), theirs: o.torchVGG(steps)},
	}
}

// rateRows hold VGG16's gradient against the machine's own rate.
func rateRows(o options) []row {
	of := func(who string, ours side) row {
		return row{name: "rate-" + who, what: "VGG16, gradient, batch 1, " + who, quantity: rate, ours: ours, theirs: o.sgemm(),
			flop: gradientFlop(), theirFlop: productFlop(productSize)}
	}
	tfreeze := of("tfreeze", o.tfreezeVGG(gradient(1)))
	tfreeze.goal, tfreeze.want = 0.6, 0.8
	return []row{tfreeze, of("saliency", o.pythonVGG(&request{Task: "saliency_gradient"})), of("PyTorch", o.torchVGG(gradient(1)))}
}
