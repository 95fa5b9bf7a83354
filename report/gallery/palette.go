package gallery

import (
	"encoding/base64"

	"tfreeze/report"
)

// palette holds the colour maps of the page's views: 256 colours of three bytes each.
func palette() (map[string]string, error) {
	p := map[string]string{}
	for _, name := range []string{"inferno", "viridis"} {
		c, err := report.FindColormap(name)
		if err != nil {
			return nil, err
		}
		var raw []byte
		for i := range 256 {
			at := c.At(float32(i) / 255)
			raw = append(raw, at.R, at.G, at.B)
		}
		p[name] = base64.RawURLEncoding.EncodeToString(raw)
	}
	return p, nil
}
