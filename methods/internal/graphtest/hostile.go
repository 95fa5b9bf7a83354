package graphtest

// HostileInputs defines tensors that a node may read: some that vary with x, and
// constants, of types and ranks that suit no rule.
const HostileInputs = `
x = Placeholder() -> float[?,4,4,4]
x0 = Reshape(x, i) -> float[]
x1 = Reshape(x, i) -> float[0]
x4 = Reshape(x, i) -> float[1,1099511627776,?,3]
xu = Reshape(x, i) -> float[...]
xd = Cast(x) -> double[?,4]
xc = Cast(x) -> complex64[?,4]
xs = Split(i, x) -> float[?,4,4,4], float[?], float[...]
untyped = Neg(x)
k = Placeholder() -> float[3,3,0,4]
k1 = Placeholder() -> float[3,3,1,4]
i = Const() {value=int32[3]{0, -9, 2147483647}} -> int32[3]
j = Const() {value=int64[]{-9223372036854775808}} -> int64[]
one = Const() {value=int32[1]{1}} -> int32[1]
none = Const() {value=int32[0]{}} -> int32[0]
half = Const() {value=float[]{NaN}} -> float[]
big = Const() {value=int32[]{1}} -> int32[1099511627776]
noValue = Const() -> int32[2]
text = Placeholder() -> string[2]
dy = Placeholder() -> float[...]
`

// These are the names of tensors in HostileInputs, of those that vary with x, and
// attributes.
var (
	HostileX     = []string{"x", "x0", "x1", "x4", "xu", "xd", "xc", "xs", "xs:1", "xs:2", "untyped"}
	HostileNames = append([]string{"k", "k1", "i", "j", "one", "none", "half", "big", "noValue", "text", "untyped:1"}, HostileX...)
	HostileAttrs = []string{"axis", "batch_dims", "block_size", "data_format", "dilations", "epsilon", "equation",
		"explicit_paddings", "is_training", "keep_dims", "ksize", "num_split", "padding", "strides", "T", "transpose_a"}
	HostileValues = []string{"-1", "9223372036854775807", "1.5", "false", `"NCHW"`, `"...a,a->..."`, `"...a->a"`, `"->"`, "[]",
		"[1, 0, -3, 2]", `["x"]`, "float", "shape[...]", "none", "int32[1]{7}"}
)
