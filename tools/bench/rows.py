"""The rows of the benchmark, in the order of the project's goals; what has no goal is beside what is like it."""

import collections

# A process and what it is asked to do, again and again, or, if it counts as a whole, once.
Side = collections.namedtuple("Side", "name argv task whole", defaults=("", False))
# goal and want are the ratios that must hold, and that are wanted; 0 means none. quantity is seconds, peak (memory held) or rate (FLOP/s).
# most is how often its sides alternate at most: a sample of minutes averages over the machine's moods by itself.
Row = collections.namedtuple("Row", "name what goal want theirs ours quantity most", defaults=("seconds", 100))

# What the pruned engine is asked: of which frozen networks, with which goals.
PRUNED = (
    ("integrated_gradients freeze=mask steps=100", {"SqueezeNet": (20, 40), "VGG16": (30, 60), "ResNet-50": (20, 40), "MobileNetV2": (8, 20)}),
    ("integrated_gradients freeze=threshold steps=100", {"SqueezeNet": (8, 14), "VGG16": (7, 17)}),
    ("smoothgrad freeze=mask samples=25", {"SqueezeNet": (0, 0), "VGG16": (0, 0)}),
)
PRODUCT = 4096  # the side of the matrices whose product gives the machine's rate


def table(options):
    """All rows. options has dir and deepexplain."""
    d, photo, squeezenet = options.dir, "testdata/photos/chelsea.png", "testdata/squeezenet/saved_model"
    checkpoint, x = f"{d}/vgg_16.ckpt", f"{d}/input_224.npy"
    rules = "DeepExplain" if options.deepexplain else "an equivalent of DeepExplain"

    def python(script, task, *args, whole=False):
        return Side(script, [f"{d}/venv/bin/python", f"tools/bench/python/{script}.py", *args], task, whole)

    def tensorflow(task, whole=False):
        return python("tensorflow_vgg", task, checkpoint, x, options.deepexplain, whole=whole)

    def ours(task, model=f"vgg_16={checkpoint}", images=x):
        return Side("tfreeze", ["bin/bench", images, model], task)

    def pruned(name, task, goal, want):
        """The pruned engine against the dense one."""
        of = {"SqueezeNet": (f"{d}/squeezenet_frozen", small["images"]), "VGG16": (), "ResNet-50": (f"{d}/resnet50",), "MobileNetV2": (f"{d}/mobilenet_v2",)}
        sides = (ours(f"{task} engine={engine}", *of[name]) for engine in ("dense", "pruned"))
        return Row(f"pruned-{name}-{task.replace(' ', '-')}", f"{name}, {task}, pruned against dense", goal, want, *sides)

    def paper(name, variant, goal, want):
        """All six methods with 100 steps and 25 samples, plain and frozen."""
        what = f"the paper's experiment, plain and frozen by {variant}"
        mine = f"all freeze=plain,{variant} steps=100 samples=25"
        return vgg(name, what, "saliency and " + rules, goal, want, tensorflow(f"{variant} 100 25"), mine)._replace(most=2)

    def explain(out, method, *args):
        fixed = ["--method", method, "--freeze", "plain", "--out", f"{d}/{out}", "--overwrite"]
        return Side("explain", ["bin/tfreeze", "explain", *fixed, *args, photo], whole=True)

    def vgg(name, what, whose, goal, want, theirs, mine):
        return Row(name, f"VGG16, {what}, against {whose}", goal, want, theirs, ours(mine))

    def gradient(name, batch, model, goal=0, want=0, images=x, theirs=""):
        what, original = f"{name}, gradient, batch {batch}, against tf.gradients", theirs or f"{d}/{model}"
        sides = python("tensorflow_model", f"gradient {batch}", original, images), ours(f"grad batch={batch}", f"{d}/{model}", images)
        return Row(f"{model}-gradient-{batch}", what, goal, want, *sides)

    def rate(who, side, goal=0, want=0):
        return Row(f"rate-{who}", f"VGG16, gradient, batch 1, {who}", goal, want, python("sgemm", "sgemm", str(PRODUCT)), side, "rate")

    small = {"images": f"{d}/input_227.npy", "theirs": squeezenet}
    return [
        *(pruned(name, task, *goals) for task, networks in PRUNED for name, goals in networks.items()),
        vgg("vgg-gradient-1", "gradient, batch 1", "saliency", 2, 2.5, tensorflow("saliency"), "grad"),
        vgg("vgg-gradient-8", "gradient, batch 8", "tf.gradients", 1.6, 2, tensorflow("gradient 8"), "grad batch=8"),
        paper("vgg-paper", "threshold", 3.5, 4.5),
        paper("vgg-paper-mask", "mask", 4.5, 5),
        vgg("vgg-elrp", "eps-LRP", rules, 0, 0, tensorflow("elrp"), "elrp"),
        vgg("vgg-deeplift", "DeepLIFT", rules, 0, 0, tensorflow("deeplift"), "deeplift"),
        vgg("vgg-ig-10", "IG with 10 steps", rules, 0, 0, tensorflow("ig 10"), "integrated_gradients steps=10"),
        gradient("SqueezeNet", 1, "squeezenet_frozen", **small),
        gradient("SqueezeNet", 8, "squeezenet_frozen", 1, 1.3, **small),
        gradient("MobileNetV2", 1, "mobilenet_v2"),
        gradient("MobileNetV2", 8, "mobilenet_v2", 1.2, 1.5),
        gradient("ResNet-50", 1, "resnet50"),
        gradient("ResNet-50", 8, "resnet50", 1.2, 1.5),
        Row("squeezenet-first", "SqueezeNet, first heatmap, whole process", 9, 15,
            python("first", "", squeezenet, photo, f"{d}/first.png", whole=True), explain("first", "grad", squeezenet)),
        Row("vgg-peak", "VGG16, IG with 100 steps, peak memory", 1.3, 2, tensorflow("path 100", whole=True),
            explain("peak", "integrated_gradients", "--steps", "100", "--arch", "vgg_16", "--checkpoint", checkpoint), "peak"),
        vgg("vgg-torch-gradient", "gradient, batch 1", "captum on PyTorch", 1, 1.3, python("torch_vgg", "gradient 1", checkpoint, x), "grad"),
        vgg("vgg-torch-ig", "IG with 25 steps", "captum on PyTorch", 1, 1.3, python("torch_vgg", "ig 25 1", checkpoint, x), "integrated_gradients steps=25"),
        rate("tfreeze", ours("grad"), 0.6, 0.8),
        rate("saliency", tensorflow("saliency")),
        rate("PyTorch", python("torch_vgg", "gradient 1", checkpoint, x)),
    ]  # fmt: skip
