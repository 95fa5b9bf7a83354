package results

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"net/url"
	"path"
)

// IndexFile is the name of the page that WriteIndex writes.
const IndexFile = "index.html"

//go:embed index.html
var indexPage string

var indexTemplate = template.Must(template.New(IndexFile).Parse(indexPage))

// An indexRow is an input in the page. Figure and Directory are relative addresses.
type indexRow struct {
	*Input
	Figure, Address, Explained, Share string
}

// WriteIndex writes a page that shows the figures of a record beside their scores. It
// refers to the pictures in the directory, and needs no script.
func WriteIndex(w io.Writer, r *Record) error {
	var rows []indexRow
	for i := range r.Inputs {
		in := &r.Inputs[i]
		row := indexRow{Input: in, Address: address(in.Directory) + "/", Explained: in.explained()}
		if len(in.Attributions) > 0 && in.Attributions[0].PNG != "" {
			row.Figure = address(in.Directory, figureFile)
		}
		if nodes, _, selected := in.Counts(); nodes > 0 {
			row.Share = percent(float64(selected) / float64(nodes))
		}
		rows = append(rows, row)
	}
	return indexTemplate.Execute(w, struct {
		*Record
		Rows []indexRow
	}{r, rows})
}

func percent(share float64) string { return fmt.Sprintf("%.1f %%", 100*share) }

// address is the relative URL of a file.
func address(elements ...string) string {
	return "./" + (&url.URL{Path: path.Join(elements...)}).EscapedPath()
}
