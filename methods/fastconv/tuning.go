package fastconv

// These constants say from which size a fast form pays, by measurement. Times are
// milliseconds on two cores with 2 MB of cache each, with oneDNN, unless another unit
// or setting is given. A convolution is described by its image, HxWxC, and its number
// of output channels.

// keepFrom is the number of elements from which a form of a kernel is stored in a
// variable. A smaller form is computed in every run. Reading a variable takes 0.5 us.
// Flipping a 3x3 kernel takes 5 us for 144 elements, 50 us for 1089, and 160 us for
// 147456. A smaller kernel would gain little for the cost of a variable and an
// assignment.
const keepFrom = 1024

// transposeFrom is the number of elements from which the kernel of a pointwise
// convolution is transposed once, and not by every product. Smaller kernels take the
// same time either way.
//
//	                                       once   by the product
//	28x28x128 to 512, eight images          4.2    5.1
//	14x14x1024 to 2048, stride 2, one image 1.3    4.0
const transposeFrom = 1 << 16

// winogradFrom is the number of channels, of both x and y, from which Winograd's is the
// fastest gradient of a 3x3 convolution. largeTilesFrom is the height and width from
// which tiles of 6x6 pixels are faster than tiles of 4x4. The columns are the
// convolution with a flipped kernel, tiles of 4x4 and tiles of 6x6:
//
//	                     one image          eight images
//	56x56x256 to 256    12.7   7.9   5.3    69   72   44
//	28x28x512 to 512      20   7.5   6.1    68   54   32
//	28x28x512 to 256     7.2   4.3   3.6    34   33   19
//	28x28x256 to 256     3.7   2.8   2.3    17   16  9.4
//	14x14x512 to 512     6.3   3.0   3.6    19   13   11
//	14x14x256 to 256     1.2   1.3   1.1   4.8  4.4  3.9
//	7x7x512 to 512       4.0   3.2   3.8   7.5  5.5  5.2
//	112x112x128 to 128   8.6    10   6.8    69  122   80
const (
	winogradFrom   = 256
	largeTilesFrom = 28
)

// TiledOp takes tiles of 4x4 for images of less than smallTilesBelow pixels a side, and also
// for kernels of smallTilesFrom elements a tap and more where the image is below
// largeTilesFrom, since tiles of 6x6 need 2.3 times the memory for a kernel: 38 MB for 512 to 512
// channels. The columns are tiles of 4x4 and of 6x6, with two threads:
//
//	                     one image          eight images
//	14x14x512 to 512     1.1  0.8           12.6  11.8
//	14x14x256 to 256     0.4  0.8            2.8   1.9
//	7x7x512 to 512       0.5  2.2            3.6   5.0
//	56x56x64 to 16       0.2  0.15           1.1   0.7
const (
	smallTilesBelow = 14
	smallTilesFrom  = 1 << 18
)

// These are the points at which tiles of 4x4 and of 6x6 are evaluated. Among points of
// few binary digits, those of the larger tiles round least: the relative L2 error of
// 28x28x512 was 2.2e-6, half of the error with 1 and 2. It was 7e-7 with tiles of 4x4,
// and 1.2e-6 with oneDNN's convolution.
var (
	smallPoints = []float64{0, 1, -1}
	largePoints = []float64{0, 0.75, -0.75, 1.5, -1.5}
)

// Up to fewSubpixels channels of x, and from manySubpixels on, the gradient of a
// convolution with a stride is faster when it is computed by phases. These multiply by
// zeros, too, if the stride does not divide the kernel. The columns are
// Conv2DBackpropInput and the phases, for eight images:
//
//	7x7, stride 2, of 224x224x3 to 64      25.1   16.1
//	11x11, stride 4, of 227x227x3 to 96    15.8   10.6
//	16x16, stride 16, of 224x224x3 to 768  16.7    9.2
//	3x3, stride 2, of 224x224x3 to 32       4.6    3.2
//	3x3, stride 2, of 112x112x24 to 48      6.7    5.2
//	3x3, stride 2, of 112x112x32 to 64      7.8    8.7
//	3x3, stride 2, of 56x56x128 to 128     14.1   16.7
//	3x3, stride 2, of 35x35x288 to 384     31.5   40.1
//	3x3, stride 2, of 14x14x512 to 512     32.9   16.2
const (
	fewSubpixels  = 24
	manySubpixels = 512
)
