package serve

import (
	"encoding/json"
	"net/http"
	"strings"
)

// A v1Form is how answers are written: as explanations or as predictions, by columns or
// by inputs.
type v1Form struct{ explains, columns bool }

// writeV1 writes the answers as JSON, or one output as the file that the request accepts.
func (c *call) writeV1(w http.ResponseWriter, r *http.Request, asked []output, all []answer, form v1Form) error {
	if kind := accepted(r); kind != "" {
		return c.writeFile(w, kind, all)
	}
	if form.columns {
		return c.writeColumns(w, asked, all)
	}
	rows := make([]json.RawMessage, len(all))
	for i := range all {
		var err error
		if rows[i], err = c.row(asked, all[i], form); err != nil {
			return err
		}
	}
	key := "predictions"
	if form.explains {
		key = "explanations"
	}
	writeJSON(w, http.StatusOK, map[string]any{key: rows})
	return nil
}

// row is the answer of one input: an object, or the output itself if a prediction has
// one.
func (c *call) row(asked []output, a answer, form v1Form) (json.RawMessage, error) {
	members := map[string]json.RawMessage{}
	for _, o := range asked {
		t, err := c.tensor(o, []answer{a})
		if err != nil {
			return nil, err
		}
		value := t.row(0).v1()
		if len(asked) == 1 && !form.explains {
			return value, nil
		}
		members[o.name] = value
	}
	return json.Marshal(members)
}

// writeColumns answers as TensorFlow Serving does where inputs came in columns.
func (c *call) writeColumns(w http.ResponseWriter, asked []output, all []answer) error {
	members := map[string]json.RawMessage{}
	for _, o := range asked {
		t, err := c.tensor(o, all)
		if err != nil {
			return err
		}
		if members[o.name] = t.v1(); len(asked) == 1 {
			writeJSON(w, http.StatusOK, map[string]any{"outputs": t.v1()})
			return nil
		}
	}
	writeJSON(w, http.StatusOK, map[string]any{"outputs": members})
	return nil
}

// v1 is nested JSON. Files are {"b64": "..."}.
func (t tensor) v1() json.RawMessage {
	files, ok := t.data.([][]byte)
	if !ok {
		return t.nested()
	}
	var each []map[string][]byte
	for _, f := range files {
		each = append(each, map[string][]byte{"b64": f})
	}
	var raw []byte
	if len(t.shape) == 0 {
		raw, _ = json.Marshal(each[0])
	} else {
		raw, _ = json.Marshal(each)
	}
	return raw
}

// fileKinds are the outputs that are files, by their media types.
var fileKinds = map[string]string{"image/png": "overlay_png", "application/x-npy": "attribution_npy"}

// accepted is the media type of the file that a request wants; empty for JSON.
func accepted(r *http.Request) string {
	for _, kind := range strings.Split(r.Header.Get("Accept"), ",") {
		kind, _, _ = strings.Cut(strings.TrimSpace(kind), ";")
		if _, ok := fileKinds[kind]; ok {
			return kind
		}
	}
	return ""
}

// writeFile answers with the file of the first input. Of an array, which has no picture
// to draw over, the heatmap is drawn alone.
func (c *call) writeFile(w http.ResponseWriter, kind string, all []answer) error {
	if !c.explains() {
		return wrong("Accept", "%s needs a method: without one, the network itself answers", kind)
	}
	if len(all) != 1 || len(all[0].results) != 1 {
		return wrong("Accept", "%s is for one input and one target", kind)
	}
	name := fileKinds[kind]
	if all[0].results[0].Picture == nil && kind == "image/png" {
		name = "heatmap_png"
	}
	for _, o := range outputs {
		if o.name != name {
			continue
		}
		t, err := o.of(c, all[0].results[0])
		if err != nil {
			return wrongly("Accept", err)
		}
		w.Header().Set("Content-Type", kind)
		w.Write(t.data.([][]byte)[0])
	}
	return nil
}
