package main

import (
	"debug/elf"
	"regexp"
)

// standard matches C++ names of the standard library, with its templates.
var standard = regexp.MustCompile(`^_Z(T[VIST]|GV)?(N[rVK]*)?(S[tabsiod]|9__gnu_cxx|10__cxxabiv1)|^_Z[nd][wla]`)

// others matches namespaces of TensorFlow's libraries within a name. A template of the
// standard library with such a type is in no library of the system.
var others = regexp.MustCompile(`N(10tensorflow|3tsl|3xla|4absl|5Eigen|4dnnl|4mlir|4llvm|6google)`)

// defines reports whether the library with that symbol defines a function or an object.
func defines(s elf.Symbol) bool {
	kind := elf.ST_TYPE(s.Info)
	return s.Section != elf.SHN_UNDEF && (kind == elf.STT_FUNC || kind == elf.STT_OBJECT)
}

// isOwn reports whether no library of the system can define a name.
func isOwn(name string) bool {
	return len(name) > 2 && name[:2] == "_Z" && (!standard.MatchString(name) || others.MatchString(name))
}
