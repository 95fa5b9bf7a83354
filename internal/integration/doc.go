// Package integration holds the tests that need several packages. They read a model,
// make it frozen-aware and explain it. They compare the results with recordings in
// testdata, with another way to compute them, or with the checks of verify. A test that
// needs only one package, and what that imports, is beside the code it tests.
package integration
