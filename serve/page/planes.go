package page

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"math"
	"net/http"
	"net/url"
)

// Planes are a map as the page gets it: for each pixel the sum over the channels, and
// the sum of magnitudes, in rows from the top. Written, they are
//
//	a line of JSON         with height, width, scales and About, padded to an even length
//	height*width int16     the sums, little-endian; times scales[0] they are what they were
//	height*width int16     the sums of magnitudes; times scales[1]
//
// A scale is the largest magnitude divided by 32767, so that a number is off by half of it
// at most.
type Planes struct {
	Height, Width    int
	Signed, Absolute []float32
	About            About
}

// About is what else is known of a map.
type About struct {
	Score        float32  `json:"score"`
	Target       int      `json:"target"`
	Milliseconds float64  `json:"milliseconds"`
	Delta        *float64 `json:"delta,omitempty"`
	Zero         string   `json:"zero,omitempty"`
}

const levels = math.MaxInt16

func (p Planes) write(w http.ResponseWriter) error {
	scales := [2]float64{scaleOf(p.Signed), scaleOf(p.Absolute)}
	head, err := json.Marshal(struct {
		Height int        `json:"height"`
		Width  int        `json:"width"`
		Scales [2]float64 `json:"scales"`
		About
	}{p.Height, p.Width, scales, p.About})
	if err != nil {
		return err
	}
	if len(head)%2 == 0 {
		head = append(head, ' ')
	}
	raw := append(head, '\n')
	raw = quantised(raw, p.Signed, scales[0])
	raw = quantised(raw, p.Absolute, scales[1])
	w.Header().Set("Content-Type", "application/octet-stream")
	w.Write(raw) // the client may have gone
	return nil
}

// scaleOf is what a level is worth; 1 for zeros.
func scaleOf(values []float32) float64 {
	most := 0.0
	for _, v := range values {
		most = max(most, math.Abs(float64(v)))
	}
	if most == 0 {
		return 1
	}
	return most / levels
}

func quantised(raw []byte, values []float32, scale float64) []byte {
	for _, v := range values {
		raw = binary.LittleEndian.AppendUint16(raw, uint16(int16(math.Round(float64(v)/scale))))
	}
	return raw
}

// etag names an answer by what it depends on.
func etag(kind string, q url.Values) string {
	sum := sha256.Sum256([]byte(kind + "?" + q.Encode()))
	return `"` + base64.RawURLEncoding.EncodeToString(sum[:12]) + `"`
}
