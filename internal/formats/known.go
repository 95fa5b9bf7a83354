package formats

// These texts belong to several formats.
const (
	exportKeras  = `export it as a SavedModel, in Python: keras.models.load_model("FILE").export("DIR"), and give DIR`
	exportHDF5   = exportKeras + "; weights alone need the model that they belong to" + page
	page         = " (docs/how-to/convert.md)"
	onlyTF       = "tfreeze reads TensorFlow models"
	unpack       = "unpack it, and give the SavedModel's directory that is in it"
	unpackInput  = "unpack it, and give what is in it"
	toPNG        = "convert it to a JPEG or PNG"
	again        = "get it again"
	modelFirst   = "the model comes first, then its inputs"
	pullLFS      = "get the file itself with: git lfs pull"
	asCheckpoint = "it has weights, and no network: give its .meta, or --arch NAME --checkpoint FILE"
	nameMeta     = "give it the name of its checkpoint, with .meta behind it"
)

// formats lists all known formats. The first that matches wins.
var formats = []Format{
	{Name: "an empty file, of 0 bytes", Kind: Foreign, is: func(f *file) bool { return f.size == 0 }},
	{Name: "a Git LFS pointer in place of a file", Kind: Foreign, AsModel: pullLFS, AsInput: pullLFS, is: begins("version https://git-lfs.github.com/")},

	{Name: "a PNG image", Kind: Picture, AsModel: modelFirst, is: begins("\x89PNG\r\n\x1a\n")},
	{Name: "a JPEG image", Kind: Picture, AsModel: modelFirst, is: begins("\xff\xd8\xff")},
	{Name: "a GIF image", Kind: Picture, AsModel: modelFirst, is: begins("GIF87a", "GIF89a")},
	{Name: "a WebP image", Kind: Picture, AsModel: modelFirst, is: riff("WEBP")},
	{Name: "a BMP image", Kind: Picture, AsModel: modelFirst, is: func(f *file) bool { return f.starts("BM") && f.has(6, "\x00\x00\x00\x00") }},
	{Name: "a NumPy array (.npy)", Kind: Array, AsModel: modelFirst, is: begins("\x93NUMPY")},

	{Name: "a HEIC photo", Kind: Foreign, AsInput: toPNG, is: brand("heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1")},
	{Name: "an AVIF image", Kind: Foreign, AsInput: toPNG, is: brand("avif", "avis")},
	{Name: "a JPEG XL image", Kind: Foreign, AsInput: toPNG, is: begins("\xff\x0a", "\x00\x00\x00\x0cJXL \r\n\x87\n")},
	{Name: "a JPEG 2000 image", Kind: Foreign, AsInput: toPNG, is: begins("\x00\x00\x00\x0cjP  \r\n\x87\n", "\xff\x4f\xff\x51")},
	{Name: "a raw photo (CR2)", Kind: Foreign, AsInput: toPNG, is: func(f *file) bool { return f.starts("II*\x00") && f.has(8, "CR") }},
	{Name: "a raw photo (CR3)", Kind: Foreign, AsInput: toPNG, is: brand("crx ")},
	{Name: "a raw photo", Kind: Foreign, AsInput: toPNG, is: begins("FUJIFILMCCD-RAW", "IIRO", "IIRS", "MMOR", "IIU\x00", "\x00MRM")},
	{Name: "a TIFF image, or a raw photo", Kind: Foreign, AsInput: toPNG, is: begins("II*\x00", "MM\x00*", "II+\x00", "MM\x00+")},
	{Name: "a Photoshop image", Kind: Foreign, AsInput: toPNG, is: begins("8BPS")},
	{Name: "a Netpbm image", Kind: Foreign, AsInput: toPNG, is: func(f *file) bool { return text(`\AP[1-3]\s`)(f) || begins("P4\n", "P5\n", "P6\n", "P7\n")(f) }},
	{Name: "a DICOM image", Kind: Foreign, AsInput: toPNG, is: at(128, "DICM")},
	{Name: "macOS's notes on a file, not the file", Kind: Foreign, is: begins("\x00\x05\x16\x07")},
	{Name: "a PDF", Kind: Foreign, AsInput: "save its pages as PNG images", is: begins("%PDF-")},
	{Name: "an SVG drawing", Kind: Foreign, AsInput: "draw it as a PNG", is: text(`(?i)\A\s*(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)?(<!DOCTYPE svg[^>]*>\s*)?<svg\b`)},
	{Name: "a video", Kind: Foreign, AsInput: "save frames of it as PNG images", is: func(f *file) bool {
		return isMedia(f) || riff("AVI ")(f) || f.starts("\x1a\x45\xdf\xa3")
	}},

	{Name: "an HDF5 file, as Keras writes (.h5)", Kind: Foreign, AsModel: exportHDF5, AsInput: "save its arrays as .npy", is: begins("\x89HDF\r\n\x1a\n")},
	{Name: "a Keras model (.keras)", Kind: Foreign, AsModel: exportKeras + page, is: func(f *file) bool {
		return holds("config.json")(f) && holds("*.weights.h5")(f)
	}},
	{Name: "a PyTorch file", Kind: Foreign, AsModel: onlyTF + page, is: holds("data.pkl")},
	{Name: "an archive of NumPy arrays (.npz)", Kind: Arrays, AsModel: modelFirst, is: holds("*.npy")},
	{Name: "a zip archive with a SavedModel", Kind: Foreign, AsModel: unpack, is: holds("saved_model.pb")},
	{Name: "a zip archive", Kind: Foreign, AsModel: unpack, AsInput: unpackInput, is: begins("PK\x03\x04", "PK\x05\x06")},
	{Name: "an archive", Kind: Foreign, AsModel: unpack, AsInput: unpackInput, is: func(f *file) bool {
		return isTar(f) || begins("\x1f\x8b", "BZh", "\xfd7zXZ\x00", "\x28\xb5\x2f\xfd", "7z\xbc\xaf\x27\x1c", "Rar!\x1a\x07")(f)
	}},
	{Name: "a TensorFlow Lite model", Kind: Foreign, AsModel: "give the SavedModel that it was converted from" + page, is: isTFLite},
	{Name: "a safetensors file", Kind: Foreign, AsModel: "it has weights, and no network; " + onlyTF, is: isSafetensors},
	{Name: "a pickle of Python, as PyTorch and others write", Kind: Foreign, AsModel: onlyTF + page, AsInput: "save the array as .npy", is: begins("\x80\x02", "\x80\x03", "\x80\x04", "\x80\x05")},
	{Name: "a GGUF file", Kind: Foreign, AsModel: onlyTF, is: begins("GGUF")},
	{Name: "a TensorFlow checkpoint, or its index", Kind: Checkpoint, AsModel: asCheckpoint, is: isTable},
	{Name: "an ONNX model", Kind: Foreign, AsModel: "convert it to a SavedModel: onnx2tf -i FILE -o DIR -osd, and give DIR" + page, is: isONNX},
	{Name: "the file of a SavedModel", Kind: SavedModel, is: isSavedModel},

	{Name: "a web page", Kind: Foreign, AsModel: again, AsInput: again, is: text(`(?i)\A\s*(<!doctype html|<html\b)`)},
	{Name: "the model.json of TensorFlow.js", Kind: Foreign, AsModel: "give the model that it was converted from" + page, is: text(`\A\s*\{[^}]*"(modelTopology|weightsManifest|generatedBy)"`)},
	{Name: "a SavedModel in text form", Kind: SavedModelText, is: inText("saved_model_schema_version", "meta_graphs")},
	{Name: "a MetaGraph in text form", Kind: MetaGraphText, AsModel: nameMeta, is: inText("meta_info_def", "graph_def", "saver_def", "collection_def", "signature_def")},
	{Name: "a graph in text form", Kind: GraphText, is: inText("node", "versions", "library")},
	{Name: "the JSON of a Keras model, without its weights", Kind: Foreign, AsModel: "load these too, and export a SavedModel, in Python: model.export(\"DIR\")", is: text(`\A\s*\{[^}]*"class_name"`)},
	{Name: "a JSON file", Kind: Foreign, is: text(`\A\s*[\[{]\s*["\]\[}{0-9]`)},
	{Name: "a text file", Kind: Foreign, is: isText},
}
