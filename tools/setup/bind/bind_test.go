package main

import (
	"debug/elf"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// first defines a function of each kind. table and total reach them by address and by
// calls.
const first = `
#define NAMED(f, name, value) int f(void) __asm__(name); int f(void) { return value; }
NAMED(own, "_ZN1a3ownEv", 1)
NAMED(twice, "_ZN1a5twiceEv", 10)
NAMED(standard, "_ZNSt1s8standardEv", 100)
NAMED(plain, "plain", 1000)
int (*table[])(void) = {own, twice, standard, plain, own};
int total(void) { return own() + twice() + standard() + plain(); }
`

// second is loaded with first, and defines one of its functions too.
const second = `int twice(void) __asm__("_ZN1a5twiceEv"); int twice(void) { return 20; }`

// program defines plain itself, and so replaces that of first. It prints what first
// finds by address and by calls.
const program = `
#include <dlfcn.h>
#include <stdio.h>
int plain(void) { return 2000; }
int main(int n, char **args) {
	void *first = dlopen(args[1], RTLD_LAZY | RTLD_GLOBAL);
	if (!first) { puts(dlerror()); return 1; }
	int (**table)(void) = dlsym(first, "table");
	for (int i = 0; i < 5; i++) printf("%d ", table[i]());
	printf("%d\n", ((int (*)(void))dlsym(first, "total"))());
}
`

func compile(t *testing.T, source, out string, flags ...string) {
	t.Helper()
	if err := os.WriteFile(out+".c", []byte(source), 0o644); err != nil {
		t.Fatal(err)
	}
	if text, err := exec.Command("cc", append([]string{"-O0", "-o", out, out + ".c"}, flags...)...).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
}

// TestBind: bound libraries do what they did, and own names are no longer looked up.
func TestBind(t *testing.T) {
	if file, err := elf.Open("/proc/self/exe"); err != nil || file.Machine != elf.EM_X86_64 {
		t.Skip("the libraries that are bound are for x86-64")
	}
	dir := t.TempDir()
	a, b, run1 := filepath.Join(dir, "first.so"), filepath.Join(dir, "second.so"), filepath.Join(dir, "program")
	compile(t, second, b, "-shared", "-fPIC")
	compile(t, first, a, "-shared", "-fPIC", "-Wl,-z,lazy", b, "-Wl,-rpath,"+dir)
	compile(t, program, run1, "-rdynamic", "-ldl")
	output := func(variables ...string) string {
		c := exec.Command(run1, a)
		c.Env = append(os.Environ(), variables...)
		out, err := c.CombinedOutput()
		if err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		return string(out)
	}
	if got := output(); got != "1 10 100 2000 1 2111\n" {
		t.Fatalf("before: %s", got)
	}
	if got := namesOf(t, a); got != "_ZN1a3ownEv _ZN1a3ownEv _ZN1a5twiceEv _ZNSt1s8standardEv plain" {
		t.Fatalf("the table of the unbound library needs %s", got)
	}
	for range 2 { // a bound library can be bound again
		if err := run([]string{a, b}); err != nil {
			t.Fatal(err)
		}
		for _, when := range []string{"LD_BIND_NOW=", "LD_BIND_NOW=1"} {
			if got := output(when); got != "1 10 100 2000 1 2111\n" {
				t.Errorf("after, %s: %s", when, got)
			}
		}
		if got := namesOf(t, a); got != "_ZN1a5twiceEv _ZNSt1s8standardEv plain" {
			t.Errorf("the table of the bound library needs %s", got)
		}
	}
	bound := own(t, a)
	if address := entryOf(t, a, "_ZN1a3ownEv"); address != bound {
		t.Errorf("the first call of an own function goes to %#x, not to the function at %#x", address, bound)
	}
}

// namesOf lists, sorted, the symbols whose addresses the data of a library needs by name.
func namesOf(t *testing.T, path string) string {
	t.Helper()
	l, err := read(path)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := l.file.Section(".rela.dyn").Data()
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, r := range decode(raw) {
		if r.kind == elf.R_X86_64_64 && r.symbol != 0 {
			names = append(names, l.symbols[r.symbol-1].Name)
		}
	}
	slices.Sort(names)
	return strings.Join(names, " ")
}

// own returns the address of the function own.
func own(t *testing.T, path string) uint64 {
	t.Helper()
	l, err := read(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range l.symbols {
		if s.Name == "_ZN1a3ownEv" {
			return s.Value
		}
	}
	t.Fatal("own is missing")
	return 0
}

// entryOf returns what the table of procedures holds of a function.
func entryOf(t *testing.T, path, name string) uint64 {
	t.Helper()
	l, err := read(path)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := l.file.Section(".rela.plt").Data()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range decode(raw) {
		if l.symbols[r.symbol-1].Name == name {
			entry, err := l.entry(r.at)
			if err != nil {
				t.Fatal(err)
			}
			return l.file.ByteOrder.Uint64(entry)
		}
	}
	t.Fatalf("%s is not called", name)
	return 0
}

// TestOwn: only names that no library of the system can define are bound.
func TestOwn(t *testing.T) {
	for name, want := range map[string]bool{
		"_ZN10tensorflow6TensorC1Ev": true,
		"_ZTVN4llvm4PassE":           true,
		"_ZNSt17_Function_handlerIFvllEZN10tensorflow7functor6OneHotIiE7ComputeEvE9_M_invokeEv": true,
		"_ZNSt6vectorIiSaIiEE9push_backEOi":                                                     false,
		"_ZNKSt7__cxx1112basic_stringIcSt11char_traitsIcESaIcEE4findEPKcm":                      false,
		"_ZTISt9exception":                      false,
		"_ZNSs4swapERSs":                        false,
		"_Znwm":                                 false,
		"_ZdlPv":                                false,
		"_ZN9__gnu_cxx17__normal_iteratorIiE":   false,
		"_ZTVN10__cxxabiv117__class_type_infoE": false,
		"TF_Version":                            false,
		"malloc":                                false,
	} {
		if got := isOwn(name); got != want {
			t.Errorf("%s: %t", name, got)
		}
	}
}

// TestRefuses: what is no library is an error, and stays as it is.
func TestRefuses(t *testing.T) {
	dir := t.TempDir()
	text := filepath.Join(dir, "text")
	if err := os.WriteFile(text, []byte("Not a library."), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{filepath.Join(dir, "none"), text} {
		if err := run([]string{path}); err == nil || !strings.Contains(fmt.Sprint(err), path) {
			t.Errorf("%s: %v", path, err)
		}
	}
	if err := run(nil); err == nil {
		t.Error("no library is no error")
	}
}
