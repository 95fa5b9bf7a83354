// Package integration has the tests that need several packages: a model is read, made
// frozen-aware and explained, and what comes of it is compared with what was recorded
// in testdata, with another way to compute it, or with what verify demands. A test that
// needs one package, and what that imports, is beside what it tests.
package integration
