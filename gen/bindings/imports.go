package bindings

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path"
	"slices"
	"strings"
)

// importable lists the packages that the templates may use. The last element of the
// path is the package's name, save that the TensorFlow binding is called tf.
var importable = []string{
	"bytes", "context", "crypto/sha256", "encoding/binary", "encoding/hex", "encoding/json", "errors", "fmt", "image", "image/color",
	"io", "math", "os", "path/filepath", "reflect", "runtime", "sort", "strconv", "strings",
}

const tfImport = "github.com/galeone/tensorflow/tensorflow/go"

// addImports adds an import declaration behind the package clause, for those packages
// that the code uses and does not declare itself.
func addImports(text string) (string, error) {
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "", text, parser.ParseComments)
	if err != nil {
		return "", err
	}
	used := map[string]bool{}
	ast.Inspect(f, func(n ast.Node) bool {
		if s, ok := n.(*ast.SelectorExpr); ok {
			if id, ok := s.X.(*ast.Ident); ok && slices.Contains(f.Unresolved, id) {
				used[id.Name] = true
			}
		}
		return true
	})
	at := fset.Position(f.Name.End()).Offset
	return text[:at] + importDecl(used) + text[at:], nil
}

func importDecl(used map[string]bool) string {
	var groups []string
	var standard strings.Builder
	for _, p := range importable {
		if used[path.Base(p)] {
			standard.WriteString("\t\"" + p + "\"\n")
		}
	}
	if standard.Len() > 0 {
		groups = append(groups, standard.String())
	}
	if used["tf"] {
		groups = append(groups, "\ttf \""+tfImport+"\"\n")
	}
	if groups == nil {
		return ""
	}
	return "\n\nimport (\n" + strings.Join(groups, "\n") + ")\n"
}
