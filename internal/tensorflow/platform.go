//go:build !linux || !(amd64 || arm64)

package tensorflow

// forward.S has jumps for two processors, and load.c opens the library as Linux does.
// On any other system the compiler prints this name.
var _ = tfreeze_builds_on_Linux_alone_on_amd64_or_arm64__see_docs_limits_md
